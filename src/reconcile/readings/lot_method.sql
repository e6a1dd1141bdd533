-- Says which lots a sale takes: counts the sales of a part of a holding, in the last three months, that tie one way only. Fifty
-- holdings are enough to ask: lots are followed from the beginning for each, and where all cost the same nobody will ever tell.
-- after: position_basis
-- $1 entity, $2 last day
with sale as materialized (
  select *
  from recon.partial_sale($1, $2::date - 92, $2, array(
    select holding_key
    from recon.sold_holdings($1, $2::date - 92, $2, false)
    -- in no order that has to do with what they are
    order by hashint4(holding_key)
    limit 50
  ))
)
select 'fifo' as value, count(*) as fits
from sale
where fits_fifo
  and not fits_average
union all
select 'average', count(*)
from sale
where fits_average
  and not fits_fifo
union all
select 'specific', count(*)
from sale
where fits_lot
