-- Proves: the dates of a trade follow one another: it is not settled before its bill was issued nor after it matured, it settles on
-- the day it was dealt or within some business days after it, it is dealt, settled and paid on business days, and its bill has one
-- issue date and one maturity date. A trade before the issue is sound, as bills are dealt when issued: it settles on the issue.
-- Where several dates contradict, the first is told, in that order. Maturities are not dealt, and left out.
--
-- Only the trades of dates that fail are read (sums/dealt_terms.sql).
-- The month before is judged again: the listing, and later trades of a bill, may say that a date was wrong.
-- range: a month before
-- severity: error
-- figures: days
-- shows: fct_trade, settlement_date or trade_date
-- shows: fct_listed_trade, settlement_date or trade_date or maturity_date
-- setting: settles_within = 5, business days from a trade to its settlement at most
with context as materialized (
  select
    c.context_key, c.security_key, c.issue_date, c.maturity_date
  from ledger.trade_context c
  join ledger.security s using (security_key)
  where s.entity_id = $1
),
disputed as materialized (
  select security_key
  from context
  group by security_key
  having min(issue_date) <> max(issue_date)
    or min(maturity_date) <> max(maturity_date)
),
-- what most trades of a disputed bill tell, of the report and of the listing; of as many, the listing
vote as (
  select c.security_key, c.issue_date, c.maturity_date, count(*) as trades, 0 as listed
  from disputed d
  join context c using (security_key)
  join ledger.holding h using (security_key)
  join ledger.trade t on t.holding_key = h.holding_key and t.context_key = c.context_key
  join ledger.current_version v on v.version_id = t.version_id
  group by c.security_key, c.issue_date, c.maturity_date
  union all
  select c.security_key, c.issue_date, c.maturity_date, count(*), count(*)
  from disputed d
  join context c using (security_key)
  join ledger.listed_trade t using (context_key)
  join ledger.current_version v on v.version_id = t.version_id
  group by c.security_key, c.issue_date, c.maturity_date
),
issued as (
  select distinct on (security_key) security_key, issue_date, trades
  from (
    select security_key, issue_date, sum(trades) as trades, sum(listed) as listed
    from vote
    where issue_date is not null
    group by security_key, issue_date
  ) told
  order by security_key, trades desc, listed desc, issue_date
),
matures as (
  select distinct on (security_key) security_key, maturity_date, trades
  from (
    select security_key, maturity_date, sum(trades) as trades, sum(listed) as listed
    from vote
    where maturity_date is not null
    group by security_key, maturity_date
  ) told
  order by security_key, trades desc, listed desc, maturity_date
),
calendar as materialized (
  select
    business_date, is_business_day, next_business_date,
    count(*) filter (where is_business_day) over (order by business_date) as business_days
  from ledger.calendar_day
),
judged as (
  select
    d.*,
    case
      when coalesce(d.settlement_date, d.trade_date) < c.issue_date
        then array['settles on ' || coalesce(d.settlement_date, d.trade_date) || ', before its bill is issued on ' || c.issue_date,
          (coalesce(d.settlement_date, d.trade_date) - c.issue_date)::text]
      when d.settlement_date < d.trade_date
        then array['settles on ' || d.settlement_date || ', before it is dealt on ' || d.trade_date,
          (d.settlement_date - d.trade_date)::text]
      when coalesce(d.settlement_date, d.trade_date) > c.maturity_date
        then array['settles on ' || coalesce(d.settlement_date, d.trade_date) || ', after its bill matures on ' || c.maturity_date,
          (coalesce(d.settlement_date, d.trade_date) - c.maturity_date)::text]
      when c.maturity_date <> m.maturity_date
        then array['its bill matures on ' || c.maturity_date || ' here and on ' || m.maturity_date || ' in ' || m.trades || ' others',
          (c.maturity_date - m.maturity_date)::text, 'dated']
      when c.issue_date <> i.issue_date
        then array['its bill is issued on ' || c.issue_date || ' here and on ' || i.issue_date || ' in ' || i.trades || ' others',
          (c.issue_date - i.issue_date)::text, 'dated']
      when not dealt.is_business_day
        then array['is dealt on ' || d.trade_date || ', which is no business day', (d.trade_date - dealt.next_business_date)::text]
      when not settled.is_business_day
        then array['settles on ' || d.settlement_date || ', which is no business day',
          (d.settlement_date - settled.next_business_date)::text]
      when not paid.is_business_day
        then array['its bill matures on ' || c.maturity_date || ', which is no business day',
          (c.maturity_date - paid.next_business_date)::text]
      when settled.business_days - dealt.business_days > :settles_within
        then array['settles on ' || d.settlement_date || ', ' || settled.business_days - dealt.business_days
          || ' business days after it is dealt', (settled.business_days - dealt.business_days - :settles_within)::text, 'late']
    end as told
  from dealt_terms d
  join context c using (context_key)
  left join issued i using (security_key)
  left join matures m using (security_key)
  left join calendar dealt on dealt.business_date = d.trade_date
  left join calendar settled on settled.business_date = d.settlement_date
  left join calendar paid on paid.business_date = c.maturity_date
),
failed as materialized (
  select *
  from judged
  where told is not null
)
select
  u.pocket_key, null::text as account, h.security_key, t.trade_id as item, u.business_date,
  0::numeric as expected, f.told[2]::numeric as actual,
  t.side || ' ' || coalesce(t.reference, t.trade_id) || ' ' || f.told[1] as detail,
  case f.told[3] when 'dated' then 'dated k days off' end as cause,
  case f.told[3] when 'dated' then 'k = ' || f.told[2] || ': ' || f.told[1] end as evidence,
  -- how late a settlement is, is counted on the calendar of the market; all other dates are told apart by all days
  case f.told[3] when 'late' then 'business days' else 'days' end as figures
from failed f
join ledger.trade t
  on t.context_key = f.context_key
  and t.trade_date = f.trade_date
  and t.settlement_date is not distinct from f.settlement_date
  and t.side <> 'MATURITY'
join ledger.current_unit u using (version_id)
join ledger.holding h using (holding_key)
where u.entity_id = $1
  and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
  and u.business_date between $2 and $3
