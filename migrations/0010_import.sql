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

comment on table ops.refused_reading is
  'Which readers have tried each refused file in vain: a night tries it again once these have changed';
comment on column ops.refused_reading.report_file_id is 'The refused file';
comment on column ops.refused_reading.reader is 'Version of Pocketbook, and SHA-256 of the profile that it read with';
comment on column ops.refused_reading.noted_at is 'When this was noted';
