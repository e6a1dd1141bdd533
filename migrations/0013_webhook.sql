-- Events that Jiko delivered. Only what tells one event from another is kept: an event is a hint to look, and what it says is
-- read from the API. One that comes again makes no second row, for ever, as the signature holds no time that could age.
create table ops.webhook_event (
  entity_id text not null references ledger.entity,
  event_id text not null,
  event_type text not null,
  occurred_at timestamptz,
  received_at timestamptz not null default clock_timestamp(),
  primary key (entity_id, event_id),
  constraint webhook_event_id_length check (length(event_id) between 1 and 200),
  constraint webhook_event_type_length check (length(event_type) between 1 and 200)
);
create trigger webhook_event_append_only before update or delete or truncate on ops.webhook_event
  for each statement execute function ledger.refuse_change();

grant select, insert on ops.webhook_event to pocketbook_writer;

comment on table ops.webhook_event is
  'Events that Jiko delivered to the webhook, each once: that they came, and nothing of what they say';
comment on column ops.webhook_event.entity_id is
  'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column ops.webhook_event.event_id is 'The id that Jiko gave the event; a delivery under one that is here is a repetition';
comment on column ops.webhook_event.event_type is 'Type of the event in Jiko''s word, also where it is not known';
comment on column ops.webhook_event.occurred_at is
  'When it happened, as the event itself tells; null where it tells no readable time';
comment on column ops.webhook_event.received_at is 'When it was kept; Jiko was answered after that';
