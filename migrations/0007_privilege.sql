-- Least privilege: the reader sees `books` alone, the clerk what the reader sees, the writer what the pipeline needs
-- and not one right to change or delete a ledger row.
revoke all on schema ledger, ops, recon, books from public;
revoke all on all tables in schema ledger, ops, recon, books from public;

grant usage on schema books to pocketbook_reader, pocketbook_clerk, pocketbook_writer;
grant select on all tables in schema books to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

grant usage on schema ledger, ops, recon to pocketbook_writer;
grant select, insert on all tables in schema ledger, recon to pocketbook_writer;
revoke insert on ledger.calendar_day from pocketbook_writer;
-- A run takes its id before its row is written.
grant usage on sequence recon.run_run_id_seq to pocketbook_writer;
grant delete on recon.finding to pocketbook_writer;
grant select, insert on ops.run, ops.report_request, ops.request_unit, ops.report_file, ops.file_load
  to pocketbook_writer;
grant update on ops.run, ops.report_request to pocketbook_writer;

do $$
begin
  execute format(
    'grant temporary on database %I to pocketbook_writer', current_database()
  );
  -- Whoever owns the schema must be able to act as the pipeline does.
  execute format('grant pocketbook_writer to %I', current_user);
end
$$;

-- A reader's query that runs away must not hold up the night.
do $$
begin
  execute format(
    'alter role pocketbook_reader in database %I set statement_timeout = ''5min''', current_database()
  );
exception when insufficient_privilege then
  raise notice 'statement_timeout of pocketbook_reader left at its default';
end
$$;
