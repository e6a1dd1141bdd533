-- Proves: the cash that is left uninvested in a pocket is not negative and too little for one more bill of 100 face.
-- severity: warning
-- shows: fct_cash_position_daily, amount
-- shows: fct_trade, amount
-- setting: bill_cost = 100, dollars from which on another bill could have been bought
select
  u.pocket_key, null::text as account, null::int as security_key, '' as item, u.business_date,
  case when c.amount < 0 then 0 else :bill_cost - 0.01 end as expected, c.amount::numeric as actual,
  case
    when c.amount < 0 then 'residual cash is negative'
    else 'residual cash would buy another bill'
  end as detail
from ledger.current_unit u
join ledger.cash_position c using (version_id)
where u.entity_id = $1
  and u.report_type = 'POSITION_SUMMARY_REPORT'
  and u.business_date between $2 and $3
  and (c.amount < 0 or c.amount >= :bill_cost)
