-- Who and what the ledger speaks of. Integer keys, because reconciling millions of rows on text keys takes twice as long.
create table ledger.entity (
  entity_id text primary key,
  registered_at timestamptz not null default clock_timestamp(),
  constraint entity_id_not_blank check (entity_id ~ '^[A-Za-z0-9_-]{1,64}$')
);

insert into ledger.entity (entity_id) values ('main');

create table ledger.pocket (
  pocket_key int generated always as identity primary key,
  entity_id text not null references ledger.entity,
  pocket_id text not null,
  constraint pocket_id_unique unique (entity_id, pocket_id),
  constraint pocket_id_not_blank check (pocket_id <> '')
);

-- The name and status of a pocket over time: a row each time that the API tells something new.
create table ledger.pocket_state (
  pocket_key int not null references ledger.pocket,
  known_at timestamptz not null default clock_timestamp(),
  pocket_name text,
  status text,
  primary key (pocket_key, known_at)
);

create table ledger.security (
  security_key int generated always as identity primary key,
  entity_id text not null references ledger.entity,
  cusip text not null,
  cusip_check_ok boolean not null,
  constraint security_cusip_unique unique (entity_id, cusip),
  constraint security_cusip_shape check (cusip ~ '^[0-9A-Z*@#]{8}[0-9]$')
);

-- A pocket's holding of one security: the integer key on which trades and positions meet.
create table ledger.holding (
  holding_key int generated always as identity primary key,
  pocket_key int not null references ledger.pocket,
  security_key int not null references ledger.security,
  constraint holding_unique unique (pocket_key, security_key)
);
create index holding_security on ledger.holding (security_key);

-- What a trade file says beside the trade itself: the security's terms and the custodian. The same few
-- combinations stand on every row of a file, so a trade row points here.
create table ledger.trade_context (
  context_key int generated always as identity primary key,
  security_key int not null references ledger.security,
  issuer text,
  issue_date date,
  maturity_date date,
  transaction_code text,
  custodian text,
  custodian_account text,
  known_at timestamptz not null default clock_timestamp(),
  constraint trade_context_unique unique nulls not distinct
    (security_key, issuer, issue_date, maturity_date, transaction_code, custodian, custodian_account)
);

-- The US government securities calendar, filled from calendar/us-government-securities.csv by `migrate`.
create table ledger.calendar_day (
  business_date date primary key,
  is_business_day boolean not null,
  is_early_close boolean not null,
  holiday text,
  previous_business_date date,
  next_business_date date
);
