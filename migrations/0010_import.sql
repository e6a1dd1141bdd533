-- Files that a person imports are told by what they hold. One that is refused may not tell anything: then there is no report
-- type and no day to store, and it is kept and listed all the same.
alter table ops.report_file
  alter column report_type drop not null,
  alter column from_date drop not null,
  alter column to_date drop not null,
  drop constraint report_file_bytes_positive,
  add constraint report_file_bytes_positive check (bytes > 0 or origin = 'import'),
  add constraint report_file_scope
    check (origin = 'import' or (report_type is not null and from_date is not null and to_date is not null)),
  add constraint report_file_name check (origin <> 'import' or file_name <> '');

-- What was refused and is still to be dealt with. A file leaves the list when it is read after all, when the same bytes come
-- again as another import, or when all that it was asked for has been answered since.
create view books.rpt_quarantine as
select
  f.entity_id, f.report_file_id, f.report_type, f.pocket_id, f.from_date, f.to_date, f.origin, f.file_name,
  f.received_at, l.finished_at as refused_at,
  coalesce(l.error, 'not read yet: the program was stopped before') as reason,
  encode(f.sha256, 'hex') as sha256, f.bytes
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
  and case f.origin
    when 'import' then
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

-- Which readers have tried a refused file. A night reads it once more when the profile or the program has changed.
create table ops.refused_reading (
  report_file_id bigint not null references ops.report_file,
  reader text not null,
  noted_at timestamptz not null default clock_timestamp(),
  primary key (report_file_id, reader),
  constraint refused_reading_reader_not_blank check (reader <> '')
);
create trigger refused_reading_append_only before update or delete or truncate on ops.refused_reading
  for each statement execute function ledger.refuse_change();

grant select, insert on ops.refused_reading to pocketbook_writer;
grant select on books.rpt_quarantine to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

comment on column ops.report_file.report_type is
  'The report: what it was asked for, or what an imported file turned out to be; null for a refused import of unknown kind';
comment on column ops.report_file.from_date is
  'First business date that it covers; for a refused import the day that the person named; null where nothing tells';
comment on column ops.report_file.to_date is
  'Last business date that it covers; for a refused import the day that the person named; null where nothing tells';
comment on column ops.report_file.file_name is
  'Name of the file that a person imported, with its archive where it came in one; null for what was asked of Jiko';
comment on column books.dim_report_file.report_type is
  'The report: what it was asked for, or what an imported file turned out to be; null for a refused import of unknown kind';
comment on column books.rpt_funnel.report_type is
  'The report: what it was asked for, or what an imported file turned out to be; null for a refused import of unknown kind';

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

comment on table ops.refused_reading is
  'Which readers have tried each refused file in vain: a night tries it again once these have changed';
comment on column ops.refused_reading.report_file_id is 'The refused file';
comment on column ops.refused_reading.reader is 'Version of Pocketbook, and SHA-256 of the profile that it read with';
comment on column ops.refused_reading.noted_at is 'When this was noted';
