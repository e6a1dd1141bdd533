-- On which terms bills were dealt: dates as reports and listings tell them, and the lowest and the highest price of the reports. Trades
-- of a day are dealt in few bills, with few dates. Maturities are not dealt, and left out.
-- $1 entity, $2 first day of trades, $3 last day
select
  t.context_key, t.trade_date, t.settlement_date,
  min(t.price) filter (where u.report_type = 'TRADE_REPORT') as lowest,
  max(t.price) filter (where u.report_type = 'TRADE_REPORT') as highest
from ledger.current_unit u
join ledger.trade t using (version_id)
where u.entity_id = $1
  and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
  and u.business_date between $2 and $3
  and t.side <> 'MATURITY'
group by t.context_key, t.trade_date, t.settlement_date
