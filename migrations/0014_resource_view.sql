-- One view for each kind of thing that the API tells of, made from src/domain/resources.ts by `npm run docs`: what it is now,
-- and beside it the history of what it was and from when to when.

create view books.dim_portal as
select
  entity_id,
  content ->> 'portal_id' as portal_id,
  content ->> 'pocket_id' as pocket_id,
  content ->> 'name' as name,
  content ->> 'status' as status,
  content ->> 'routing_number' as routing_number,
  content ->> 'account_number' as account_number,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'portals';
create view books.dim_portal_history as
select
  entity_id,
  content ->> 'portal_id' as portal_id,
  content ->> 'pocket_id' as pocket_id,
  content ->> 'name' as name,
  content ->> 'status' as status,
  content ->> 'routing_number' as routing_number,
  content ->> 'account_number' as account_number,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'portals';
comment on view books.dim_portal is 'Account and routing numbers by which money comes into a pocket, as it is known now';
comment on column books.dim_portal.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_portal.portal_id is 'The portal, by the id that Jiko gave it';
comment on column books.dim_portal.pocket_id is 'The pocket that it leads into';
comment on column books.dim_portal.name is 'Name of the portal';
comment on column books.dim_portal.status is 'State of the portal in the word of Jiko, such as OPEN';
comment on column books.dim_portal.routing_number is 'Routing number of the bank';
comment on column books.dim_portal.account_number is 'Account number';
comment on column books.dim_portal.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_portal.report_file_id is 'The file that it came from';
comment on column books.dim_portal.locator is 'Where it stands in that file';
comment on column books.dim_portal.valid_from is 'Since when it was known to be so';
comment on view books.dim_portal_history is 'Account and routing numbers by which money comes into a pocket: what was known, and from when to when';
comment on column books.dim_portal_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_portal_history.portal_id is 'The portal, by the id that Jiko gave it';
comment on column books.dim_portal_history.pocket_id is 'The pocket that it leads into';
comment on column books.dim_portal_history.name is 'Name of the portal';
comment on column books.dim_portal_history.status is 'State of the portal in the word of Jiko, such as OPEN';
comment on column books.dim_portal_history.routing_number is 'Routing number of the bank';
comment on column books.dim_portal_history.account_number is 'Account number';
comment on column books.dim_portal_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_portal_history.report_file_id is 'The file that it came from';
comment on column books.dim_portal_history.locator is 'Where it stands in that file';
comment on column books.dim_portal_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_portal_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_portal, books.dim_portal_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_funding_instruction as
select
  entity_id,
  parent_id as portal_id,
  content ->> 'beneficiary_name' as beneficiary_name,
  content ->> 'bank_name' as bank_name,
  content ->> 'bank_address' as bank_address,
  content ->> 'routing_number' as routing_number,
  content ->> 'account_number' as account_number,
  content ->> 'reference' as reference,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'funding_instructions';
create view books.dim_funding_instruction_history as
select
  entity_id,
  parent_id as portal_id,
  content ->> 'beneficiary_name' as beneficiary_name,
  content ->> 'bank_name' as bank_name,
  content ->> 'bank_address' as bank_address,
  content ->> 'routing_number' as routing_number,
  content ->> 'account_number' as account_number,
  content ->> 'reference' as reference,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'funding_instructions';
comment on view books.dim_funding_instruction is 'How to pay into a portal, as it is known now';
comment on column books.dim_funding_instruction.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_funding_instruction.portal_id is 'The portal, by the id that Jiko gave it';
comment on column books.dim_funding_instruction.beneficiary_name is 'Whom the payment names';
comment on column books.dim_funding_instruction.bank_name is 'Bank that the payment goes to';
comment on column books.dim_funding_instruction.bank_address is 'Address of the bank';
comment on column books.dim_funding_instruction.routing_number is 'Routing number of the bank';
comment on column books.dim_funding_instruction.account_number is 'Account number';
comment on column books.dim_funding_instruction.reference is 'What the payment must carry to be found';
comment on column books.dim_funding_instruction.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_funding_instruction.report_file_id is 'The file that it came from';
comment on column books.dim_funding_instruction.locator is 'Where it stands in that file';
comment on column books.dim_funding_instruction.valid_from is 'Since when it was known to be so';
comment on view books.dim_funding_instruction_history is 'How to pay into a portal: what was known, and from when to when';
comment on column books.dim_funding_instruction_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_funding_instruction_history.portal_id is 'The portal, by the id that Jiko gave it';
comment on column books.dim_funding_instruction_history.beneficiary_name is 'Whom the payment names';
comment on column books.dim_funding_instruction_history.bank_name is 'Bank that the payment goes to';
comment on column books.dim_funding_instruction_history.bank_address is 'Address of the bank';
comment on column books.dim_funding_instruction_history.routing_number is 'Routing number of the bank';
comment on column books.dim_funding_instruction_history.account_number is 'Account number';
comment on column books.dim_funding_instruction_history.reference is 'What the payment must carry to be found';
comment on column books.dim_funding_instruction_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_funding_instruction_history.report_file_id is 'The file that it came from';
comment on column books.dim_funding_instruction_history.locator is 'Where it stands in that file';
comment on column books.dim_funding_instruction_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_funding_instruction_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_funding_instruction, books.dim_funding_instruction_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_counterparty as
select
  entity_id,
  content ->> 'counterparty_id' as counterparty_id,
  content ->> 'name' as name,
  content ->> 'type' as type,
  content ->> 'status' as status,
  content ->> 'verification' as verification,
  content ->> 'bank_name' as bank_name,
  content ->> 'routing_number' as routing_number,
  content ->> 'account_number' as account_number,
  content ->> 'identifier_type' as identifier_type,
  (content ->> 'created_at')::timestamptz as created_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'counterparties';
create view books.dim_counterparty_history as
select
  entity_id,
  content ->> 'counterparty_id' as counterparty_id,
  content ->> 'name' as name,
  content ->> 'type' as type,
  content ->> 'status' as status,
  content ->> 'verification' as verification,
  content ->> 'bank_name' as bank_name,
  content ->> 'routing_number' as routing_number,
  content ->> 'account_number' as account_number,
  content ->> 'identifier_type' as identifier_type,
  (content ->> 'created_at')::timestamptz as created_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'counterparties';
comment on view books.dim_counterparty is 'Who can be paid, as it is known now';
comment on column books.dim_counterparty.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_counterparty.counterparty_id is 'The counterparty, by the id that Jiko gave it';
comment on column books.dim_counterparty.name is 'Name of the counterparty';
comment on column books.dim_counterparty.type is 'How it is paid, in the word of Jiko: ach, wire, international_wire, on_us';
comment on column books.dim_counterparty.status is 'State in the word of Jiko; only VERIFIED ones can be paid';
comment on column books.dim_counterparty.verification is 'How it was verified, in the word of Jiko';
comment on column books.dim_counterparty.bank_name is 'Bank of the counterparty';
comment on column books.dim_counterparty.routing_number is 'Routing number of its bank';
comment on column books.dim_counterparty.account_number is 'Its account number, as far as Jiko shows it';
comment on column books.dim_counterparty.identifier_type is 'What the account number is, such as IBAN';
comment on column books.dim_counterparty.created_at is 'When it was registered';
comment on column books.dim_counterparty.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_counterparty.report_file_id is 'The file that it came from';
comment on column books.dim_counterparty.locator is 'Where it stands in that file';
comment on column books.dim_counterparty.valid_from is 'Since when it was known to be so';
comment on view books.dim_counterparty_history is 'Who can be paid: what was known, and from when to when';
comment on column books.dim_counterparty_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_counterparty_history.counterparty_id is 'The counterparty, by the id that Jiko gave it';
comment on column books.dim_counterparty_history.name is 'Name of the counterparty';
comment on column books.dim_counterparty_history.type is 'How it is paid, in the word of Jiko: ach, wire, international_wire, on_us';
comment on column books.dim_counterparty_history.status is 'State in the word of Jiko; only VERIFIED ones can be paid';
comment on column books.dim_counterparty_history.verification is 'How it was verified, in the word of Jiko';
comment on column books.dim_counterparty_history.bank_name is 'Bank of the counterparty';
comment on column books.dim_counterparty_history.routing_number is 'Routing number of its bank';
comment on column books.dim_counterparty_history.account_number is 'Its account number, as far as Jiko shows it';
comment on column books.dim_counterparty_history.identifier_type is 'What the account number is, such as IBAN';
comment on column books.dim_counterparty_history.created_at is 'When it was registered';
comment on column books.dim_counterparty_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_counterparty_history.report_file_id is 'The file that it came from';
comment on column books.dim_counterparty_history.locator is 'Where it stands in that file';
comment on column books.dim_counterparty_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_counterparty_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_counterparty, books.dim_counterparty_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.fct_notification as
select
  entity_id,
  content ->> 'notification_id' as notification_id,
  content ->> 'title' as title,
  content ->> 'description' as description,
  content ->> 'type' as type,
  content ->> 'status' as status,
  (content ->> 'created_at')::timestamptz as created_at,
  content -> 'metadata' as metadata,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'notifications';
create view books.fct_notification_history as
select
  entity_id,
  content ->> 'notification_id' as notification_id,
  content ->> 'title' as title,
  content ->> 'description' as description,
  content ->> 'type' as type,
  content ->> 'status' as status,
  (content ->> 'created_at')::timestamptz as created_at,
  content -> 'metadata' as metadata,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'notifications';
comment on view books.fct_notification is 'What Jiko told the users, as it is known now';
comment on column books.fct_notification.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_notification.notification_id is 'The notification, by the id that Jiko gave it';
comment on column books.fct_notification.title is 'Title';
comment on column books.fct_notification.description is 'Text';
comment on column books.fct_notification.type is 'Kind of notification in the word of Jiko';
comment on column books.fct_notification.status is 'READ or UNREAD';
comment on column books.fct_notification.created_at is 'When it was made';
comment on column books.fct_notification.metadata is 'What it is about, as it came';
comment on column books.fct_notification.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_notification.report_file_id is 'The file that it came from';
comment on column books.fct_notification.locator is 'Where it stands in that file';
comment on column books.fct_notification.valid_from is 'Since when it was known to be so';
comment on view books.fct_notification_history is 'What Jiko told the users: what was known, and from when to when';
comment on column books.fct_notification_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_notification_history.notification_id is 'The notification, by the id that Jiko gave it';
comment on column books.fct_notification_history.title is 'Title';
comment on column books.fct_notification_history.description is 'Text';
comment on column books.fct_notification_history.type is 'Kind of notification in the word of Jiko';
comment on column books.fct_notification_history.status is 'READ or UNREAD';
comment on column books.fct_notification_history.created_at is 'When it was made';
comment on column books.fct_notification_history.metadata is 'What it is about, as it came';
comment on column books.fct_notification_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_notification_history.report_file_id is 'The file that it came from';
comment on column books.fct_notification_history.locator is 'Where it stands in that file';
comment on column books.fct_notification_history.valid_from is 'Since when it was known to be so';
comment on column books.fct_notification_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.fct_notification, books.fct_notification_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_statement as
select
  entity_id,
  content ->> 'statement_id' as statement_id,
  content ->> 'pocket_id' as pocket_id,
  content ->> 'type' as type,
  content ->> 'period_key' as period_key,
  (content ->> 'created_at')::timestamptz as created_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'statements';
create view books.dim_statement_history as
select
  entity_id,
  content ->> 'statement_id' as statement_id,
  content ->> 'pocket_id' as pocket_id,
  content ->> 'type' as type,
  content ->> 'period_key' as period_key,
  (content ->> 'created_at')::timestamptz as created_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'statements';
comment on view books.dim_statement is 'Monthly statements and tax forms that Jiko lists, as it is known now';
comment on column books.dim_statement.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_statement.statement_id is 'The statement, by the id that Jiko gave it';
comment on column books.dim_statement.pocket_id is 'The pocket whose statement it is';
comment on column books.dim_statement.type is 'In the word of Jiko: BANK, BROKERAGE, 1099INT or 1099B';
comment on column books.dim_statement.period_key is 'The month or the year that it is of, as Jiko writes it';
comment on column books.dim_statement.created_at is 'When it was made';
comment on column books.dim_statement.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_statement.report_file_id is 'The file that it came from';
comment on column books.dim_statement.locator is 'Where it stands in that file';
comment on column books.dim_statement.valid_from is 'Since when it was known to be so';
comment on view books.dim_statement_history is 'Monthly statements and tax forms that Jiko lists: what was known, and from when to when';
comment on column books.dim_statement_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_statement_history.statement_id is 'The statement, by the id that Jiko gave it';
comment on column books.dim_statement_history.pocket_id is 'The pocket whose statement it is';
comment on column books.dim_statement_history.type is 'In the word of Jiko: BANK, BROKERAGE, 1099INT or 1099B';
comment on column books.dim_statement_history.period_key is 'The month or the year that it is of, as Jiko writes it';
comment on column books.dim_statement_history.created_at is 'When it was made';
comment on column books.dim_statement_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_statement_history.report_file_id is 'The file that it came from';
comment on column books.dim_statement_history.locator is 'Where it stands in that file';
comment on column books.dim_statement_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_statement_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_statement, books.dim_statement_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_report_request as
select
  entity_id,
  content ->> 'request_id' as request_id,
  content ->> 'report_type' as report_type,
  content -> 'output_formats' as output_formats,
  content -> 'pocket_ids' as pocket_ids,
  (content ->> 'as_of')::date as as_of,
  (content ->> 'from_date')::date as from_date,
  (content ->> 'to_date')::date as to_date,
  content ->> 'date_filter' as date_filter,
  content ->> 'status' as status,
  content -> 'reports' as reports,
  content -> 'error' as error,
  (content ->> 'created_at')::timestamptz as created_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'report_requests';
create view books.dim_report_request_history as
select
  entity_id,
  content ->> 'request_id' as request_id,
  content ->> 'report_type' as report_type,
  content -> 'output_formats' as output_formats,
  content -> 'pocket_ids' as pocket_ids,
  (content ->> 'as_of')::date as as_of,
  (content ->> 'from_date')::date as from_date,
  (content ->> 'to_date')::date as to_date,
  content ->> 'date_filter' as date_filter,
  content ->> 'status' as status,
  content -> 'reports' as reports,
  content -> 'error' as error,
  (content ->> 'created_at')::timestamptz as created_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'report_requests';
comment on view books.dim_report_request is 'Report requests that others made; our own stand in books.rpt_report_request, as it is known now';
comment on column books.dim_report_request.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_report_request.request_id is 'The request, by the id that Jiko gave it';
comment on column books.dim_report_request.report_type is 'The report asked for, in the word of Jiko';
comment on column books.dim_report_request.output_formats is 'The formats asked for, in the words of Jiko';
comment on column books.dim_report_request.pocket_ids is 'The pockets asked for; null is all of them';
comment on column books.dim_report_request.as_of is 'The day asked for; null for a range';
comment on column books.dim_report_request.from_date is 'First day of the range asked for; null for one day';
comment on column books.dim_report_request.to_date is 'Last day of the range asked for; null for one day';
comment on column books.dim_report_request.date_filter is 'By which day of a trade it was asked for; null: by the trade date';
comment on column books.dim_report_request.status is 'How far it is, in the word of Jiko';
comment on column books.dim_report_request.reports is 'The reports that it made, one for each format; none until it is ready';
comment on column books.dim_report_request.error is 'Why it failed, as it came';
comment on column books.dim_report_request.created_at is 'When it was made';
comment on column books.dim_report_request.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_report_request.report_file_id is 'The file that it came from';
comment on column books.dim_report_request.locator is 'Where it stands in that file';
comment on column books.dim_report_request.valid_from is 'Since when it was known to be so';
comment on view books.dim_report_request_history is 'Report requests that others made; our own stand in books.rpt_report_request: what was known, and from when to when';
comment on column books.dim_report_request_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_report_request_history.request_id is 'The request, by the id that Jiko gave it';
comment on column books.dim_report_request_history.report_type is 'The report asked for, in the word of Jiko';
comment on column books.dim_report_request_history.output_formats is 'The formats asked for, in the words of Jiko';
comment on column books.dim_report_request_history.pocket_ids is 'The pockets asked for; null is all of them';
comment on column books.dim_report_request_history.as_of is 'The day asked for; null for a range';
comment on column books.dim_report_request_history.from_date is 'First day of the range asked for; null for one day';
comment on column books.dim_report_request_history.to_date is 'Last day of the range asked for; null for one day';
comment on column books.dim_report_request_history.date_filter is 'By which day of a trade it was asked for; null: by the trade date';
comment on column books.dim_report_request_history.status is 'How far it is, in the word of Jiko';
comment on column books.dim_report_request_history.reports is 'The reports that it made, one for each format; none until it is ready';
comment on column books.dim_report_request_history.error is 'Why it failed, as it came';
comment on column books.dim_report_request_history.created_at is 'When it was made';
comment on column books.dim_report_request_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_report_request_history.report_file_id is 'The file that it came from';
comment on column books.dim_report_request_history.locator is 'Where it stands in that file';
comment on column books.dim_report_request_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_report_request_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_report_request, books.dim_report_request_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_report as
select
  entity_id,
  content ->> 'report_id' as report_id,
  content ->> 'report_type' as report_type,
  content ->> 'format' as format,
  content ->> 'file_name' as file_name,
  (content ->> 'created_at')::timestamptz as created_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'reports';
create view books.dim_report_history as
select
  entity_id,
  content ->> 'report_id' as report_id,
  content ->> 'report_type' as report_type,
  content ->> 'format' as format,
  content ->> 'file_name' as file_name,
  (content ->> 'created_at')::timestamptz as created_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'reports';
comment on view books.dim_report is 'Reports that others asked for, as it is known now';
comment on column books.dim_report.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_report.report_id is 'The report, by the id that Jiko gave it';
comment on column books.dim_report.report_type is 'Which report it is, in the word of Jiko';
comment on column books.dim_report.format is 'Its format, in the word of Jiko';
comment on column books.dim_report.file_name is 'What its file is called';
comment on column books.dim_report.created_at is 'When it was made';
comment on column books.dim_report.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_report.report_file_id is 'The file that it came from';
comment on column books.dim_report.locator is 'Where it stands in that file';
comment on column books.dim_report.valid_from is 'Since when it was known to be so';
comment on view books.dim_report_history is 'Reports that others asked for: what was known, and from when to when';
comment on column books.dim_report_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_report_history.report_id is 'The report, by the id that Jiko gave it';
comment on column books.dim_report_history.report_type is 'Which report it is, in the word of Jiko';
comment on column books.dim_report_history.format is 'Its format, in the word of Jiko';
comment on column books.dim_report_history.file_name is 'What its file is called';
comment on column books.dim_report_history.created_at is 'When it was made';
comment on column books.dim_report_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_report_history.report_file_id is 'The file that it came from';
comment on column books.dim_report_history.locator is 'Where it stands in that file';
comment on column books.dim_report_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_report_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_report, books.dim_report_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;
