-- The life of a break: what may be done with it and by whom, and a chain of hashes over all that was done.
--
-- The hash of an event is made of all its columns and of the hash before it, so that no event can be changed, taken
-- out, put in or moved without all that follow being wrong. Whoever rewrites the whole chain is found by an anchor that
-- is kept elsewhere (`pocketbook verify --anchor`). Events are added by the functions below and in no other way.

-- Where the chain of an entity ends. Its row is locked while the chain grows, so that it cannot fork; a transaction whose
-- snapshot is older than the last event fails as one that cannot be serialized, and is run again.
create table recon.event_chain (
  entity_id text primary key references ledger.entity,
  length bigint not null,
  hash bytea not null,
  constraint event_chain_length check (length >= 0)
);
create trigger event_chain_stays before delete or truncate on recon.event_chain
  for each statement execute function ledger.refuse_change();

-- Nothing is ever in it. A reconciliation that lost its work to a person who was quicker locks it before it takes its
-- second snapshot, and nobody is quicker then. A lock on the chain itself would need the right to change it.
create table recon.chain_gate (
  locked boolean
);

-- What may be done with a break, and what it is afterwards.
create table recon.break_transition (
  done_by text not null,
  verb text not null,
  from_status text not null,
  to_status text not null,
  needs_note boolean not null,
  primary key (done_by, verb, from_status),
  constraint break_transition_done_by check (done_by in ('program', 'person'))
);
insert into recon.break_transition (done_by, verb, from_status, to_status, needs_note)
values
  -- `reopened` to open: to assigned where it was ever given to somebody, who has it still (recon.append_events)
  ('program', 'opened', 'none', 'open', false),
  ('program', 'cleared', 'open', 'cleared', false),
  ('program', 'cleared', 'assigned', 'cleared', false),
  ('program', 'cleared', 'explained', 'cleared', false),
  ('program', 'cleared', 'resolved', 'cleared', false),
  ('program', 'reopened', 'cleared', 'open', true),
  ('program', 'reopened', 'resolved', 'open', true),
  ('program', 'reopened', 'explained', 'open', true),
  ('person', 'assigned', 'open', 'assigned', false),
  ('person', 'assigned', 'assigned', 'assigned', false),
  -- whoever takes an explained break over does not undo the explanation
  ('person', 'assigned', 'explained', 'explained', false),
  ('person', 'explained', 'open', 'explained', true),
  ('person', 'explained', 'assigned', 'explained', true),
  ('person', 'explained', 'explained', 'explained', true),
  ('person', 'resolved', 'open', 'resolved', true),
  ('person', 'resolved', 'assigned', 'resolved', true),
  ('person', 'resolved', 'explained', 'resolved', true),
  -- what is cleared ties: only figures can open it again
  ('person', 'reopened', 'explained', 'open', true),
  ('person', 'reopened', 'resolved', 'open', true),
  ('person', 'commented', 'open', 'open', true),
  ('person', 'commented', 'assigned', 'assigned', true),
  ('person', 'commented', 'explained', 'explained', true),
  ('person', 'commented', 'resolved', 'resolved', true),
  ('person', 'commented', 'cleared', 'cleared', true);
create trigger break_transition_append_only before update or delete or truncate on recon.break_transition
  for each statement execute function ledger.refuse_change();

create type recon.event_draft as (
  break_id uuid,
  verb text,
  from_status text,
  difference numeric,
  assignee text,
  explained_until date,
  note text
);

-- The functions of this file are given as text, not in the standard's form (`return …`): `pocketbook verify` holds what the database has
-- of them against this file, and PostgreSQL keeps nothing but a text to the letter.

-- Length and text of a field, so that no two rows of fields make the same text: `4:open,`; `-,` where there is none.
create function recon.chained_field(value text) returns text
  language sql immutable parallel safe
as $$
  select coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-') || ','
$$;

create function recon.chained_text(event recon.break_event) returns text
  language sql stable parallel safe
as $$
  select recon.chained_field('pocketbook break event 1')
    || recon.chained_field(encode(event.prev_hash, 'hex'))
    || recon.chained_field(event.entity_id)
    || recon.chained_field(event.chain_no::text)
    || recon.chained_field(event.event_id::text)
    || recon.chained_field(event.break_id::text)
    || recon.chained_field(to_char(event.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || recon.chained_field(event.actor)
    || recon.chained_field(event.is_by_program::text)
    || recon.chained_field(event.verb)
    || recon.chained_field(event.status)
    || recon.chained_field(event.difference::text)
    || recon.chained_field(event.assignee)
    || recon.chained_field(to_char(event.explained_until, 'YYYY-MM-DD'))
    || recon.chained_field(event.note)
$$;

-- What the first event of an entity has for the hash before it.
create function recon.chain_begin(entity text) returns bytea
  language sql immutable parallel safe
as $$
  select sha256(convert_to('pocketbook break events of ' || entity, 'UTF8'))
$$;

create function recon.lock_chain(entity text) returns recon.event_chain
language plpgsql set search_path = ''
as $$
declare
  chain recon.event_chain;
begin
  lock table recon.chain_gate in row share mode;
  insert into recon.event_chain (entity_id, length, hash)
  values (entity, 0, recon.chain_begin(entity))
  on conflict do nothing;
  select * into strict chain from recon.event_chain where entity_id = entity for update;
  return chain;
end
$$;

create function recon.append_events(entity text, who text, by_program boolean, drafts recon.event_draft[]) returns int
language plpgsql set search_path = ''
as $$
declare
  chain recon.event_chain := recon.lock_chain(entity);
  draft recon.event_draft;
  event recon.break_event;
  allowed recon.break_transition;
begin
  foreach draft in array drafts loop
    select * into allowed
    from recon.break_transition
    where done_by = case when by_program then 'program' else 'person' end
      and verb = draft.verb
      and from_status = draft.from_status;
    if not found then
      raise exception 'break % is %: it cannot be %', draft.break_id, draft.from_status, draft.verb
        using
          errcode = 'PB001',
          hint = coalesce('what is allowed: ' || (
            -- as one would say it to the program: resolve, not resolved
            select string_agg(case verb when 'resolved' then 'resolve' else left(verb, -2) end, ', ' order by verb)
            from recon.break_transition
            where done_by = 'person'
              and from_status = draft.from_status
          ), 'nothing is allowed');
    end if;
    if allowed.needs_note and coalesce(trim(draft.note), '') = '' then
      raise exception 'break % cannot be % without a note', draft.break_id, draft.verb using errcode = 'PB003';
    end if;
    -- Whoever had it has it again: nobody works on what is open.
    if draft.verb = 'reopened'
      and exists (select from recon.break_event where break_id = draft.break_id and assignee is not null)
    then
      allowed.to_status := 'assigned';
    end if;
    chain.length := chain.length + 1;
    event := row(
      nextval('recon.break_event_event_id_seq'), entity, chain.length, draft.break_id, clock_timestamp(), who, by_program,
      draft.verb, allowed.to_status, draft.difference, draft.assignee, draft.explained_until, draft.note, chain.hash, ''
    );
    event.hash := sha256(convert_to(recon.chained_text(event), 'UTF8'));
    insert into recon.break_event overriding system value values (event.*);
    chain.hash := event.hash;
  end loop;
  update recon.event_chain
  set length = chain.length, hash = chain.hash
  where entity_id = entity;
  return cardinality(drafts);
end
$$;

-- What a run of the rules did. The pipeline may speak in the name of the program, and of nobody else.
create function recon.record_run_events(entity text, drafts recon.event_draft[]) returns int
language plpgsql security definer set search_path = ''
as $$
begin
  -- A run without news holds nobody up.
  if coalesce(cardinality(drafts), 0) = 0 then
    return 0;
  end if;
  return recon.append_events(entity, 'pocketbook', true, drafts);
end
$$;

create function recon.act_on_break(
  id uuid, verb text, note text, assignee text default null, explained_until date default null
) returns text
language plpgsql set search_path = ''
as $$
declare
  entity text := (select entity_id from recon.break where break_id = id);
  seen recon.break_sighting;
  business_day_before date;
  draft recon.event_draft;
begin
  if entity is null then
    raise exception 'there is no break %', id using errcode = 'PB002';
  end if;
  -- Before anything is read: what was decided a moment ago must be known here.
  perform recon.lock_chain(entity);
  select * into seen from recon.break_sighting where break_id = id order by sighting_id desc limit 1;
  if seen.root_break_id is not null then
    raise exception 'break % is a consequence of break %: work on that', id, seen.root_break_id using errcode = 'PB001';
  end if;
  if note ~ '[\x01-\x08\x0b-\x1f\x7f]' or assignee ~ '[\x01-\x1f\x7f]' then
    raise exception 'break %: expected a note in plain text, got control characters', id using errcode = 'PB003';
  end if;
  if explained_until < (select max(to_date) from recon.run where entity_id = entity) then
    raise exception 'break %: % is over: expected a day that has not been reconciled', id, explained_until
      using errcode = 'PB003';
  end if;
  -- What the calendar does not reach is taken as it comes.
  select previous_business_date into business_day_before
  from ledger.calendar_day
  where business_date = explained_until
    and not is_business_day;
  if found then
    raise exception 'break %: % is no business day: expected one, such as % before it', id, explained_until, business_day_before
      using errcode = 'PB003';
  end if;
  draft := row(
    id, verb,
    (select status from recon.break_event where break_id = id order by event_id desc limit 1),
    seen.actual - seen.expected, nullif(trim(assignee), ''), explained_until, nullif(trim(note), '')
  );
  -- Not current_user: that is the owner of the function.
  perform recon.append_events(entity, session_user, false, array[draft]);
  return (select status from recon.break_event where break_id = id order by event_id desc limit 1);
end
$$;

create function books.assign_break(break_id uuid, assignee text, note text default null) returns text
language plpgsql security definer set search_path = ''
as $$
begin
  if coalesce(trim(assignee), '') = '' then
    raise exception 'break % cannot be assigned to nobody', break_id using errcode = 'PB003';
  end if;
  return recon.act_on_break(break_id, 'assigned', note, assignee => assignee);
end
$$;

create function books.explain_break(break_id uuid, note text, until date default null) returns text
  language sql security definer set search_path = ''
as $$
  select recon.act_on_break(break_id, 'explained', note, explained_until => until)
$$;

create function books.resolve_break(break_id uuid, note text) returns text
  language sql security definer set search_path = ''
as $$
  select recon.act_on_break(break_id, 'resolved', note)
$$;

create function books.reopen_break(break_id uuid, note text) returns text
  language sql security definer set search_path = ''
as $$
  select recon.act_on_break(break_id, 'reopened', note)
$$;

create function books.comment_break(break_id uuid, note text) returns text
  language sql security definer set search_path = ''
as $$
  select recon.act_on_break(break_id, 'commented', note)
$$;

revoke insert on recon.break_event from pocketbook_writer;
grant select on recon.event_chain, recon.break_transition to pocketbook_writer;
-- To lock a table takes a right to change it; there is nothing in this one.
grant select, delete on recon.chain_gate to pocketbook_writer;

do $$
declare
  callable regprocedure;
begin
  for callable in
    select p.oid
    from pg_proc p
    where p.oid in (
      'recon.chained_field(text)'::regprocedure, 'recon.chained_text(recon.break_event)'::regprocedure,
      'recon.chain_begin(text)'::regprocedure, 'recon.lock_chain(text)'::regprocedure,
      'recon.append_events(text, text, boolean, recon.event_draft[])'::regprocedure,
      'recon.record_run_events(text, recon.event_draft[])'::regprocedure,
      'recon.act_on_break(uuid, text, text, text, date)'::regprocedure
    )
    or p.pronamespace = 'books'::regnamespace
  loop
    execute format('revoke execute on function %s from public', callable);
  end loop;
end
$$;
grant execute on function recon.record_run_events(text, recon.event_draft[]) to pocketbook_writer;
grant execute on function
  books.assign_break(uuid, text, text), books.explain_break(uuid, text, date), books.resolve_break(uuid, text),
  books.reopen_break(uuid, text), books.comment_break(uuid, text)
to pocketbook_clerk;

-- Whoever owns the schema works on breaks under the rights of a clerk, too.
do $$
begin
  execute format('grant pocketbook_clerk, pocketbook_reader to %I', current_user);
exception when insufficient_privilege then
  raise notice 'pocketbook_clerk was not granted to %', current_user;
end
$$;

comment on table recon.event_chain is
  'Where the chain of break events of each entity ends. The only row here that is ever changed: whoever adds an event holds it';
comment on column recon.event_chain.entity_id is 'The entity whose chain it is';
comment on column recon.event_chain.length is 'How many events there are: chain_no of the last one';
comment on column recon.event_chain.hash is 'Hash of the last event, SHA-256';
comment on table recon.chain_gate is
  'Always empty. Locked by a reconciliation that repeats itself because a person had acted meanwhile, so that nobody acts again';
comment on column recon.chain_gate.locked is 'Never used: a table has columns';
comment on table recon.break_transition is 'What may be done with a break in each status, and what it is afterwards';
comment on column recon.break_transition.done_by is 'program: a run of the rules; person: through the functions of books';
comment on column recon.break_transition.verb is
  'What is done: opened, assigned, explained, commented, resolved, cleared or reopened';
comment on column recon.break_transition.from_status is 'What the break is before; none: it is new';
comment on column recon.break_transition.to_status is
  'What it is afterwards; what is reopened is assigned, not open, where it was ever given to somebody';
comment on column recon.break_transition.needs_note is 'Whether it is refused without a note';

comment on column recon.break_event.chain_no is 'Place in the chain of the entity, from 1, without gaps';
comment on column recon.break_event.at is 'When it happened; known by the books from then on';
comment on column recon.break_event.actor is 'Who did it: the database role that had logged in, or pocketbook for the program';
comment on column recon.break_event.is_by_program is 'Whether a run of the rules did it, and no person';
comment on column recon.break_event.verb is
  'opened, assigned, explained, commented, resolved, cleared or reopened (what may follow what: recon.break_transition)';
comment on column recon.break_event.status is 'What the break is from then on';
comment on column recon.break_event.difference is 'What it was off by at that time: whoever judged it judged this figure';
comment on column recon.break_event.note is 'Why; null if nothing was said';
comment on column recon.break_event.explained_until is
  'The last business day for which an explanation stands; null: until the difference changes';
comment on column recon.break_event.prev_hash is
  'Hash of the event before it in the chain; of the first one: SHA-256 of "pocketbook break events of ENTITY"';
comment on column recon.break_event.hash is
  'SHA-256 of recon.chained_text: all columns of this event and the hash before it, in UTF-8';

comment on column recon.break_now.severity is 'What its rule says of it, whatever its amount and age';
comment on column recon.break_now.note is 'What a person last noted about it';
comment on column recon.break_now.noted_at is 'When a person last noted something about it; null: never';
comment on column recon.break_now.at_stake is
  'What the difference is worth in dollars, without sign; bills count 100 each; null where the figures are neither';
comment on column recon.break_now.explained_until is
  'The last business day for which the explanation stands; null: until the difference changes, or it is not explained';
comment on column recon.break_now.left_at is 'When it was resolved or cleared and so left the list; null: it is on the list';
comment on view recon.yardstick is
  'What the breaks of an entity are judged by: the last day that was reconciled, and from what on they are more severe';
comment on column recon.yardstick.to_date is 'The last business day that was reconciled';
comment on column recon.yardstick.severity_amount is 'Dollars from which on every break is critical (POCKETBOOK_SEVERITY_AMOUNT)';
comment on column recon.yardstick.severity_days is
  'Age in business days from which on an error is critical and a warning an error (POCKETBOOK_SEVERITY_DAYS)';

do $$
declare
  list text;
begin
  foreach list in array array['books.fct_break', 'books.rpt_open_breaks'] loop
    execute format('comment on column %s.severity is %L', list,
      'How pressing it is: warning, error or critical. What the rule says, raised by the amount at stake and by age');
    execute format('comment on column %s.age_business_days is %L', list,
      'Business days from the day on which it should have cleared (due_on) to the last day that was reconciled; '
      'of what is resolved or cleared, to the last day that had been reconciled when it left the list; '
      'never to a day after pocketbook.age_as_of, where that is set');
    execute format('comment on column %s.note is %L', list, 'What a person last noted about it; null: nobody did');
    execute format('comment on column %s.at_stake is %L', list,
      'What the difference is worth in dollars, without sign; bills count 100 each; null where the figures are neither');
    execute format('comment on column %s.explained_until is %L', list,
      'The last business day for which the explanation stands; it is open again after it, or when the difference changes; '
      'null: the explanation stands until the difference changes, or there is none');
    execute format('comment on column %s.comment_age_business_days is %L', list,
      'Business days since a person last noted something about it; null: nobody ever did');
  end loop;
end
$$;
comment on column books.fct_break.severity_of_rule is 'What the rule itself says: warning or error';
comment on column books.fct_break_event.event_id is 'Number of the event; of a break the highest one says its status';
comment on column books.fct_break_event.actor is 'Who did it: the database role that had logged in, or pocketbook for the program';
comment on column books.fct_break_event.is_by_program is 'Whether a run of the rules did it, and no person';
comment on column books.fct_break_event.verb is
  'opened, assigned, explained, commented, resolved, cleared or reopened';
comment on column books.fct_break_event.status is 'What the break is from then on';
comment on column books.fct_break_event.assignee is 'Whom it was assigned to; null for other verbs';
comment on column books.fct_break_event.difference is 'What the break was off by at that time';
comment on column books.fct_break_event.explained_until is
  'The last business day for which an explanation stands; null: until the difference changes';
comment on column books.fct_break_event.chain_no is 'Place in the chain of the entity, from 1, without gaps';
comment on column books.fct_break_event.prev_hash is 'Hash of the event before it in the chain, in hexadecimal';
comment on column books.fct_break_event.hash is
  'SHA-256 over all columns of the event and the hash before it, in hexadecimal: pocketbook verify computes it again';

comment on function recon.chained_field(text) is 'A field of chained_text: length in bytes, colon, text, comma; "-," for null';
comment on function recon.chained_text(recon.break_event) is
  'What the hash of an event is made of: a tag, the hash before it, and every column, each as chained_field';
comment on function recon.chain_begin(text) is 'What the first event of an entity has for the hash before it';
comment on function recon.lock_chain(text) is
  'Locks the chain of an entity for the rest of the transaction and returns where it ends';
comment on function recon.append_events(text, text, boolean, recon.event_draft[]) is
  'Adds events to the chain of an entity, in this order, and returns how many. Refuses what recon.break_transition does not know (PB001)';
comment on function recon.record_run_events(text, recon.event_draft[]) is
  'Adds what a run of the rules did with the breaks of an entity; returns how many events that were';
comment on function recon.act_on_break(uuid, text, text, text, date) is
  'What a person does with a break, in the name of the role that has logged in; returns its status. PB001 not allowed, PB002 no such break, PB003 wrong words';
comment on function books.assign_break(uuid, text, text) is
  'Gives a break to somebody to work on; returns its status. For pocketbook_clerk, like the verbs below';
comment on function books.explain_break(uuid, text, date) is
  'Notes why a break is there; it stays on the list. With a date, which must be a business day, the explanation stands until the end of that day';
comment on function books.resolve_break(uuid, text) is
  'Takes a break off the list although the figures still differ; it comes back when the difference changes';
comment on function books.reopen_break(uuid, text) is 'Puts an explained or resolved break back on the list: assigned where it was ever given to somebody, else open';
comment on function books.comment_break(uuid, text) is 'Adds a note to a break, whatever its status';
