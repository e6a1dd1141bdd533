-- What the API tells of beside reports: slowly changing things, such as counterparties and portals. One mechanism for all of
-- them: an item is known by the id that Jiko gave it, a version is one content of it, and one that is gone has a version
-- without content. What each kind of thing holds stands in the views of migration 0014.
create table ledger.resource_item (
  item_key bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  resource text not null,
  -- the item of another resource that it belongs to; empty where it belongs to none
  parent_id text not null default '',
  -- empty where there is but one
  item_id text not null,
  constraint resource_item_unique unique (entity_id, resource, parent_id, item_id),
  constraint resource_item_resource_not_blank check (resource <> '')
);

create table ledger.resource_version (
  item_key bigint not null references ledger.resource_item,
  version int not null,
  -- by our names, in the order of the view; null: it is gone
  content jsonb,
  -- what the profile does not know, as it came
  extra jsonb,
  content_hash bytea,
  report_file_id bigint not null references ops.report_file,
  locator text not null,
  valid_from timestamptz not null default clock_timestamp(),
  primary key (item_key, version),
  constraint resource_version_counts_from_one check (version >= 1),
  constraint resource_version_gone check ((content is null) = (content_hash is null)),
  constraint resource_version_hash_length check (length(content_hash) = 32)
);

-- What is about persons is kept apart from everything else, and read by a role of its own.
create schema personal;
create table personal.resource_item (like ledger.resource_item including all);
alter table personal.resource_item add foreign key (entity_id) references ledger.entity;
create table personal.resource_version (like ledger.resource_version including all);
alter table personal.resource_version
  add foreign key (item_key) references personal.resource_item,
  add foreign key (report_file_id) references ops.report_file;

do $$
begin
  execute 'create role pocketbook_personal nologin nosuperuser nocreatedb nocreaterole';
exception when duplicate_object or unique_violation then
  null;
end
$$;

-- A file of the API that is no report: it has no report type, no pocket and no days.
alter table ops.report_file
  add column resource text,
  add column parent_id text,
  drop constraint report_file_scope,
  add constraint report_file_scope check (
    origin = 'import'
    or resource is not null
    or (report_type is not null and from_date is not null and to_date is not null)
  ),
  add constraint report_file_resource check ((resource is null) = (parent_id is null));
create index report_file_of_resource on ops.report_file (entity_id, resource, parent_id, report_file_id desc)
  where resource is not null;

-- The same bytes may mean something else to another reader: then they are read again.
alter table ops.file_load
  add column reader text;
comment on column ops.file_load.reader is
  'What read an answer about a resource: version of the program and SHA-256 of the profile; null for other files';

-- How the reading of each resource went, run by run.
create table ops.resource_reading (
  reading_id bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  run_id bigint not null references ops.run,
  resource text not null,
  outcome text not null,
  -- everything there is, or what is new and an overlap
  is_whole boolean not null,
  calls int not null,
  items int not null,
  versions_new int not null,
  error text,
  read_at timestamptz not null default clock_timestamp(),
  constraint resource_reading_outcome check (outcome in ('read', 'forbidden', 'absent', 'refused', 'failed')),
  constraint resource_reading_error check ((outcome = 'read') = (error is null))
);
create index resource_reading_last on ops.resource_reading (entity_id, resource, reading_id desc);

do $$
declare
  kept text;
begin
  foreach kept in array array[
    'ledger.resource_item', 'ledger.resource_version', 'personal.resource_item', 'personal.resource_version',
    'ops.resource_reading'
  ] loop
    execute format(
      'create trigger %I before update or delete or truncate on %s
       for each statement execute function ledger.refuse_change()',
      split_part(kept, '.', 2) || '_append_only', kept
    );
  end loop;
end
$$;

-- All versions with content, each until the next one; `valid_to` is null for the one that stands.
create view ledger.resource_history as
select
  i.entity_id, i.resource, i.parent_id, i.item_id, v.version, v.content, v.extra, v.report_file_id, v.locator,
  v.valid_from, v.valid_to
from ledger.resource_item i
join (
  select *, lead(valid_from) over (partition by item_key order by version) as valid_to
  from ledger.resource_version
  where valid_from <= ledger.known_at()
) v using (item_key)
where v.content is not null;

create view ledger.current_resource as
select
  i.entity_id, i.resource, i.parent_id, i.item_id, v.content, v.extra, v.report_file_id, v.locator, v.valid_from
from ledger.resource_item i
join ledger.resource_version v using (item_key)
where v.content is not null
  and v.valid_from <= ledger.known_at()
  and not exists (
    select
    from ledger.resource_version newer
    where newer.item_key = v.item_key
      and newer.version > v.version
      and newer.valid_from <= ledger.known_at()
  );

create view personal.resource_history as
select
  i.entity_id, i.resource, i.parent_id, i.item_id, v.version, v.content, v.extra, v.report_file_id, v.locator,
  v.valid_from, v.valid_to
from personal.resource_item i
join (
  select *, lead(valid_from) over (partition by item_key order by version) as valid_to
  from personal.resource_version
  where valid_from <= ledger.known_at()
) v using (item_key)
where v.content is not null;

create view personal.current_resource as
select
  i.entity_id, i.resource, i.parent_id, i.item_id, v.content, v.extra, v.report_file_id, v.locator, v.valid_from
from personal.resource_item i
join personal.resource_version v using (item_key)
where v.content is not null
  and v.valid_from <= ledger.known_at()
  and not exists (
    select
    from personal.resource_version newer
    where newer.item_key = v.item_key
      and newer.version > v.version
      and newer.valid_from <= ledger.known_at()
  );

-- The last reading of each resource, and how many items there are of it.
create view books.rpt_resource as
select
  r.entity_id, r.resource, r.outcome, r.read_at, r.is_whole, r.calls, r.items, r.versions_new, r.error,
  (
    select count(*)
    from ledger.current_resource c
    where c.entity_id = r.entity_id
      and c.resource = r.resource
  ) + (
    select count(*)
    from personal.current_resource c
    where c.entity_id = r.entity_id
      and c.resource = r.resource
  ) as items_known
from (
  select distinct on (entity_id, resource) *
  from ops.resource_reading
  where read_at <= ledger.known_at()
  order by entity_id, resource, reading_id desc
) r;

create or replace view books.dim_report_file as
select
  f.entity_id, f.report_file_id, f.report_type, f.pocket_id, f.from_date, f.to_date,
  encode(f.sha256, 'hex') as sha256, f.bytes, f.length_proven, f.received_at, f.origin, f.file_name,
  f.resource, nullif(f.parent_id, '') as parent_id
from ops.report_file f
where f.received_at <= ledger.known_at();

grant usage on schema personal to pocketbook_writer, pocketbook_personal;
grant select, insert on ledger.resource_item, ledger.resource_version, personal.resource_item,
  personal.resource_version, ops.resource_reading to pocketbook_writer;
grant select on ledger.resource_history, ledger.current_resource, personal.resource_history,
  personal.current_resource to pocketbook_writer;
grant select on books.rpt_resource to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

-- What was refused and is still to be dealt with. A file leaves the list when it is read after all, when the same bytes come
-- again as another import, or when all that it was asked for has been answered since. What the API
-- told of a resource leaves it with a later answer that is read.
create view books.rpt_quarantine as
select
  f.entity_id, f.report_file_id, f.report_type, f.pocket_id, f.from_date, f.to_date, f.origin, f.file_name,
  f.received_at, l.finished_at as refused_at,
  coalesce(l.error, 'not read yet: the program was stopped before') as reason,
  encode(f.sha256, 'hex') as sha256, f.bytes, f.resource
from ops.report_file f
left join lateral (
  select outcome, error, finished_at
  from ops.file_load
  where report_file_id = f.report_file_id
    and finished_at <= ledger.known_at()
  order by load_id desc
  limit 1
) l on true
where f.received_at <= ledger.known_at()
  and case
    when f.resource is not null then
      l.outcome = 'quarantined'
      and not exists (
        select
        from ops.report_file again
        join ops.file_load read using (report_file_id)
        where again.entity_id = f.entity_id
          and again.resource = f.resource
          and again.parent_id = f.parent_id
          and again.report_file_id > f.report_file_id
          and read.finished_at <= ledger.known_at()
      )
    when f.origin = 'import' then
      l.outcome is distinct from 'accepted'
      and not exists (
        select
        from ops.report_file again
        where again.entity_id = f.entity_id
          and again.sha256 = f.sha256
          and again.origin = 'import'
          and again.report_file_id > f.report_file_id
          and again.received_at <= ledger.known_at()
          -- the same bytes may be the positions of two days, both refused
          and (
            f.from_date is null
            or f.from_date = again.from_date
            or exists (
              select
              from ops.file_load taken
              where taken.report_file_id = again.report_file_id
                and taken.outcome = 'accepted'
                and taken.finished_at <= ledger.known_at()
                and again.report_type <> 'POSITION_SUMMARY_REPORT'
            )
          )
      )
    else
      l.outcome = 'quarantined'
      and exists (
        select
        from ops.request_unit asked
        where asked.request_id = f.request_id
          and not exists (
            select
            from ops.request_unit other
            join ops.report_file answer using (request_id)
            join ops.file_load read using (report_file_id)
            where other.unit_id = asked.unit_id
              and answer.report_file_id > f.report_file_id
              and read.finished_at <= ledger.known_at()
          )
          and not exists (
            select
            from ledger.unit_version v
            where v.unit_id = asked.unit_id
              and v.accepted_at > l.finished_at
              and v.accepted_at <= ledger.known_at()
          )
      )
  end;

grant select on books.rpt_quarantine to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

comment on view books.rpt_quarantine is
  'Files that were refused and have not been made up for: kept as they came, and nothing of them is in the books';
comment on column books.rpt_quarantine.entity_id is
  'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.rpt_quarantine.report_file_id is 'Number of the file';
comment on column books.rpt_quarantine.report_type is
  'The report that it was asked for, or that an imported file seems to be; null where nothing tells';
comment on column books.rpt_quarantine.pocket_id is
  'The pocket that it was asked for, or that the person named, by the id that Jiko gave it; null: all pockets, or not known';
comment on column books.rpt_quarantine.from_date is
  'First business date that it was asked for, or the day that the person named; null where nothing tells';
comment on column books.rpt_quarantine.to_date is
  'Last business date that it was asked for, or the day that the person named; null where nothing tells';
comment on column books.rpt_quarantine.origin is
  'How the file came: api (asked of Jiko) or import (given by a person)';
comment on column books.rpt_quarantine.file_name is
  'Name of the file that a person imported; null for what was asked of Jiko';
comment on column books.rpt_quarantine.received_at is 'When the last byte had arrived';
comment on column books.rpt_quarantine.refused_at is
  'When it was last refused; null if the program was stopped before it was read';
comment on column books.rpt_quarantine.reason is
  'Why it was last refused: where, what was expected, and what came';
comment on column books.rpt_quarantine.sha256 is 'SHA-256 of the bytes of the file, in hexadecimal';
comment on column books.rpt_quarantine.bytes is 'Size of the file in bytes';

comment on schema personal is
  'What the API tells about persons, read only where it is turned on; granted to pocketbook_personal alone';
comment on table ledger.resource_item is 'Things that the API tells of beside reports, each by the id that Jiko gave it';
comment on table ledger.resource_version is 'What the API said of each thing: one row for each content, only ever inserted';
comment on table personal.resource_item is 'The same as ledger.resource_item, for what is about persons';
comment on table personal.resource_version is 'The same as ledger.resource_version, for what is about persons';
comment on view ledger.current_resource is 'What the API says of each thing as of pocketbook.known_at';
comment on view ledger.resource_history is 'What the API said of each thing, and from when to when';
comment on view personal.current_resource is 'The same as ledger.current_resource, for what is about persons';
comment on view personal.resource_history is 'The same as ledger.resource_history, for what is about persons';
comment on table ops.resource_reading is 'How the reading of each resource went, run by run';
comment on view books.rpt_resource is 'The resources of the API: when each was last read, how that went, and how many items are known';

select ledger.comment_column('{resource_item, resource_version, current_resource, resource_history, resource_reading, rpt_resource, report_file, dim_report_file, rpt_quarantine}', word.column_name, word.meaning)
from (values
  ('entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
  ('resource', 'The resource of the API, such as counterparties'),
  ('item_key', 'Number of the item'),
  ('parent_id', 'The item of another resource that it belongs to, by the id that Jiko gave that; empty or null if it belongs to none'),
  ('item_id', 'The item, by the id that Jiko gave it; empty where there is but one'),
  ('version', 'Number of the content, from 1'),
  ('content', 'What was told, by our names; amounts are decimal text. Null: it is gone'),
  ('extra', 'What was told and the profile does not know, as it came; null if there is none'),
  ('content_hash', 'SHA-256 of the content without what moves with the clock; null: it is gone'),
  ('report_file_id', 'The file that it came from'),
  ('locator', 'Where it stands in its file, such as page[1].items[3]'),
  ('valid_from', 'Since when it was known to be so'),
  ('valid_to', 'Until when it was known to be so; null: it still is'),
  ('reading_id', 'Number of the reading'),
  ('run_id', 'The run that read it'),
  ('outcome', 'read; forbidden: we are not permitted; absent: it is not there; refused: the answer could not be read exactly; failed'),
  ('is_whole', 'Whether everything was read, or only what is new and an overlap'),
  ('calls', 'How many answers were landed'),
  ('items', 'How many items were read in them; an answer that is the same as the last one is not read again'),
  ('versions_new', 'How many of them were new or had changed, those that are gone included'),
  ('error', 'Why it could not be read; null if it was'),
  ('read_at', 'When it was read'),
  ('items_known', 'How many items are known now')
) as word (column_name, meaning);
