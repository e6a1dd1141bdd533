-- What people query. Every view answers as of pocketbook.known_at.
create view ledger.current_unit as
select
  u.unit_id, u.entity_id, u.report_type, u.pocket_key, p.pocket_id, u.business_date,
  v.version_id, v.version, v.provisional, v.row_count, v.report_file_id, v.accepted_at
from ledger.unit u
join ledger.current_version v using (unit_id)
left join ledger.pocket p using (pocket_key);

create view books.dim_pocket as
select p.entity_id, p.pocket_id, s.pocket_name, s.status
from ledger.pocket p
left join lateral (
  select pocket_name, status
  from ledger.pocket_state
  where pocket_key = p.pocket_key
    and known_at <= ledger.known_at()
  order by known_at desc
  limit 1
) s on true;

-- The terms come from trade files. Files that contradict each other are told apart by their values alone,
-- so that the answer does not depend on the order in which they came.
create view books.dim_security as
select s.entity_id, s.cusip, c.issuer, c.issue_date, c.maturity_date, s.cusip_check_ok
from ledger.security s
left join lateral (
  select issuer, issue_date, maturity_date
  from ledger.trade_context
  where security_key = s.security_key
    and known_at <= ledger.known_at()
  order by maturity_date desc nulls last, issue_date desc nulls last, issuer desc nulls last
  limit 1
) c on true;

create view books.dim_business_date as
select
  e.entity_id, d.business_date, d.is_business_day, d.is_early_close, d.holiday,
  d.previous_business_date, d.next_business_date
from ledger.calendar_day d
cross join ledger.entity e;

create view books.dim_report_file as
select
  f.entity_id, f.report_file_id, f.report_type, f.pocket_id, f.from_date, f.to_date,
  encode(f.sha256, 'hex') as sha256, f.bytes, f.length_proven, f.received_at, f.origin, f.file_name
from ops.report_file f
where f.received_at <= ledger.known_at();

create view books.fct_unit as
select
  u.entity_id, u.report_type, p.pocket_id, u.business_date,
  case
    when v.version_id is not null and v.row_count = 0 then 'empty'
    when v.version_id is not null then 'loaded'
    when r.state in ('intended', 'requested') then 'requested'
    when r.state in ('ready', 'landed', 'late', 'failed', 'quarantined') then r.state
    else 'owed'
  end as state,
  v.version, v.provisional, v.accepted_at, v.report_file_id, r.error
from ledger.unit u
left join ledger.pocket p using (pocket_key)
left join ledger.current_version v using (unit_id)
left join lateral (
  select q.state, q.error
  from ops.request_unit
  join ops.report_request q using (request_id)
  where unit_id = u.unit_id
  order by request_id desc
  limit 1
) r on true
where u.owed_since <= ledger.known_at();

create view books.fct_unit_version as
select
  u.entity_id, u.report_type, p.pocket_id, u.business_date, v.version, v.provisional, v.row_count,
  encode(v.content_hash, 'hex') as content_hash, v.accepted_at, v.report_file_id, v.version_id
from ledger.unit_version v
join ledger.unit u using (unit_id)
left join ledger.pocket p using (pocket_key)
where v.accepted_at <= ledger.known_at();

create view books.fct_statement as
select
  u.entity_id, u.pocket_id,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  u.business_date, s.opening_balance, s.closing_balance, s.currency, s.entries, u.provisional,
  s.statement_id, u.report_file_id, s.locator
from ledger.statement s
join ledger.current_unit u using (version_id);

create view books.fct_cash_entry as
select
  u.entity_id, u.pocket_id,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  u.business_date, e.booked_on, e.value_on, e.amount, e.currency, e.category, e.description,
  e.reference, e.end_to_end_id, u.report_file_id, e.locator
from ledger.cash_entry e
join ledger.current_unit u using (version_id);

create view books.fct_trade as
select
  u.entity_id, u.pocket_id, t.trade_id, t.reference, t.side, s.cusip, t.trade_date, t.settlement_date,
  t.book_date, t.quantity, t.face_amount, t.price, t.amount, c.transaction_code, c.custodian,
  c.custodian_account, u.report_file_id, t.locator
from ledger.trade t
join ledger.current_unit u using (version_id)
join ledger.holding h using (holding_key)
join ledger.security s using (security_key)
join ledger.trade_context c using (context_key);

create view books.fct_position_daily as
select
  u.entity_id, u.pocket_id, u.business_date, s.cusip, p.quantity, p.market_price, p.market_value,
  p.cost_value, u.report_file_id, p.locator
from ledger.position p
join ledger.current_unit u using (version_id)
join ledger.holding h using (holding_key)
join ledger.security s using (security_key);

create view books.fct_cash_position_daily as
select u.entity_id, u.pocket_id, u.business_date, c.amount, u.report_file_id, c.locator
from ledger.cash_position c
join ledger.current_unit u using (version_id);

create view books.fct_price_daily as
select
  u.entity_id, s.cusip, u.business_date, q.price, q.provider, u.report_file_id, q.locator
from ledger.price_quote q
join ledger.current_unit u using (version_id)
join ledger.security s using (security_key);

create view books.fct_recon_run as
select entity_id, run_id, started_at, finished_at, from_date, to_date, rules, findings, breaks_open
from recon.run
where finished_at <= ledger.known_at();

create view recon.break_now as
select
  b.break_id, b.entity_id, b.rule, b.severity, p.pocket_id, b.account, s.cusip, b.item, b.business_date,
  g.expected, g.actual, g.actual - g.expected as difference, g.figures, g.detail, g.cause, g.evidence,
  g.explained_by, g.is_unique, g.tolerance, g.due_on, e.status, e.first_seen_at, g.last_seen_on, e.assignee, e.note, g.root_break_id,
  b.pocket_key, b.security_key,
  case g.figures
    when 'dollars' then abs(g.actual - g.expected)
    when 'bills' then abs(g.actual - g.expected) * 100
  end as at_stake,
  case when e.status = 'explained' then e.explained_until end as explained_until,
  e.noted_at,
  case when e.status in ('resolved', 'cleared') then (
    select min(at)
    from recon.break_event
    where break_id = b.break_id
      and at <= ledger.known_at()
      and event_id > e.last_open_event_id
  ) end as left_at
from recon.break b
left join ledger.pocket p using (pocket_key)
left join ledger.security s using (security_key)
join lateral (
  select
    expected, actual, figures, detail, cause, evidence, explained_by, is_unique, tolerance, due_on, last_seen_on,
    root_break_id
  from recon.break_sighting
  where break_id = b.break_id
    and seen_at <= ledger.known_at()
  order by sighting_id desc
  limit 1
) g on true
join lateral (
  select
    (array_agg(status order by event_id desc))[1] as status,
    (array_agg(assignee order by event_id desc) filter (where assignee is not null))[1] as assignee,
    (array_agg(explained_until order by event_id desc) filter (where verb = 'explained'))[1] as explained_until,
    (array_agg(note order by event_id desc) filter (where note is not null and not is_by_program))[1] as note,
    max(at) filter (where note is not null and not is_by_program) as noted_at,
    min(at) as first_seen_at,
    max(event_id) filter (where status in ('open', 'assigned', 'explained')) as last_open_event_id
  from recon.break_event
  where break_id = b.break_id
    and at <= ledger.known_at()
) e on e.status is not null;

-- Of an entity, what its breaks are judged by: the last day that was reconciled, and from what on a break is more severe
-- than its rule says.
create view recon.yardstick as
select r.entity_id, r.to_date, a.value as severity_amount, d.value as severity_days
from (
  select entity_id, max(to_date) as to_date
  from recon.run
  where finished_at <= ledger.known_at()
  group by entity_id
) r
left join lateral (
  select value
  from recon.rule_setting
  where entity_id = r.entity_id
    and rule = 'severity'
    and name = 'amount'
    and set_at <= ledger.known_at()
  order by setting_id desc
  limit 1
) a on true
left join lateral (
  select value
  from recon.rule_setting
  where entity_id = r.entity_id
    and rule = 'severity'
    and name = 'days'
    and set_at <= ledger.known_at()
  order by setting_id desc
  limit 1
) d on true;

-- Roots only: what a root explains is listed under it in fct_break_consequence.
create view books.fct_break as
select
  b.entity_id, b.break_id, b.rule,
  case
    when b.at_stake >= y.severity_amount then 'critical'
    when b.severity = 'error' and a.age_business_days >= y.severity_days then 'critical'
    when a.age_business_days >= y.severity_days then 'error'
    else b.severity
  end as severity,
  b.pocket_id, b.account, b.cusip, b.item, b.business_date,
  b.expected, b.actual, b.difference, b.figures, b.detail, b.cause, b.evidence, b.explained_by, b.is_unique, b.tolerance,
  b.status, b.due_on, b.business_date as first_seen_on, b.last_seen_on, a.age_business_days,
  b.assignee, b.note, b.first_seen_at, b.severity as severity_of_rule, b.at_stake, b.explained_until,
  a.comment_age_business_days
from recon.break_now b
left join recon.yardstick y using (entity_id)
cross join (
  select (coalesce(nullif(ledger.known_at(), 'infinity'), now()) at time zone 'America/New_York')::date as today
) k
cross join lateral (
  -- what is off the list does not grow older, nor any younger than it was there
  select case
    when b.left_at is null then y.to_date
    else (
      select max(to_date)
      from recon.run
      where entity_id = b.entity_id
        and finished_at <= b.left_at
    )
  end as until
) o
cross join lateral (
  select
    count(*) filter (
      where d.business_date > b.due_on
        and d.business_date <= least(coalesce(o.until, b.due_on), ledger.age_as_of())
    )::int as age_business_days,
    case when b.noted_at is not null then count(*) filter (
      where d.business_date > (b.noted_at at time zone 'America/New_York')::date
        and d.business_date <= k.today
    )::int end as comment_age_business_days
  from ledger.calendar_day d
  where d.is_business_day
    and d.business_date > least(b.due_on, (b.noted_at at time zone 'America/New_York')::date)
    and d.business_date <= greatest(y.to_date, b.last_seen_on, k.today)
) a
where b.root_break_id is null;

create view books.fct_break_consequence as
select
  b.entity_id, b.root_break_id, b.break_id, b.rule, b.pocket_id, b.account, b.cusip, b.item,
  b.business_date, b.expected, b.actual, b.difference, b.figures, b.detail, b.cause, b.evidence, b.explained_by, b.is_unique,
  b.status, b.last_seen_on
from recon.break_now b
where b.root_break_id is not null;

create view books.fct_break_event as
select
  entity_id, break_id, at, actor, verb, note, is_by_program, status, assignee, explained_until, difference, event_id,
  chain_no, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash
from recon.break_event
where at <= ledger.known_at();

create view books.rpt_open_breaks as
select
  entity_id, break_id, rule, severity, pocket_id, account, cusip, item, business_date, expected, actual,
  difference, figures, detail, cause, evidence, explained_by, is_unique, tolerance, status, due_on, last_seen_on,
  age_business_days, assignee, note, at_stake, explained_until, comment_age_business_days
from books.fct_break
where status in ('open', 'assigned', 'explained');

create view books.rpt_completeness as
select
  entity_id, report_type, pocket_id, date_trunc('month', business_date)::date as month,
  count(*)::int as owed,
  count(*) filter (where state in ('loaded', 'empty'))::int as landed,
  count(*) filter (where state = 'empty')::int as empty,
  count(*) filter (where state not in ('loaded', 'empty'))::int as missing,
  min(business_date) filter (where state not in ('loaded', 'empty')) as first_missing_on
from books.fct_unit
group by entity_id, report_type, pocket_id, date_trunc('month', business_date);

create view books.rpt_funnel as
select
  f.entity_id, f.report_file_id, f.report_type, f.from_date, f.to_date, l.outcome, l.rows_read,
  l.rows_loaded, l.rows_duplicate, l.rows_ignored, l.rows_quarantined, l.units, l.versions_new,
  l.amount_meaning, l.amount_decided_by, l.error, l.finished_at
from ops.file_load l
join ops.report_file f using (report_file_id)
where l.finished_at <= ledger.known_at();

create view books.fct_run as
select
  entity_id, run_id, kind, from_date, to_date, started_at, finished_at, outcome, api_calls, app_version, error
from ops.run
where started_at <= ledger.known_at();

-- What each pocket held on its latest day.
create view books.rpt_holdings as
select
  h.entity_id, h.pocket_id, d.pocket_name, h.business_date, h.cusip, s.maturity_date, h.quantity,
  h.quantity * 100 as face_amount, h.market_price, h.market_value, h.cost_value,
  h.market_value - h.cost_value as unrealised_gain
from books.fct_position_daily h
join (
  select entity_id, pocket_id, max(business_date) as business_date
  from ledger.current_unit
  where report_type = 'POSITION_SUMMARY_REPORT'
  group by entity_id, pocket_id
) latest using (entity_id, pocket_id, business_date)
join books.dim_pocket d using (entity_id, pocket_id)
left join books.dim_security s using (entity_id, cusip);

create view books.rpt_maturity_ladder as
select
  entity_id, pocket_id, maturity_date, count(*)::int as holdings, sum(face_amount) as face_amount,
  sum(market_value) as market_value
from books.rpt_holdings
group by entity_id, pocket_id, maturity_date;

create view books.rpt_month_end as
select
  m.entity_id, m.pocket_id, m.business_date, m.market_value, m.cost_value, c.amount as residual_cash,
  b.closing_balance as brokerage_closing_balance, k.closing_balance as bank_closing_balance
from (
  select
    u.entity_id, u.pocket_id, u.business_date,
    coalesce(sum(p.market_value), 0) as market_value, coalesce(sum(p.cost_value), 0) as cost_value
  from (
    select
      entity_id, pocket_id, version_id, business_date,
      row_number() over (
        partition by entity_id, pocket_id, date_trunc('month', business_date)
        order by business_date desc
      ) as from_month_end
    from ledger.current_unit
    where report_type = 'POSITION_SUMMARY_REPORT'
  ) u
  left join ledger.position p using (version_id)
  where u.from_month_end = 1
  group by u.entity_id, u.pocket_id, u.business_date
) m
left join books.fct_cash_position_daily c using (entity_id, pocket_id, business_date)
left join books.fct_statement b
  on b.entity_id = m.entity_id and b.pocket_id = m.pocket_id
  and b.business_date = m.business_date and b.account = 'BROKERAGE'
left join books.fct_statement k
  on k.entity_id = m.entity_id and k.pocket_id = m.pocket_id
  and k.business_date = m.business_date and k.account = 'BANK';
