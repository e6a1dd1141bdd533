-- Says whether earnings are told before fees or after them: counts the months with a fee that tie one way only.
-- $1 entity, $2 last day
select
  'before_fees' as value,
  'after_fees' as other_value,
  count(*) filter (where earnings = gains) as fits,
  count(*) filter (where earnings = gains + fees) as fits_other
from recon.earnings_month
where entity_id = $1
  and last_day <= $2
  and fees <> 0
