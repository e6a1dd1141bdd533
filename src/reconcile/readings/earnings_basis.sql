-- Says whether earnings are told before fees or after them: counts the months with a fee that tie one way only. A month that ties the
-- wrong way by an error of its own, such as a fee that a gain makes good, must not decide for all: three months decide, and
-- three more for each that ties the other way. Until then nothing does.
-- $1 entity, $2 last day
with month as (
  select
    count(*) filter (where earnings = gains) as before_fees,
    count(*) filter (where earnings = gains + fees) as after_fees
  from recon.earnings_month
  where entity_id = $1
    and last_day <= $2
    and fees <> 0
)
select
  told.value,
  case
    when greatest(m.before_fees, m.after_fees) >= 3 * (1 + least(m.before_fees, m.after_fees)) then told.fits
    else 0
  end as fits
from month m
cross join lateral (values ('before_fees', m.before_fees), ('after_fees', m.after_fees)) as told (value, fits)
