-- Proves: the residual cash of a pocket is that of the day before, with what was swept in, sold or matured, and without what was
-- swept out, taken as a fee or bought.
-- Looked at where the position summaries of the day and of the day before, the brokerage statement and the trades have landed. A
-- wrong figure of one day is off again, the other way round, on the next, and is told once.
-- severity: error
-- shows: fct_cash_position_daily, amount, of the day before
-- shows: fct_cash_entry, amount, where account is BROKERAGE
-- shows: fct_trade, amount
-- shows: fct_cash_position_daily, amount
-- setting: rounding = 0.01, dollars for each trade whose cash was computed, as its file tells face values
-- root: trade_cash, within 1 day, same size
-- root: trade_listing, within 1 day
-- root: trade_cash, within 1 day, at least 1.00
-- root: trade_price, within 1 day
-- root: listing_terms, within 1 day
-- root: trade_duplicate, within 1 day
-- root: statement_duplicate
-- root: unclassified_entry, same size
-- root: sweep_legs, same size
-- root: statement_balance, same size
-- root: position_quantity, within 1 day
-- The cash of a maturity is taken from the listing.
-- root: maturity_listing
with day as (
  select
    d.*, d.cash_before + d.additions + d.subtractions + d.fees + d.received - d.bought as expected
  from brokerage_day d
  where d.cash_before is not null
    and d.cash_after is not null
),
held as (
  select *, lag(cash_after - expected) over by_day as off_before, lag(business_date) over by_day as day_before
  from day
  window by_day as (partition by pocket_key order by business_date)
)
select
  h.pocket_key, null::text as account, null::int as security_key, '' as item, h.business_date,
  h.expected::numeric as expected, h.cash_after::numeric as actual,
  'the residual cash does not follow from ' || h.cash_before || ' the day before, ' || h.additions || ' swept in, '
    || -h.subtractions || ' swept out, ' || -h.fees || ' of fees, ' || h.bought || ' bought and ' || h.received
    || ' sold or matured' as detail
from held h
join ledger.calendar_day d using (business_date)
where h.business_date between $2 and $3
  and abs(h.cash_after - h.expected) > :rounding * h.computed_trades
  and (
    h.day_before = d.previous_business_date
    and abs(h.cash_after - h.expected + h.off_before) <= :rounding * h.computed_trades
  ) is not true
