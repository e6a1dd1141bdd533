-- Proves: the check digit of every CUSIP is the one that its first eight characters ask for. One that is not warns and never
-- rejects: a sample in Jiko's own documentation fails. The break stands on the first day of which anything tells the security, and
-- proposes the sound CUSIPs of these books that it may stand for: one character apart, two neighbours exchanged, or paid on the same day.
-- Looks at all days each time: there are few securities, and where one stands may be told of an earlier day tomorrow.
-- severity: warning
-- figures: other
-- shows: fct_position_daily, cusip
-- shows: fct_price_daily, cusip
-- shows: fct_trade, cusip
-- shows: fct_listed_trade, cusip
-- range: all
with wrong as materialized (
  select security_key, cusip, recon.cusip_check_digit(cusip) as digit
  from ledger.security
  where entity_id = $1
    and not cusip_check_ok
),
sound as materialized (
  select s.security_key, s.cusip, c.maturity_date
  from ledger.security s
  left join (
    select security_key, max(maturity_date) as maturity_date
    from ledger.trade_context
    group by security_key
  ) c using (security_key)
  where s.entity_id = $1
    and s.cusip_check_ok
    and exists (select from wrong)
),
character_pair as (
  select
    w.security_key, s.cusip as repair, place,
    substr(w.cusip, place, 1) as told, substr(s.cusip, place, 1) as meant
  from wrong w
  cross join sound s
  cross join generate_series(1, 9) as place
  where substr(w.cusip, place, 1) <> substr(s.cusip, place, 1)
),
alike as (
  select
    security_key, repair,
    case count(*)
      when 1 then 'one character apart'
      else 'two neighbours exchanged'
    end as why
  from character_pair
  group by security_key, repair
  having count(*) = 1
    or count(*) = 2
    and max(place) - min(place) = 1
    and (array_agg(told order by place))[1] = (array_agg(meant order by place))[2]
    and (array_agg(told order by place))[2] = (array_agg(meant order by place))[1]
),
paid_alike as (
  select w.security_key, s.cusip as repair, 'also matures on ' || s.maturity_date as why
  from wrong w
  join ledger.trade_context c using (security_key)
  join sound s using (maturity_date)
  group by w.security_key, s.cusip, s.maturity_date
),
repair as (
  select security_key, string_agg(repair || ' (' || why || ')', ', ' order by repair) as repairs
  from (
    select security_key, repair, string_agg(why, '; ' order by why) as why
    from (
      select *
      from alike
      union all
      select *
      from paid_alike
    ) found
    group by security_key, repair
  ) named
  group by security_key
),
told as (
  select w.security_key, u.business_date
  from wrong w
  join ledger.holding h using (security_key)
  join ledger.position p using (holding_key)
  join ledger.current_unit u using (version_id)
  union all
  select w.security_key, u.business_date
  from wrong w
  join ledger.holding h using (security_key)
  join ledger.trade t using (holding_key)
  join ledger.current_unit u using (version_id)
  union all
  select w.security_key, u.business_date
  from wrong w
  join ledger.price_quote q using (security_key)
  join ledger.current_unit u using (version_id)
)
select
  null::int as pocket_key, null::text as account, w.security_key, '' as item,
  min(t.business_date) as business_date,
  w.digit::numeric as expected, right(w.cusip, 1)::numeric as actual,
  'the check digit of ' || w.cusip || ' would be ' || w.digit || '; '
    || coalesce('perhaps ' || max(r.repairs), 'no sound CUSIP of these books is near') as detail
from wrong w
join told t using (security_key)
left join repair r using (security_key)
group by w.security_key, w.cusip, w.digit
having min(t.business_date) between $2 and $3
