-- Proves: the lots that a sale takes are chosen by one method throughout. A sale of a part of a holding that ties under another
-- method only than the one in force (reading `lot_method`) is a flip: the books before it and after it do not compare.
-- Where a sale takes a part of what was held on the first position summary nothing is known of its lots.
-- Where the cost ties, so does the method: looked at are the days of holdings that position_cost has found, and where it judges no
-- sale, as specific lots may be sold, all that were sold from.
-- after: position_cost
-- severity: error
-- shows: fct_position_daily, cost_value, of the day before
-- shows: fct_trade, amount
-- shows: fct_position_daily, cost_value
-- A wrong quantity leaves other lots than there are.
-- root: position_quantity, same security, while it lasts
with method as materialized (
  select coalesce(recon.current_reading($1, 'lot_method'), 'fifo') as method
),
suspect as materialized (
  select h.holding_key, f.business_date
  from recon.finding f
  join ledger.holding h using (pocket_key, security_key)
  where f.entity_id = $1
    and f.rule = 'position_cost'
    and f.business_date between $2 and $3
  union
  select holding_key, null
  from recon.sold_holdings($1, $2, $3, false)
  where (select method from method) = 'specific'
),
sale as (
  select
    s.*,
    case
      when s.fits_fifo then 'first in, first out'
      when s.fits_average then 'average cost'
      else 'the cost of one lot'
    end as tied
  from recon.partial_sale($1, $2, $3, array(select holding_key from suspect)) s
  where exists (
    select
    from suspect
    where suspect.holding_key = s.holding_key
      and coalesce(suspect.business_date, s.business_date) = s.business_date
  )
)
select
  s.pocket_key, null::text as account, s.security_key, '' as item, s.business_date,
  case m.method when 'average' then s.average else s.fifo end::numeric as expected, s.cost::numeric as actual,
  'the cost left by the sale is that of ' || s.tied || ', where sales went by '
    || case m.method when 'fifo' then 'first in, first out' when 'average' then 'average cost' else 'specific lots' end
    as detail
from sale s
cross join method m
where case m.method
    when 'fifo' then not s.fits_fifo and (s.fits_average or s.fits_lot)
    when 'average' then not s.fits_average and (s.fits_fifo or s.fits_lot)
    else s.fits_average and not s.fits_fifo
  end
