-- Says whether earnings are told before fees or after them: counts the months with a fee that tie one way only.
-- $1 entity, $2 last day
with month as materialized (
  select earnings, gains, fees
  from recon.earnings_month
  where entity_id = $1
    and last_day <= $2
    and fees <> 0
)
select 'before_fees' as value, count(*) filter (where earnings = gains) as fits
from month
union all
select 'after_fees', count(*) filter (where earnings = gains + fees)
from month
