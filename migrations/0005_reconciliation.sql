-- What does not tie, and its life. A finding is one row of one rule on one day; findings that stay the same on the
-- following days are one break. Findings are derived and replaced by every run; breaks and what happened to them are
-- only ever added to.
create table recon.run (
  run_id bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  from_date date not null,
  to_date date not null,
  rules int not null,
  findings int not null,
  breaks_open int not null,
  -- the newest version that the run has seen: what came later is what the next run has to look at
  version_id_seen bigint not null,
  rule_hash text not null
);
create index run_entity on recon.run (entity_id, run_id);

-- What arithmetic says where the documentation does not: the date on which positions move, and whether the brokerage
-- balance holds the residual cash, whether earnings are told before fees, which lots a sale takes. A row each time that the
-- answer changes.
create table recon.reading (
  reading_id bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  name text not null,
  value text not null,
  fits bigint not null,
  fits_otherwise bigint not null,
  decided_at timestamptz not null default clock_timestamp(),
  constraint reading_name check (name in ('position_basis', 'brokerage_balance', 'earnings_basis', 'lot_method')),
  constraint reading_value check (value in (
    'trade_date', 'settlement_date', 'with_residual_cash', 'without_residual_cash', 'before_fees', 'after_fees',
    'fifo', 'average', 'specific'
  ))
);

create function recon.current_reading(entity text, reading_name text) returns text
  language sql stable parallel safe
  return (
    select value
    from recon.reading
    where entity_id = entity
      and name = reading_name
    order by reading_id desc
    limit 1
  );

-- Whether a reference may stand for several trades of a version: always where one does, and next to never where none does. As dear as it is, so that units are asked in parallel.
create function recon.has_shared_reference(of_version bigint) returns boolean
  language sql stable parallel safe cost 10000
  as $$
select
  -- numbers are sorted faster than texts; who has it confirmed looks at the texts
  count(*) <> count(distinct hashtextextended(reference, 0))
from ledger.trade
where version_id = of_version
  and reference is not null
$$;

-- A holding and a day in one number, by which a set of both is hashed without being joined.
create function recon.holding_day(of_holding int, on_day date) returns bigint
  language sql immutable parallel safe
  return (of_holding::bigint << 20) + (on_day - date '2000-01-01');

-- Which holdings were sold from or paid back on which days, by units of a range of days: the date on which positions move counts.
create function recon.disposed_days(of_entity text, from_date date, to_date date) returns bigint[]
  language plpgsql stable parallel safe
  as $$
declare
  is_settlement boolean := recon.current_reading(of_entity, 'position_basis') = 'settlement_date';
begin
  return array(
    select distinct recon.holding_day(
      t.holding_key,
      case
        when is_settlement or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
        else t.trade_date
      end
    )
    from ledger.current_unit u
    join ledger.trade t using (version_id)
    where u.entity_id = of_entity
      and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
      and u.business_date between from_date and to_date
      and t.side <> 'BUY'
  );
end
$$;

-- What the settings of the rules were, from run to run: a row each time that one changes.
create table recon.rule_setting (
  setting_id bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  rule text not null,
  name text not null,
  value numeric not null,
  set_at timestamptz not null default clock_timestamp(),
  constraint rule_setting_no_nan check (value <> 'NaN')
);
create index rule_setting_name on recon.rule_setting (entity_id, rule, name, setting_id);

create function recon.current_setting_of(entity text, of_rule text, setting_name text) returns numeric
  language sql stable parallel safe
  return (
    select value
    from recon.rule_setting
    where entity_id = entity
      and rule = of_rule
      and name = setting_name
    order by setting_id desc
    limit 1
  );

create table recon.finding (
  entity_id text not null,
  rule text not null,
  pocket_key int,
  account text,
  security_key int,
  item text not null,
  business_date date not null,
  expected numeric,
  actual numeric,
  detail text,
  -- when it should have cleared at the latest; null: on its own day
  due_on date,
  -- where the rule itself proves the cause
  cause text,
  evidence text,
  -- where not all figures of the rule are of one kind
  figures text,
  constraint finding_unique unique nulls not distinct
    (entity_id, rule, pocket_key, account, security_key, item, business_date),
  constraint finding_no_nan check (expected <> 'NaN' and actual <> 'NaN')
);

create table recon.break (
  break_id uuid primary key,
  entity_id text not null references ledger.entity,
  rule text not null,
  severity text not null,
  pocket_key int references ledger.pocket,
  account text,
  security_key int references ledger.security,
  item text not null,
  business_date date not null,
  constraint break_severity check (severity in ('error', 'warning'))
);
create index break_entity on recon.break (entity_id, rule);

-- What a run saw of a break, kept when it differs from what was seen before.
create table recon.break_sighting (
  sighting_id bigint generated always as identity primary key,
  break_id uuid not null references recon.break,
  run_id bigint not null references recon.run deferrable initially deferred,
  seen_at timestamptz not null,
  last_seen_on date not null,
  expected numeric,
  actual numeric,
  -- what these are: dollars, bills of 100 of face, prices per 100 of face, calendar days, business days, counts or something else
  figures text not null,
  detail text,
  due_on date not null,
  cause text not null,
  evidence text,
  -- the smallest set of rows that makes up the difference: [{"report_file_id", "locator", "amount", "what"}]
  explained_by jsonb,
  is_unique boolean,
  tolerance text,
  -- the break that explains this one, if there is one
  root_break_id uuid references recon.break,
  constraint break_sighting_figures check (figures in ('dollars', 'bills', 'prices', 'days', 'business days', 'counts', 'other')),
  constraint break_sighting_cause check (cause in (
    'price per 1 instead of per 100', 'face and cash swapped', 'dated k days off', 'sign', 'one line missing',
    'one line doubled', 'per-lot rounding', 'unsettled', 'late report', 'restated', 'unknown'
  ))
);
create index break_sighting_break on recon.break_sighting (break_id, sighting_id);

-- Chained: the hash of an event is made of all its columns and of the hash before it (see 0022).
create table recon.break_event (
  event_id bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  -- from 1, without gaps: unlike event_id, which a transaction that is given up takes with it
  chain_no bigint not null,
  break_id uuid not null references recon.break,
  at timestamptz not null,
  actor text not null,
  -- a person may have a role of any name
  is_by_program boolean not null,
  verb text not null,
  -- what it is from then on
  status text not null,
  -- what the break was off by: a judgement holds for that and for no other figure
  difference numeric,
  assignee text,
  explained_until date,
  note text,
  prev_hash bytea not null,
  hash bytea not null,
  constraint break_event_verb check (verb in (
    'opened', 'assigned', 'explained', 'commented', 'resolved', 'cleared', 'reopened'
  )),
  constraint break_event_status check (status in ('open', 'assigned', 'explained', 'resolved', 'cleared')),
  constraint break_event_chain_unique unique (entity_id, chain_no),
  constraint break_event_no_fork unique (entity_id, prev_hash)
);
create index break_event_break on recon.break_event (break_id, event_id);

do $$
declare
  kept text;
begin
  foreach kept in array array['run', 'reading', 'rule_setting', 'break', 'break_sighting', 'break_event'] loop
    execute format(
      'create trigger %I before update or delete or truncate on recon.%I
       for each statement execute function ledger.refuse_change()',
      kept || '_append_only', kept
    );
  end loop;
end
$$;
