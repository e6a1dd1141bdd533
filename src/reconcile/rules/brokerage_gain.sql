-- Proves: the gains less the losses of a brokerage statement are what its bills rose by that day, with the cash of sales and
-- maturities and without that of purchases. Where the balance is that of the bills alone (reading `brokerage_balance`), cash that
-- stays uninvested counts as a loss, and as a gain when it is put to work.
-- Looked at where the position summaries of the day and of the day before, and the trades, have landed. What is wrong in one
-- summary is off again, the other way round, on the next day, and is told once.
-- severity: error
-- shows: fct_cash_entry, amount, where category is gain or loss
-- shows: fct_trade, amount
-- shows: fct_cash_position_daily, amount, of the day before
-- shows: fct_cash_position_daily, amount
-- shows: fct_position_daily, market_value, of the day before
-- shows: fct_position_daily, market_value
-- setting: rounding = 0.01, dollars for each trade whose cash was computed, as its file tells face values
-- root: position_value, within 1 day, same size
-- root: position_quantity, within 1 day
-- root: maturity_listing
-- root: trade_cash, within 1 day, same size
-- root: trade_listing, within 1 day
-- root: trade_cash, within 1 day, at least 1.00
-- root: trade_price, within 1 day
-- root: listing_terms, within 1 day
-- root: trade_duplicate, within 1 day
-- root: statement_duplicate
-- root: unclassified_entry, same size
-- root: statement_balance, same size
-- root: statement_chain, same size
-- root: residual_cash_roll, same size
-- root: brokerage_closing, same size
-- root: position_price, within 1 day
with day as (
  select
    d.pocket_key, d.business_date, d.gains, d.computed_trades, d.value_before, d.value_after, d.bought, d.received,
    d.value_after - d.value_before + d.received - d.bought
      - case
        when recon.current_reading($1, 'brokerage_balance') = 'without_residual_cash' then d.cash_after - d.cash_before
        else 0
      end as expected
  from brokerage_day d
),
held as (
  select *, lag(gains - expected) over by_day as off_before, lag(business_date) over by_day as day_before
  from day
  window by_day as (partition by pocket_key order by business_date)
)
select
  h.pocket_key, 'BROKERAGE' as account, null::int as security_key, '' as item, h.business_date,
  h.expected::numeric as expected, h.gains::numeric as actual,
  'the gains of the day differ from what its bills made: worth ' || h.value_before || ' before and ' || h.value_after
    || ' after, ' || h.bought || ' bought, ' || h.received || ' sold or matured' as detail
from held h
join ledger.calendar_day d using (business_date)
where h.business_date between $2 and $3
  and abs(h.gains - h.expected) > :rounding * h.computed_trades
  and (
    h.day_before = d.previous_business_date
    and abs(h.gains - h.expected + h.off_before) <= :rounding * h.computed_trades
  ) is not true
