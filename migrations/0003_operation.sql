-- What the pipeline was asked, what it did, and the files it brought home.
create table ops.run (
  run_id bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  kind text not null,
  from_date date,
  to_date date,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  outcome text,
  api_calls int,
  app_version text not null,
  error text,
  constraint run_kind check (kind in ('nightly', 'backfill', 'reconcile', 'import', 'refresh')),
  constraint run_outcome check (outcome in ('green', 'breaks', 'missing', 'failed')),
  constraint run_range check (from_date <= to_date)
);
create index run_entity on ops.run (entity_id, started_at);

-- One report request of ours. The row is written before the request is sent, so that a lost reply or a killed
-- process leaves a trace to look for in Jiko's list before anything is asked twice.
create table ops.report_request (
  request_id bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  run_id bigint not null references ops.run,
  report_type text not null,
  -- null asks for all pockets
  pocket_id text,
  from_date date not null,
  to_date date not null,
  state text not null default 'intended',
  remote_id text,
  attempts int not null default 0,
  intended_at timestamptz not null default clock_timestamp(),
  requested_at timestamptz,
  finished_at timestamptz,
  error text,
  constraint report_request_state
    check (state in ('intended', 'requested', 'ready', 'landed', 'settled', 'failed', 'late', 'quarantined')),
  constraint report_request_range check (from_date <= to_date),
  constraint report_request_remote_unique unique (entity_id, remote_id)
);
create index report_request_open on ops.report_request (entity_id, state)
  where state in ('intended', 'requested', 'ready', 'landed', 'late');

-- One download or one imported file. The bytes stand in the landing zone under their SHA-256, once, for ever.
create table ops.report_file (
  report_file_id bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  request_id bigint references ops.report_request,
  report_type text not null,
  pocket_id text,
  from_date date not null,
  to_date date not null,
  sha256 bytea not null,
  bytes bigint not null,
  length_proven boolean not null,
  received_at timestamptz not null,
  origin text not null,
  file_name text,
  constraint report_file_sha256_length check (length(sha256) = 32),
  constraint report_file_bytes_positive check (bytes > 0),
  constraint report_file_origin check (origin in ('api', 'import')),
  constraint report_file_range check (from_date <= to_date)
);
create unique index report_file_request on ops.report_file (request_id, sha256);
create index report_file_sha256 on ops.report_file (sha256);

-- What became of a file. Every row read is loaded, a duplicate of what is there, ignored by a rule, or quarantined.
create table ops.file_load (
  load_id bigint generated always as identity primary key,
  report_file_id bigint not null references ops.report_file,
  outcome text not null,
  rows_read bigint not null,
  rows_loaded bigint not null,
  rows_duplicate bigint not null,
  rows_ignored bigint not null,
  rows_quarantined bigint not null,
  units int not null,
  versions_new int not null,
  amount_meaning text,
  amount_decided_by text,
  rows_fit_cash bigint,
  rows_fit_face bigint,
  problems jsonb not null default '[]',
  error text,
  finished_at timestamptz not null default clock_timestamp(),
  constraint file_load_outcome check (outcome in ('accepted', 'quarantined')),
  constraint file_load_error check ((outcome = 'quarantined') = (error is not null)),
  constraint file_load_funnel
    check (rows_read = rows_loaded + rows_duplicate + rows_ignored + rows_quarantined),
  constraint file_load_not_negative
    check (least(rows_read, rows_loaded, rows_duplicate, rows_ignored, rows_quarantined) >= 0),
  constraint file_load_amount_meaning check (amount_meaning in ('cash', 'face'))
);
create index file_load_file on ops.file_load (report_file_id);
create trigger file_load_append_only before update or delete or truncate on ops.file_load
  for each statement execute function ledger.refuse_change();
create trigger report_file_append_only before update or delete or truncate on ops.report_file
  for each statement execute function ledger.refuse_change();
