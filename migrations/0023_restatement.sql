-- What the bank said anew: each version of a unit after its first, held row by row against the one before it; what the rules made of
-- it; and how long after its date the content of a report still changes, from which the days to be asked again are proposed.

create view ledger.restatement as
select
  u.entity_id, u.report_type, u.pocket_key, p.pocket_id, u.business_date, u.unit_id,
  o.version_id as from_version_id, o.version as from_version, o.report_file_id as from_report_file_id,
  o.row_count as rows_before, o.provisional as was_provisional,
  v.version_id, v.version, v.report_file_id, v.row_count as rows_after, v.provisional,
  v.content_hash <> o.content_hash as is_other_content, v.accepted_at
from ledger.unit_version v
join ledger.unit_version o on o.unit_id = v.unit_id and o.version = v.version - 1
join ledger.unit u on u.unit_id = v.unit_id
left join ledger.pocket p using (pocket_key)
where v.version > 1
  and v.accepted_at <= ledger.known_at();

-- The rows of both versions, each told as what its file said of it and by what it is known in both. What a column means nothing to
-- us is left out, as it makes no version either.
create view ledger.restated_row as
select
  r.entity_id, r.report_type, r.business_date, r.version_id, side.is_new, t.row_kind, t.row_key, t.ordinal,
  t.locator, t.content
from ledger.restatement r
cross join lateral (values (false, r.from_version_id), (true, r.version_id)) as side (is_new, version_id)
cross join lateral (
  select
    'statement' as row_kind, 'statement' as row_key, s.ordinal::bigint as ordinal, s.locator,
    to_jsonb(s) - array['version_id', 'ordinal', 'locator'] as content
  from ledger.statement s
  where s.version_id = side.version_id
    and r.report_type like '%STATEMENT_REPORT'
  union all
  select
    'cash_entry', coalesce(e.reference, e.end_to_end_id, e.category), e.ordinal, e.locator,
    to_jsonb(e) - array['version_id', 'ordinal', 'locator']
  from ledger.cash_entry e
  where e.version_id = side.version_id
    and r.report_type like '%STATEMENT_REPORT'
  union all
  select
    'cash_entry_detail', coalesce(e.reference, e.end_to_end_id, e.category) || ' detail ' || d.ordinal,
    e.ordinal * 1000000::bigint + d.ordinal, d.locator,
    to_jsonb(d) - array['version_id', 'entry_ordinal', 'ordinal', 'locator']
  from ledger.cash_entry_detail d
  join ledger.cash_entry e on e.version_id = d.version_id and e.ordinal = d.entry_ordinal
  where d.version_id = side.version_id
    and r.report_type like '%STATEMENT_REPORT'
  union all
  select
    'unbooked_entry', coalesce(b.reference, b.end_to_end_id, b.category), b.ordinal, b.locator,
    to_jsonb(b) - array['version_id', 'ordinal', 'locator']
  from ledger.unbooked_entry b
  where b.version_id = side.version_id
    and r.report_type like '%STATEMENT_REPORT'
  union all
  -- An id of our own making counts lines, and would differ after each one that comes in between.
  select
    t.row_kind,
    case when m.is_made then t.side || ' ' || s.cusip else t.trade_id end,
    t.ordinal, t.locator,
    t.content - array['version_id', 'ordinal', 'locator', 'extra', 'holding_key', 'context_key']
      - case when m.is_made then array['trade_id'] else array[]::text[] end
      || jsonb_build_object(
        'cusip', s.cusip, 'issuer', c.issuer, 'issue_date', c.issue_date, 'maturity_date', c.maturity_date,
        'transaction_code', c.transaction_code, 'custodian', c.custodian, 'custodian_account', c.custodian_account
      )
  from (
    select
      'trade' as row_kind, version_id, ordinal, context_key, side, trade_id, reference, trade_date, locator,
      to_jsonb(trade) as content
    from ledger.trade
    where r.report_type = 'TRADE_REPORT'
    union all
    select
      'listed_trade', version_id, ordinal, context_key, side, trade_id, reference, trade_date, locator,
      to_jsonb(listed_trade)
    from ledger.listed_trade
    where r.report_type in ('TRADE_LIST', 'TRADE_LIST_CSV')
  ) t
  join ledger.trade_context c using (context_key)
  join ledger.security s using (security_key)
  cross join lateral (select t.reference is null and t.trade_id = t.trade_date || '#' || t.ordinal as is_made) m
  where t.version_id = side.version_id
  union all
  select
    'position', s.cusip, q.ordinal, q.locator,
    to_jsonb(q) - array['version_id', 'ordinal', 'locator', 'extra', 'holding_key']
      || jsonb_build_object('cusip', s.cusip)
  from ledger.position q
  join ledger.holding h using (holding_key)
  join ledger.security s using (security_key)
  where q.version_id = side.version_id
    and r.report_type = 'POSITION_SUMMARY_REPORT'
  union all
  select
    'cash_position', 'residual cash', k.ordinal, k.locator,
    to_jsonb(k) - array['version_id', 'ordinal', 'locator']
  from ledger.cash_position k
  where k.version_id = side.version_id
    and r.report_type = 'POSITION_SUMMARY_REPORT'
  union all
  select
    'price_quote', s.cusip || ' ' || q.provider, q.ordinal, q.locator,
    to_jsonb(q) - array['version_id', 'ordinal', 'locator', 'extra', 'security_key']
      || jsonb_build_object('cusip', s.cusip)
  from ledger.price_quote q
  join ledger.security s using (security_key)
  where q.version_id = side.version_id
    and r.report_type = 'SECURITY_PRICE_REPORT'
  union all
  select
    'transaction', a.activity_id, a.ordinal, a.locator,
    to_jsonb(a) - array['version_id', 'ordinal', 'locator', 'extra']
  from ledger.transaction a
  where a.version_id = side.version_id
    and r.report_type in ('TRANSACTION_LIST', 'TRANSACTION_LIST_CSV')
  union all
  select
    'doubled_row', d.reference, d.ordinal, d.locator,
    jsonb_build_object('reference', d.reference)
  from ledger.doubled_row d
  where d.version_id = side.version_id
) t;

-- Rows that are equal on both sides cancel out one by one; what is left of the same key is paired in the order of the files. Every
-- step is partitioned by the unit, so that whoever asks for some days pays for those.
create view ledger.restated_difference as
with numbered as (
  select
    *,
    row_number() over (
      partition by entity_id, report_type, business_date, version_id, is_new, row_kind, row_key, content
      order by ordinal
    ) as twin,
    row_number() over (
      partition by entity_id, report_type, business_date, version_id, is_new, row_kind, row_key
      order by ordinal
    ) as occurrence
  from ledger.restated_row
),
held as (
  select
    *,
    count(*) over (
      partition by entity_id, report_type, business_date, version_id, row_kind, row_key, content, twin
    ) as sides
  from numbered
),
left_over as (
  select
    *,
    row_number() over (
      partition by entity_id, report_type, business_date, version_id, is_new, row_kind, row_key
      order by ordinal
    ) as place
  from held
  where sides = 1
)
select
  entity_id, report_type, business_date, version_id, row_kind, row_key,
  coalesce(max(occurrence) filter (where is_new), max(occurrence))::int as occurrence,
  case
    when not bool_or(is_new) then 'removed'
    when bool_and(is_new) then 'added'
    else 'changed'
  end as change,
  (array_agg(content) filter (where not is_new))[1] as old_row,
  (array_agg(content) filter (where is_new))[1] as new_row,
  max(locator) filter (where not is_new) as from_locator,
  max(locator) filter (where is_new) as locator
from left_over
group by entity_id, report_type, business_date, version_id, row_kind, row_key, place;

create view books.rpt_restatement_row as
select
  d.entity_id, d.report_type, r.pocket_id, d.business_date, r.from_version, r.version, d.row_kind, d.change,
  d.row_key, d.occurrence, f.column_name, f.old_value, f.new_value, d.old_row, d.new_row,
  case when d.change <> 'added' then r.from_report_file_id end as from_report_file_id, d.from_locator,
  case when d.change <> 'removed' then r.report_file_id end as report_file_id, d.locator,
  r.accepted_at
from ledger.restated_difference d
join ledger.restatement r using (entity_id, report_type, business_date, version_id)
left join lateral (
  select coalesce(o.key, n.key) as column_name, o.value as old_value, n.value as new_value
  from jsonb_each_text(d.old_row) o
  full join jsonb_each_text(d.new_row) n using (key)
  where d.change = 'changed'
    and o.value is distinct from n.value
) f on true;

-- What a run of the rules did to breaks. An event has no run of its own: it was written while one was on.
create view recon.run_effect as
with event as (
  select
    r.entity_id, r.run_id, e.break_id, case e.verb when 'cleared' then 'cleared' else 'appeared' end as effect
  from recon.run r
  join recon.break b using (entity_id)
  join recon.break_event e
    on e.break_id = b.break_id
    and e.at between r.started_at and r.finished_at
  where e.actor = 'pocketbook'
    and e.verb in ('opened', 'reopened', 'cleared')
    and r.finished_at <= ledger.known_at()
),
sighting as (
  select
    break_id, run_id, (expected, actual, detail, cause) as seen,
    lag((expected, actual, detail, cause)) over (partition by break_id order by sighting_id) as seen_before,
    row_number() over (partition by break_id order by sighting_id) as number
  from recon.break_sighting
  where seen_at <= ledger.known_at()
)
select entity_id, run_id, break_id, effect
from event
union all
select b.entity_id, s.run_id, s.break_id, 'changed'
from sighting s
join recon.break b using (break_id)
where s.number > 1
  and s.seen is distinct from s.seen_before
  and not exists (
    select
    from event e
    where e.run_id = s.run_id
      and e.break_id = s.break_id
  );

-- The run that first saw a version may have seen others too: a break is put beside those of its pocket and day, and of its security
-- where rows of one differ. A listing is dated by settlement, and breaks on it by trade date, at most a week before.
create view recon.restatement_break as
select r.entity_id, r.version_id, e.run_id, e.break_id, e.effect
from ledger.restatement r
join lateral (
  select run_id
  from recon.run
  where entity_id = r.entity_id
    and version_id_seen >= r.version_id
    and finished_at <= ledger.known_at()
  order by run_id
  limit 1
) saw on true
join recon.run_effect e on e.run_id = saw.run_id
join recon.break_now b on b.break_id = e.break_id
join ledger.calendar_day d on d.business_date = r.business_date
where (b.pocket_key is null or r.pocket_key is null or b.pocket_key = r.pocket_key)
  and b.business_date <= coalesce(d.next_business_date, r.business_date)
  and b.last_seen_on >= r.business_date - case when r.report_type like 'TRADE_LIST%' then 7 else 0 end
  and (
    b.cusip is null
    or r.report_type not in (
      'TRADE_REPORT', 'POSITION_SUMMARY_REPORT', 'SECURITY_PRICE_REPORT', 'TRADE_LIST', 'TRADE_LIST_CSV'
    )
    or exists (
      select
      from ledger.restated_difference x
      where x.version_id = r.version_id
        and b.cusip in (x.old_row ->> 'cusip', x.new_row ->> 'cusip')
    )
  );

create view books.rpt_restatement_break as
select
  r.entity_id, r.report_type, r.pocket_id, r.business_date, r.from_version, r.version, x.effect, b.rule,
  b.break_id, b.business_date as break_business_date, b.cusip, x.run_id as recon_run_id
from recon.restatement_break x
join ledger.restatement r using (entity_id, version_id)
join recon.break_now b using (break_id);

create view books.rpt_restatement as
select
  r.entity_id, r.report_type, r.pocket_id, r.business_date, r.from_version, r.version, r.is_other_content,
  r.was_provisional, r.provisional, r.rows_before, r.rows_after,
  d.rows_added, d.rows_removed, d.rows_changed,
  coalesce(b.breaks_appeared, 0) as breaks_appeared, coalesce(b.breaks_cleared, 0) as breaks_cleared,
  coalesce(b.breaks_changed, 0) as breaks_changed,
  r.from_report_file_id, r.report_file_id, r.accepted_at
from ledger.restatement r
cross join lateral (
  select
    count(*) filter (where change = 'added')::int as rows_added,
    count(*) filter (where change = 'removed')::int as rows_removed,
    count(*) filter (where change = 'changed')::int as rows_changed
  from ledger.restated_difference
  where version_id = r.version_id
) d
left join (
  select
    version_id,
    count(*) filter (where effect = 'appeared')::int as breaks_appeared,
    count(*) filter (where effect = 'cleared')::int as breaks_cleared,
    count(*) filter (where effect = 'changed')::int as breaks_changed
  from recon.restatement_break
  group by version_id
) b using (version_id);

-- Nights after its date on which a file came: 1 is the first one, which settles the day itself, and a window of
-- POCKETBOOK_REASK_DAYS = n asks on nights 1 to n. A day is over at six on the next morning in New York.
create view ledger.unit_answer as
with day as (
  select
    business_date,
    count(*) filter (where is_business_day) over (order by business_date)
      - case when is_business_day then 1 else 0 end as business_days_before
  from ledger.calendar_day
),
file as (
  select
    f.report_file_id, f.request_id, f.received_at, d.business_days_before
  from ops.report_file f
  join day d
    on d.business_date = ((f.received_at at time zone 'America/New_York') - interval '6 hours')::date
  where f.received_at <= ledger.known_at()
    and exists (
      select
      from ops.file_load l
      where l.report_file_id = f.report_file_id
        and l.outcome = 'accepted'
    )
),
-- what came while the day went on says nothing of how long a day that is over still changes
first as (
  select distinct on (v.unit_id) v.unit_id, v.version, v.report_file_id
  from ledger.unit_version v
  where not v.provisional
    and v.accepted_at <= ledger.known_at()
  order by v.unit_id, v.version
),
answer as (
  select q.unit_id, f.report_file_id
  from ops.request_unit q
  join file f using (request_id)
  union
  select unit_id, report_file_id
  from ledger.unit_version
)
select
  u.entity_id, u.report_type, u.pocket_key, u.business_date, u.unit_id, a.report_file_id,
  (f.business_days_before - d.business_days_before)::int as days_after,
  coalesce(v.content_hash <> o.content_hash, false) as is_changed
from answer a
join first on first.unit_id = a.unit_id
join file f on f.report_file_id = a.report_file_id
join file g on g.report_file_id = first.report_file_id
join ledger.unit u on u.unit_id = a.unit_id
join day d on d.business_date = u.business_date
left join ledger.unit_version v
  on v.unit_id = a.unit_id
  and v.report_file_id = a.report_file_id
  and v.version > first.version
left join ledger.unit_version o on o.unit_id = v.unit_id and o.version = v.version - 1
where f.received_at > g.received_at;

create view books.rpt_finality as
with night as (
  select
    entity_id, report_type, days_after, count(distinct unit_id)::int as units_asked,
    (count(distinct unit_id) filter (where is_changed))::int as units_changed
  from ledger.unit_answer
  group by entity_id, report_type, days_after
)
select
  entity_id, report_type, days_after, units_asked, units_changed,
  (sum(units_changed) over later)::int - units_changed as units_changed_later,
  round(
    (sum(units_changed) over later - units_changed)::numeric
      / nullif(sum(units_changed) over (partition by entity_id, report_type), 0),
    6
  ) as share_to_change
from night
window later as (
  partition by entity_id, report_type
  order by days_after desc
);

-- The setting takes 31 days at most: what changes later no window catches, and it is counted apart. Where content still changes on
-- the last night that is asked, nobody knows how long it goes on: one night more is proposed, and what that shows decides again.
create view books.rpt_reask_days as
with night as (
  select
    *,
    sum(units_changed) filter (where days_after <= 31) over (partition by entity_id, report_type) as changed_within,
    sum(units_changed) filter (where days_after <= 31) over (
      partition by entity_id, report_type
      order by days_after desc
    ) - units_changed as changed_later_within
  from books.rpt_finality
  where report_type like '%REPORT'
),
report as (
  select
    entity_id, report_type,
    coalesce(sum(units_asked) filter (where days_after <= 31), 0)::int as units_asked,
    coalesce(sum(units_changed) filter (where days_after <= 31), 0)::int as units_changed,
    coalesce(sum(units_changed) filter (where days_after > 31), 0)::int as units_changed_after_31,
    max(days_after) filter (where days_after <= 31) as asked_up_to,
    max(days_after) filter (where days_after <= 31 and units_changed > 0) as changed_up_to,
    min(days_after) filter (
      where days_after <= 31 and changed_later_within <= 0.001 * changed_within
    ) as covered_by
  from night
  group by entity_id, report_type
)
select
  entity_id, report_type, units_asked, units_changed, units_changed_after_31, asked_up_to,
  case
    when units_asked < 100 then null
    when units_changed = 0 then 1
    when changed_up_to = asked_up_to then least(greatest(asked_up_to + 1, 1), 31)
    else least(greatest(covered_by, 1), 31)
  end as proposed_days,
  case
    when units_asked < 100 then 'too little seen'
    when units_changed = 0 then 'nothing changed'
    when changed_up_to = asked_up_to then 'still changing on the last day asked'
    else 'covered'
  end as verdict
from report;

grant select on
  ledger.restatement, ledger.restated_row, ledger.restated_difference, ledger.unit_answer, recon.run_effect,
  recon.restatement_break
to pocketbook_writer;
grant select on
  books.rpt_restatement_row, books.rpt_restatement_break, books.rpt_finality, books.rpt_reask_days, books.rpt_restatement
to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

comment on view ledger.restatement is 'Each version of a unit after its first, beside the one before it';
comment on view ledger.restated_row is 'The rows of both versions of a restatement: what the file said, and by what a row is known in both';
comment on view ledger.restated_difference is 'The rows in which the two versions of a restatement differ: added, removed or changed';
comment on view ledger.unit_answer is
  'Each time that a unit was asked again after its first final version, how many nights after its date, and whether other content came';
comment on view recon.run_effect is 'What each run of the rules did to a break: it appeared, was cleared, or changed its figures or cause';
comment on view recon.restatement_break is 'Breaks that the run which first saw a new version touched, on the pocket and day of its unit';
comment on view books.rpt_restatement is
  'Restatements: each version of a unit after its first, with how many rows differ from the version before and what the rules made of it';
comment on view books.rpt_restatement_row is
  'Restatements row by row: one line for each column of a row that changed, one for each row that was added or removed';
comment on view books.rpt_restatement_break is
  'Breaks that appeared, were cleared or changed with the run that first saw a restatement, on its pocket and day';
comment on view books.rpt_finality is
  'How long after its date the content of a report still changes, learned from the units that were asked again';
comment on view books.rpt_reask_days is
  'The POCKETBOOK_REASK_DAYS that each report needs: the fewest nights that cover 99.9 % of the changes seen';

do $$
declare
  named record;
begin
  for named in
    select n.nspname, c.relname, a.attname, word.meaning
    from (values
      ('entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
      ('report_type', 'The report: BANK_STATEMENT_REPORT, BROKERAGE_STATEMENT_REPORT, TRADE_REPORT, POSITION_SUMMARY_REPORT, '
        'SECURITY_PRICE_REPORT, TRADE_LIST (the trade listing), TRANSACTION_LIST (the transaction listing), or either of these followed by _CSV'),
      ('pocket_key', 'The pocket, by the number it has in this warehouse; null for prices'),
      ('pocket_id', 'The pocket, by the id that Jiko gave it; null for prices'),
      ('business_date', 'The day that the unit speaks of'),
      ('unit_id', 'The unit: one report type, pocket and business date'),
      ('from_version_id', 'The version before'),
      ('from_version', 'Number of the version before'),
      ('from_report_file_id', 'The file of the version before; null for a row that was added'),
      ('from_locator', 'Where the row stands in the file of the version before; null for a row that was added'),
      ('rows_before', 'Rows of the version before'),
      ('was_provisional', 'Was the version before asked for before its day had ended? Then it was bound to change'),
      ('version_id', 'The new version'),
      ('version', 'Number of the new version'),
      ('report_file_id', 'The file of the new version; null for a row that was removed'),
      ('locator', 'Where the row stands in the file of the new version; null for a row that was removed'),
      ('rows_after', 'Rows of the new version'),
      ('provisional', 'Was the new version, too, asked for before its day had ended?'),
      ('is_other_content', 'Does it tell anything else? A provisional version is followed by a final one even if it does not'),
      ('accepted_at', 'When the new version was accepted'),
      ('is_new', 'Is it a row of the new version?'),
      ('row_kind', 'What the row is: statement, cash_entry, cash_entry_detail, unbooked_entry, trade, listed_trade, position, '
        'cash_position, price_quote, transaction, doubled_row'),
      ('row_key', 'By what the row is known in both versions: reference, trade id, CUSIP, activity id; where the bank gave none, its kind'),
      ('ordinal', 'Order of the row within its version'),
      ('content', 'What the row says, column by column'),
      ('occurrence', 'Which of the rows with this key, counted in the order of the file, from 1'),
      ('change', 'added, removed or changed'),
      ('column_name', 'The column that differs; null for a row that was added or removed'),
      ('old_value', 'What the version before said in this column'),
      ('new_value', 'What the new version says in this column'),
      ('old_row', 'The whole row as the version before told it; null for one that was added'),
      ('new_row', 'The whole row as the new version tells it; null for one that was removed'),
      ('rows_added', 'Rows that only the new version has'),
      ('rows_removed', 'Rows that only the version before has'),
      ('rows_changed', 'Rows of the same key that say something else'),
      ('breaks_appeared', 'Breaks that appeared with the run that first saw it'),
      ('breaks_cleared', 'Breaks that were cleared with the run that first saw it'),
      ('breaks_changed', 'Breaks whose figures or cause changed with the run that first saw it'),
      ('days_after', 'Nights after its date on which it was asked: 1 is the first, which settles the day itself'),
      ('is_changed', 'Did other content come than was known?'),
      ('run_id', 'The run of the rules'),
      ('recon_run_id', 'The run of the rules that first saw the version; see fct_recon_run'),
      ('break_id', 'The break'),
      ('break_business_date', 'The day on which the break began'),
      ('rule', 'The rule that the break is of'),
      ('cusip', 'CUSIP of the security that the break speaks of; null if it speaks of none'),
      ('effect', 'appeared, cleared or changed'),
      ('units_asked', 'Units that were asked again on that night, or on any of the first 31 nights'),
      ('units_changed', 'How many of those came with other content'),
      ('units_changed_later', 'Changes seen on later nights'),
      ('share_to_change', 'Share of all changes seen that came on later nights; null if none were seen'),
      ('units_changed_after_31', 'Changes seen later than 31 nights after the date, which no window covers'),
      ('asked_up_to', 'The last of the first 31 nights on which anything was asked again'),
      ('proposed_days', 'Nights to ask, from 1 to 31; null where too little was seen'),
      ('verdict', 'too little seen (fewer than 100 answers), nothing changed, covered, or still changing on the last day asked')
    ) as word (column_name, meaning)
    join pg_class c on c.relname in (
      'restatement', 'restated_row', 'restated_difference', 'unit_answer', 'run_effect', 'restatement_break',
      'rpt_restatement', 'rpt_restatement_row', 'rpt_restatement_break', 'rpt_finality', 'rpt_reask_days'
    )
    join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('ledger', 'recon', 'books')
    join pg_attribute a on a.attrelid = c.oid and a.attname = word.column_name
  loop
    execute format('comment on column %I.%I.%I is %L', named.nspname, named.relname, named.attname, named.meaning);
  end loop;
end
$$;
