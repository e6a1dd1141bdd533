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

create view books.dim_portal_v1 as
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
where resource = 'portals_v1';
create view books.dim_portal_v1_history as
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
where resource = 'portals_v1';
comment on view books.dim_portal_v1 is 'The same portals as the first version of the API tells them, as it is known now';
comment on column books.dim_portal_v1.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_portal_v1.portal_id is 'The portal, by the id that Jiko gave it';
comment on column books.dim_portal_v1.pocket_id is 'The pocket that it leads into';
comment on column books.dim_portal_v1.name is 'Name of the portal';
comment on column books.dim_portal_v1.status is 'OPEN or CLOSED';
comment on column books.dim_portal_v1.routing_number is 'Routing number of the bank';
comment on column books.dim_portal_v1.account_number is 'Account number';
comment on column books.dim_portal_v1.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_portal_v1.report_file_id is 'The file that it came from';
comment on column books.dim_portal_v1.locator is 'Where it stands in that file';
comment on column books.dim_portal_v1.valid_from is 'Since when it was known to be so';
comment on view books.dim_portal_v1_history is 'The same portals as the first version of the API tells them: what was known, and from when to when';
comment on column books.dim_portal_v1_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_portal_v1_history.portal_id is 'The portal, by the id that Jiko gave it';
comment on column books.dim_portal_v1_history.pocket_id is 'The pocket that it leads into';
comment on column books.dim_portal_v1_history.name is 'Name of the portal';
comment on column books.dim_portal_v1_history.status is 'OPEN or CLOSED';
comment on column books.dim_portal_v1_history.routing_number is 'Routing number of the bank';
comment on column books.dim_portal_v1_history.account_number is 'Account number';
comment on column books.dim_portal_v1_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_portal_v1_history.report_file_id is 'The file that it came from';
comment on column books.dim_portal_v1_history.locator is 'Where it stands in that file';
comment on column books.dim_portal_v1_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_portal_v1_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_portal_v1, books.dim_portal_v1_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

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

create view books.fct_portfolio_daily as
select
  entity_id,
  content ->> 'pocket_id' as pocket_id,
  (content ->> 'business_date')::date as business_date,
  (content ->> 'is_provisional')::boolean as is_provisional,
  content ->> 'status' as status,
  content ->> 'name' as name,
  content ->> 'deposit_strategy_id' as deposit_strategy_id,
  content ->> 'reinvestment_strategy_id' as reinvestment_strategy_id,
  content ->> 'type' as type,
  content -> 'attributes' as attributes,
  content -> 'securities' as securities,
  (content ->> 'cash')::numeric as cash,
  content ->> 'cash_currency' as cash_currency,
  (content ->> 'total_value')::numeric as total_value,
  content ->> 'total_value_currency' as total_value_currency,
  (content ->> 'all_time_earnings')::numeric as all_time_earnings,
  content ->> 'all_time_earnings_currency' as all_time_earnings_currency,
  (content ->> 'pricing_timestamp')::timestamptz as pricing_timestamp,
  (content ->> 'appreciation_per_second')::numeric as appreciation_per_second,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'portfolios';
create view books.fct_portfolio_daily_history as
select
  entity_id,
  content ->> 'pocket_id' as pocket_id,
  (content ->> 'business_date')::date as business_date,
  (content ->> 'is_provisional')::boolean as is_provisional,
  content ->> 'status' as status,
  content ->> 'name' as name,
  content ->> 'deposit_strategy_id' as deposit_strategy_id,
  content ->> 'reinvestment_strategy_id' as reinvestment_strategy_id,
  content ->> 'type' as type,
  content -> 'attributes' as attributes,
  content -> 'securities' as securities,
  (content ->> 'cash')::numeric as cash,
  content ->> 'cash_currency' as cash_currency,
  (content ->> 'total_value')::numeric as total_value,
  content ->> 'total_value_currency' as total_value_currency,
  (content ->> 'all_time_earnings')::numeric as all_time_earnings,
  content ->> 'all_time_earnings_currency' as all_time_earnings_currency,
  (content ->> 'pricing_timestamp')::timestamptz as pricing_timestamp,
  (content ->> 'appreciation_per_second')::numeric as appreciation_per_second,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'portfolios';
comment on view books.fct_portfolio_daily is 'What a pocket held by its own account at the end of each day, the second source of the position summary, as it is known now';
comment on column books.fct_portfolio_daily.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_portfolio_daily.pocket_id is 'The pocket, by the id that Jiko gave it';
comment on column books.fct_portfolio_daily.business_date is 'The business date that it speaks of: that of pricing_timestamp, or the last finished one when it was read';
comment on column books.fct_portfolio_daily.is_provisional is 'Whether it was read before that day had ended, or after business had begun on the next: held against nothing';
comment on column books.fct_portfolio_daily.status is 'State of the pocket in the word of Jiko, such as OPEN';
comment on column books.fct_portfolio_daily.name is 'Name of the pocket';
comment on column books.fct_portfolio_daily.deposit_strategy_id is 'Trading strategy by which deposits are invested';
comment on column books.fct_portfolio_daily.reinvestment_strategy_id is 'Trading strategy by which what matures is invested';
comment on column books.fct_portfolio_daily.type is 'Kind of pocket in the word of Jiko';
comment on column books.fct_portfolio_daily.attributes is 'Attributes of the pocket, as they came';
comment on column books.fct_portfolio_daily.securities is 'The securities held; one row each in fct_portfolio_security_daily';
comment on column books.fct_portfolio_daily.cash is 'Cash that is left uninvested';
comment on column books.fct_portfolio_daily.cash_currency is 'ISO 4217 code of the currency of cash';
comment on column books.fct_portfolio_daily.total_value is 'What the pocket is worth in all';
comment on column books.fct_portfolio_daily.total_value_currency is 'ISO 4217 code of the currency of total_value';
comment on column books.fct_portfolio_daily.all_time_earnings is 'What it has earned since it was opened';
comment on column books.fct_portfolio_daily.all_time_earnings_currency is 'ISO 4217 code of the currency of all_time_earnings';
comment on column books.fct_portfolio_daily.pricing_timestamp is 'When the prices were struck';
comment on column books.fct_portfolio_daily.appreciation_per_second is 'By how much the value grows each second';
comment on column books.fct_portfolio_daily.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_portfolio_daily.report_file_id is 'The file that it came from';
comment on column books.fct_portfolio_daily.locator is 'Where it stands in that file';
comment on column books.fct_portfolio_daily.valid_from is 'Since when it was known to be so';
comment on view books.fct_portfolio_daily_history is 'What a pocket held by its own account at the end of each day, the second source of the position summary: what was known, and from when to when';
comment on column books.fct_portfolio_daily_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_portfolio_daily_history.pocket_id is 'The pocket, by the id that Jiko gave it';
comment on column books.fct_portfolio_daily_history.business_date is 'The business date that it speaks of: that of pricing_timestamp, or the last finished one when it was read';
comment on column books.fct_portfolio_daily_history.is_provisional is 'Whether it was read before that day had ended, or after business had begun on the next: held against nothing';
comment on column books.fct_portfolio_daily_history.status is 'State of the pocket in the word of Jiko, such as OPEN';
comment on column books.fct_portfolio_daily_history.name is 'Name of the pocket';
comment on column books.fct_portfolio_daily_history.deposit_strategy_id is 'Trading strategy by which deposits are invested';
comment on column books.fct_portfolio_daily_history.reinvestment_strategy_id is 'Trading strategy by which what matures is invested';
comment on column books.fct_portfolio_daily_history.type is 'Kind of pocket in the word of Jiko';
comment on column books.fct_portfolio_daily_history.attributes is 'Attributes of the pocket, as they came';
comment on column books.fct_portfolio_daily_history.securities is 'The securities held; one row each in fct_portfolio_security_daily';
comment on column books.fct_portfolio_daily_history.cash is 'Cash that is left uninvested';
comment on column books.fct_portfolio_daily_history.cash_currency is 'ISO 4217 code of the currency of cash';
comment on column books.fct_portfolio_daily_history.total_value is 'What the pocket is worth in all';
comment on column books.fct_portfolio_daily_history.total_value_currency is 'ISO 4217 code of the currency of total_value';
comment on column books.fct_portfolio_daily_history.all_time_earnings is 'What it has earned since it was opened';
comment on column books.fct_portfolio_daily_history.all_time_earnings_currency is 'ISO 4217 code of the currency of all_time_earnings';
comment on column books.fct_portfolio_daily_history.pricing_timestamp is 'When the prices were struck';
comment on column books.fct_portfolio_daily_history.appreciation_per_second is 'By how much the value grows each second';
comment on column books.fct_portfolio_daily_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_portfolio_daily_history.report_file_id is 'The file that it came from';
comment on column books.fct_portfolio_daily_history.locator is 'Where it stands in that file';
comment on column books.fct_portfolio_daily_history.valid_from is 'Since when it was known to be so';
comment on column books.fct_portfolio_daily_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.fct_portfolio_daily, books.fct_portfolio_daily_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.fct_earning as
select
  entity_id,
  parent_id as pocket_id,
  content ->> 'period' as period,
  (content ->> 'date_from')::date as date_from,
  (content ->> 'date_to')::date as date_to,
  (content ->> 'earnings')::numeric as earnings,
  content ->> 'earnings_currency' as earnings_currency,
  (content ->> 'pricing_timestamp')::timestamptz as pricing_timestamp,
  (content ->> 'appreciation_per_second')::numeric as appreciation_per_second,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'earnings';
create view books.fct_earning_history as
select
  entity_id,
  parent_id as pocket_id,
  content ->> 'period' as period,
  (content ->> 'date_from')::date as date_from,
  (content ->> 'date_to')::date as date_to,
  (content ->> 'earnings')::numeric as earnings,
  content ->> 'earnings_currency' as earnings_currency,
  (content ->> 'pricing_timestamp')::timestamptz as pricing_timestamp,
  (content ->> 'appreciation_per_second')::numeric as appreciation_per_second,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'earnings';
comment on view books.fct_earning is 'What a pocket earned in a period, the second source of the gains and losses of its statements, as it is known now';
comment on column books.fct_earning.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_earning.pocket_id is 'The pocket, by the id that Jiko gave it';
comment on column books.fct_earning.period is 'all_time, ytd, mtd, wtd, or range for a calendar month, as far as it has gone';
comment on column books.fct_earning.date_from is 'First day of the period; null for all time';
comment on column books.fct_earning.date_to is 'Last day of the period';
comment on column books.fct_earning.earnings is 'What was earned; a loss is negative';
comment on column books.fct_earning.earnings_currency is 'ISO 4217 code of the currency of earnings';
comment on column books.fct_earning.pricing_timestamp is 'When the prices were struck';
comment on column books.fct_earning.appreciation_per_second is 'By how much the value grows each second';
comment on column books.fct_earning.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_earning.report_file_id is 'The file that it came from';
comment on column books.fct_earning.locator is 'Where it stands in that file';
comment on column books.fct_earning.valid_from is 'Since when it was known to be so';
comment on view books.fct_earning_history is 'What a pocket earned in a period, the second source of the gains and losses of its statements: what was known, and from when to when';
comment on column books.fct_earning_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_earning_history.pocket_id is 'The pocket, by the id that Jiko gave it';
comment on column books.fct_earning_history.period is 'all_time, ytd, mtd, wtd, or range for a calendar month, as far as it has gone';
comment on column books.fct_earning_history.date_from is 'First day of the period; null for all time';
comment on column books.fct_earning_history.date_to is 'Last day of the period';
comment on column books.fct_earning_history.earnings is 'What was earned; a loss is negative';
comment on column books.fct_earning_history.earnings_currency is 'ISO 4217 code of the currency of earnings';
comment on column books.fct_earning_history.pricing_timestamp is 'When the prices were struck';
comment on column books.fct_earning_history.appreciation_per_second is 'By how much the value grows each second';
comment on column books.fct_earning_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_earning_history.report_file_id is 'The file that it came from';
comment on column books.fct_earning_history.locator is 'Where it stands in that file';
comment on column books.fct_earning_history.valid_from is 'Since when it was known to be so';
comment on column books.fct_earning_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.fct_earning, books.fct_earning_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.fct_transfer_request as
select
  entity_id,
  content ->> 'transfer_id' as transfer_id,
  content ->> 'pocket_id' as pocket_id,
  content ->> 'counterparty_id' as counterparty_id,
  content ->> 'type' as type,
  content ->> 'status' as status,
  (content ->> 'amount')::numeric as amount,
  content ->> 'amount_currency' as amount_currency,
  content -> 'fees' as fees,
  content ->> 'description' as description,
  content ->> 'reference' as reference,
  content ->> 'requested_by' as requested_by,
  content ->> 'reviewed_by' as reviewed_by,
  (content ->> 'created_at')::timestamptz as created_at,
  (content ->> 'completed_at')::timestamptz as completed_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'transfer_requests';
create view books.fct_transfer_request_history as
select
  entity_id,
  content ->> 'transfer_id' as transfer_id,
  content ->> 'pocket_id' as pocket_id,
  content ->> 'counterparty_id' as counterparty_id,
  content ->> 'type' as type,
  content ->> 'status' as status,
  (content ->> 'amount')::numeric as amount,
  content ->> 'amount_currency' as amount_currency,
  content -> 'fees' as fees,
  content ->> 'description' as description,
  content ->> 'reference' as reference,
  content ->> 'requested_by' as requested_by,
  content ->> 'reviewed_by' as reviewed_by,
  (content ->> 'created_at')::timestamptz as created_at,
  (content ->> 'completed_at')::timestamptz as completed_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'transfer_requests';
comment on view books.fct_transfer_request is 'Transfers that were asked for, and what became of them, as it is known now';
comment on column books.fct_transfer_request.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_transfer_request.transfer_id is 'The transfer, by the id that Jiko gave it';
comment on column books.fct_transfer_request.pocket_id is 'The pocket that pays';
comment on column books.fct_transfer_request.counterparty_id is 'Who is paid';
comment on column books.fct_transfer_request.type is 'How it is paid, in the word of Jiko: ach, wire, on_us';
comment on column books.fct_transfer_request.status is 'State in the word of Jiko, such as COMPLETED';
comment on column books.fct_transfer_request.amount is 'What is paid, without fees';
comment on column books.fct_transfer_request.amount_currency is 'ISO 4217 code of the currency of amount';
comment on column books.fct_transfer_request.fees is 'What Jiko takes for it, by type';
comment on column books.fct_transfer_request.description is 'What it is for';
comment on column books.fct_transfer_request.reference is 'End-to-end identification';
comment on column books.fct_transfer_request.requested_by is 'The member who asked for it, by id';
comment on column books.fct_transfer_request.reviewed_by is 'The member who approved or rejected it, by id';
comment on column books.fct_transfer_request.created_at is 'When it was asked for';
comment on column books.fct_transfer_request.completed_at is 'When it was carried out; null while it is not';
comment on column books.fct_transfer_request.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_transfer_request.report_file_id is 'The file that it came from';
comment on column books.fct_transfer_request.locator is 'Where it stands in that file';
comment on column books.fct_transfer_request.valid_from is 'Since when it was known to be so';
comment on view books.fct_transfer_request_history is 'Transfers that were asked for, and what became of them: what was known, and from when to when';
comment on column books.fct_transfer_request_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_transfer_request_history.transfer_id is 'The transfer, by the id that Jiko gave it';
comment on column books.fct_transfer_request_history.pocket_id is 'The pocket that pays';
comment on column books.fct_transfer_request_history.counterparty_id is 'Who is paid';
comment on column books.fct_transfer_request_history.type is 'How it is paid, in the word of Jiko: ach, wire, on_us';
comment on column books.fct_transfer_request_history.status is 'State in the word of Jiko, such as COMPLETED';
comment on column books.fct_transfer_request_history.amount is 'What is paid, without fees';
comment on column books.fct_transfer_request_history.amount_currency is 'ISO 4217 code of the currency of amount';
comment on column books.fct_transfer_request_history.fees is 'What Jiko takes for it, by type';
comment on column books.fct_transfer_request_history.description is 'What it is for';
comment on column books.fct_transfer_request_history.reference is 'End-to-end identification';
comment on column books.fct_transfer_request_history.requested_by is 'The member who asked for it, by id';
comment on column books.fct_transfer_request_history.reviewed_by is 'The member who approved or rejected it, by id';
comment on column books.fct_transfer_request_history.created_at is 'When it was asked for';
comment on column books.fct_transfer_request_history.completed_at is 'When it was carried out; null while it is not';
comment on column books.fct_transfer_request_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_transfer_request_history.report_file_id is 'The file that it came from';
comment on column books.fct_transfer_request_history.locator is 'Where it stands in that file';
comment on column books.fct_transfer_request_history.valid_from is 'Since when it was known to be so';
comment on column books.fct_transfer_request_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.fct_transfer_request, books.fct_transfer_request_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_transfer_reviewer as
select
  entity_id,
  content ->> 'reviewer_id' as reviewer_id,
  content ->> 'name' as name,
  content ->> 'email' as email,
  content ->> 'role' as role,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'transfer_reviewers';
create view books.dim_transfer_reviewer_history as
select
  entity_id,
  content ->> 'reviewer_id' as reviewer_id,
  content ->> 'name' as name,
  content ->> 'email' as email,
  content ->> 'role' as role,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'transfer_reviewers';
comment on view books.dim_transfer_reviewer is 'Who may approve a transfer, as it is known now';
comment on column books.dim_transfer_reviewer.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_transfer_reviewer.reviewer_id is 'The member, by the id that Jiko gave it';
comment on column books.dim_transfer_reviewer.name is 'Name of the member';
comment on column books.dim_transfer_reviewer.email is 'E-mail address of the member';
comment on column books.dim_transfer_reviewer.role is 'Role in the word of Jiko';
comment on column books.dim_transfer_reviewer.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_transfer_reviewer.report_file_id is 'The file that it came from';
comment on column books.dim_transfer_reviewer.locator is 'Where it stands in that file';
comment on column books.dim_transfer_reviewer.valid_from is 'Since when it was known to be so';
comment on view books.dim_transfer_reviewer_history is 'Who may approve a transfer: what was known, and from when to when';
comment on column books.dim_transfer_reviewer_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_transfer_reviewer_history.reviewer_id is 'The member, by the id that Jiko gave it';
comment on column books.dim_transfer_reviewer_history.name is 'Name of the member';
comment on column books.dim_transfer_reviewer_history.email is 'E-mail address of the member';
comment on column books.dim_transfer_reviewer_history.role is 'Role in the word of Jiko';
comment on column books.dim_transfer_reviewer_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_transfer_reviewer_history.report_file_id is 'The file that it came from';
comment on column books.dim_transfer_reviewer_history.locator is 'Where it stands in that file';
comment on column books.dim_transfer_reviewer_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_transfer_reviewer_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_transfer_reviewer, books.dim_transfer_reviewer_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_trading_strategy as
select
  entity_id,
  content ->> 'strategy_id' as strategy_id,
  content ->> 'name' as name,
  content ->> 'description' as description,
  content -> 'applicability' as applicability,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'trading_strategies';
create view books.dim_trading_strategy_history as
select
  entity_id,
  content ->> 'strategy_id' as strategy_id,
  content ->> 'name' as name,
  content ->> 'description' as description,
  content -> 'applicability' as applicability,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'trading_strategies';
comment on view books.dim_trading_strategy is 'What a pocket may be invested by, as it is known now';
comment on column books.dim_trading_strategy.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_trading_strategy.strategy_id is 'The strategy, by the id that Jiko gave it, such as UST-4W';
comment on column books.dim_trading_strategy.name is 'Name of the strategy';
comment on column books.dim_trading_strategy.description is 'What it buys';
comment on column books.dim_trading_strategy.applicability is 'What it may be chosen for: DEPOSIT, REINVESTMENT';
comment on column books.dim_trading_strategy.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_trading_strategy.report_file_id is 'The file that it came from';
comment on column books.dim_trading_strategy.locator is 'Where it stands in that file';
comment on column books.dim_trading_strategy.valid_from is 'Since when it was known to be so';
comment on view books.dim_trading_strategy_history is 'What a pocket may be invested by: what was known, and from when to when';
comment on column books.dim_trading_strategy_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_trading_strategy_history.strategy_id is 'The strategy, by the id that Jiko gave it, such as UST-4W';
comment on column books.dim_trading_strategy_history.name is 'Name of the strategy';
comment on column books.dim_trading_strategy_history.description is 'What it buys';
comment on column books.dim_trading_strategy_history.applicability is 'What it may be chosen for: DEPOSIT, REINVESTMENT';
comment on column books.dim_trading_strategy_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_trading_strategy_history.report_file_id is 'The file that it came from';
comment on column books.dim_trading_strategy_history.locator is 'Where it stands in that file';
comment on column books.dim_trading_strategy_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_trading_strategy_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_trading_strategy, books.dim_trading_strategy_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_agreement as
select
  entity_id,
  content ->> 'version' as version,
  (content ->> 'released_on')::date as released_on,
  content -> 'documents' as documents,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'agreements';
create view books.dim_agreement_history as
select
  entity_id,
  content ->> 'version' as version,
  (content ->> 'released_on')::date as released_on,
  content -> 'documents' as documents,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'agreements';
comment on view books.dim_agreement is 'The agreements in force, as it is known now';
comment on column books.dim_agreement.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_agreement.version is 'Version of the agreements';
comment on column books.dim_agreement.released_on is 'Since when it is the one in force';
comment on column books.dim_agreement.documents is 'The documents that it consists of';
comment on column books.dim_agreement.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_agreement.report_file_id is 'The file that it came from';
comment on column books.dim_agreement.locator is 'Where it stands in that file';
comment on column books.dim_agreement.valid_from is 'Since when it was known to be so';
comment on view books.dim_agreement_history is 'The agreements in force: what was known, and from when to when';
comment on column books.dim_agreement_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_agreement_history.version is 'Version of the agreements';
comment on column books.dim_agreement_history.released_on is 'Since when it is the one in force';
comment on column books.dim_agreement_history.documents is 'The documents that it consists of';
comment on column books.dim_agreement_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_agreement_history.report_file_id is 'The file that it came from';
comment on column books.dim_agreement_history.locator is 'Where it stands in that file';
comment on column books.dim_agreement_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_agreement_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_agreement, books.dim_agreement_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_member as
select
  entity_id,
  content ->> 'member_id' as member_id,
  content ->> 'team_id' as team_id,
  content ->> 'name' as name,
  content ->> 'email' as email,
  content ->> 'role' as role,
  content ->> 'status' as status,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'members';
create view books.dim_member_history as
select
  entity_id,
  content ->> 'member_id' as member_id,
  content ->> 'team_id' as team_id,
  content ->> 'name' as name,
  content ->> 'email' as email,
  content ->> 'role' as role,
  content ->> 'status' as status,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'members';
comment on view books.dim_member is 'The members of the team, by their state, as it is known now';
comment on column books.dim_member.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_member.member_id is 'The member, by the id that Jiko gave it';
comment on column books.dim_member.team_id is 'The team, by the id that Jiko gave it';
comment on column books.dim_member.name is 'Name of the member';
comment on column books.dim_member.email is 'E-mail address of the member';
comment on column books.dim_member.role is 'Role in the word of Jiko';
comment on column books.dim_member.status is 'The group that the member stands in, such as ACTIVE or PENDING';
comment on column books.dim_member.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_member.report_file_id is 'The file that it came from';
comment on column books.dim_member.locator is 'Where it stands in that file';
comment on column books.dim_member.valid_from is 'Since when it was known to be so';
comment on view books.dim_member_history is 'The members of the team, by their state: what was known, and from when to when';
comment on column books.dim_member_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_member_history.member_id is 'The member, by the id that Jiko gave it';
comment on column books.dim_member_history.team_id is 'The team, by the id that Jiko gave it';
comment on column books.dim_member_history.name is 'Name of the member';
comment on column books.dim_member_history.email is 'E-mail address of the member';
comment on column books.dim_member_history.role is 'Role in the word of Jiko';
comment on column books.dim_member_history.status is 'The group that the member stands in, such as ACTIVE or PENDING';
comment on column books.dim_member_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_member_history.report_file_id is 'The file that it came from';
comment on column books.dim_member_history.locator is 'Where it stands in that file';
comment on column books.dim_member_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_member_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_member, books.dim_member_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_member_detail as
select
  entity_id,
  content ->> 'member_id' as member_id,
  content ->> 'name' as name,
  content ->> 'email' as email,
  content ->> 'role' as role,
  (content ->> 'is_active')::boolean as is_active,
  (content ->> 'created_at')::timestamptz as created_at,
  (content ->> 'last_login_at')::timestamptz as last_login_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'member_details';
create view books.dim_member_detail_history as
select
  entity_id,
  content ->> 'member_id' as member_id,
  content ->> 'name' as name,
  content ->> 'email' as email,
  content ->> 'role' as role,
  (content ->> 'is_active')::boolean as is_active,
  (content ->> 'created_at')::timestamptz as created_at,
  (content ->> 'last_login_at')::timestamptz as last_login_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'member_details';
comment on view books.dim_member_detail is 'What is told of each member by itself, as it is known now';
comment on column books.dim_member_detail.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_member_detail.member_id is 'The member, by the id that Jiko gave it';
comment on column books.dim_member_detail.name is 'Name of the member';
comment on column books.dim_member_detail.email is 'E-mail address of the member';
comment on column books.dim_member_detail.role is 'Role in the word of Jiko';
comment on column books.dim_member_detail.is_active is 'Whether the member may sign in';
comment on column books.dim_member_detail.created_at is 'Since when there is this member';
comment on column books.dim_member_detail.last_login_at is 'When the member last signed in';
comment on column books.dim_member_detail.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_member_detail.report_file_id is 'The file that it came from';
comment on column books.dim_member_detail.locator is 'Where it stands in that file';
comment on column books.dim_member_detail.valid_from is 'Since when it was known to be so';
comment on view books.dim_member_detail_history is 'What is told of each member by itself: what was known, and from when to when';
comment on column books.dim_member_detail_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_member_detail_history.member_id is 'The member, by the id that Jiko gave it';
comment on column books.dim_member_detail_history.name is 'Name of the member';
comment on column books.dim_member_detail_history.email is 'E-mail address of the member';
comment on column books.dim_member_detail_history.role is 'Role in the word of Jiko';
comment on column books.dim_member_detail_history.is_active is 'Whether the member may sign in';
comment on column books.dim_member_detail_history.created_at is 'Since when there is this member';
comment on column books.dim_member_detail_history.last_login_at is 'When the member last signed in';
comment on column books.dim_member_detail_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_member_detail_history.report_file_id is 'The file that it came from';
comment on column books.dim_member_detail_history.locator is 'Where it stands in that file';
comment on column books.dim_member_detail_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_member_detail_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_member_detail, books.dim_member_detail_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.fct_audit_log as
select
  entity_id,
  content ->> 'entry_id' as entry_id,
  content ->> 'member_id' as member_id,
  content ->> 'actor' as actor,
  content ->> 'action' as action,
  content ->> 'target_type' as target_type,
  content ->> 'target_id' as target_id,
  content ->> 'ip_address' as ip_address,
  content ->> 'description' as description,
  (content ->> 'occurred_at')::timestamptz as occurred_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'audit_logs';
create view books.fct_audit_log_history as
select
  entity_id,
  content ->> 'entry_id' as entry_id,
  content ->> 'member_id' as member_id,
  content ->> 'actor' as actor,
  content ->> 'action' as action,
  content ->> 'target_type' as target_type,
  content ->> 'target_id' as target_id,
  content ->> 'ip_address' as ip_address,
  content ->> 'description' as description,
  (content ->> 'occurred_at')::timestamptz as occurred_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'audit_logs';
comment on view books.fct_audit_log is 'Who of the team did what, as it is known now';
comment on column books.fct_audit_log.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_audit_log.entry_id is 'The entry, by the id that Jiko gave it';
comment on column books.fct_audit_log.member_id is 'The member who did it';
comment on column books.fct_audit_log.actor is 'The member as the log names it, mostly by e-mail address';
comment on column books.fct_audit_log.action is 'What was done, in the word of Jiko';
comment on column books.fct_audit_log.target_type is 'Kind of thing that it was done to, in the word of Jiko';
comment on column books.fct_audit_log.target_id is 'The thing that it was done to, by id';
comment on column books.fct_audit_log.ip_address is 'Address that it was done from';
comment on column books.fct_audit_log.description is 'What was done, as a sentence';
comment on column books.fct_audit_log.occurred_at is 'When it was done';
comment on column books.fct_audit_log.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_audit_log.report_file_id is 'The file that it came from';
comment on column books.fct_audit_log.locator is 'Where it stands in that file';
comment on column books.fct_audit_log.valid_from is 'Since when it was known to be so';
comment on view books.fct_audit_log_history is 'Who of the team did what: what was known, and from when to when';
comment on column books.fct_audit_log_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_audit_log_history.entry_id is 'The entry, by the id that Jiko gave it';
comment on column books.fct_audit_log_history.member_id is 'The member who did it';
comment on column books.fct_audit_log_history.actor is 'The member as the log names it, mostly by e-mail address';
comment on column books.fct_audit_log_history.action is 'What was done, in the word of Jiko';
comment on column books.fct_audit_log_history.target_type is 'Kind of thing that it was done to, in the word of Jiko';
comment on column books.fct_audit_log_history.target_id is 'The thing that it was done to, by id';
comment on column books.fct_audit_log_history.ip_address is 'Address that it was done from';
comment on column books.fct_audit_log_history.description is 'What was done, as a sentence';
comment on column books.fct_audit_log_history.occurred_at is 'When it was done';
comment on column books.fct_audit_log_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_audit_log_history.report_file_id is 'The file that it came from';
comment on column books.fct_audit_log_history.locator is 'Where it stands in that file';
comment on column books.fct_audit_log_history.valid_from is 'Since when it was known to be so';
comment on column books.fct_audit_log_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.fct_audit_log, books.fct_audit_log_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.fct_audit_log_csv as
select
  entity_id,
  content ->> 'entry_id' as entry_id,
  content ->> 'member_id' as member_id,
  content ->> 'actor' as actor,
  content ->> 'action' as action,
  content ->> 'target_type' as target_type,
  content ->> 'target_id' as target_id,
  content ->> 'ip_address' as ip_address,
  content ->> 'description' as description,
  (content ->> 'occurred_at')::timestamptz as occurred_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'audit_logs_csv';
create view books.fct_audit_log_csv_history as
select
  entity_id,
  content ->> 'entry_id' as entry_id,
  content ->> 'member_id' as member_id,
  content ->> 'actor' as actor,
  content ->> 'action' as action,
  content ->> 'target_type' as target_type,
  content ->> 'target_id' as target_id,
  content ->> 'ip_address' as ip_address,
  content ->> 'description' as description,
  (content ->> 'occurred_at')::timestamptz as occurred_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'audit_logs_csv';
comment on view books.fct_audit_log_csv is 'The log of the team as its CSV tells it, to compare it with the list, as it is known now';
comment on column books.fct_audit_log_csv.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_audit_log_csv.entry_id is 'The entry, by the id that Jiko gave it';
comment on column books.fct_audit_log_csv.member_id is 'The member who did it';
comment on column books.fct_audit_log_csv.actor is 'The member as the log names it, mostly by e-mail address';
comment on column books.fct_audit_log_csv.action is 'What was done, in the word of Jiko';
comment on column books.fct_audit_log_csv.target_type is 'Kind of thing that it was done to, in the word of Jiko';
comment on column books.fct_audit_log_csv.target_id is 'The thing that it was done to, by id';
comment on column books.fct_audit_log_csv.ip_address is 'Address that it was done from';
comment on column books.fct_audit_log_csv.description is 'What was done, as a sentence';
comment on column books.fct_audit_log_csv.occurred_at is 'When it was done';
comment on column books.fct_audit_log_csv.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_audit_log_csv.report_file_id is 'The file that it came from';
comment on column books.fct_audit_log_csv.locator is 'Where it stands in that file';
comment on column books.fct_audit_log_csv.valid_from is 'Since when it was known to be so';
comment on view books.fct_audit_log_csv_history is 'The log of the team as its CSV tells it, to compare it with the list: what was known, and from when to when';
comment on column books.fct_audit_log_csv_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_audit_log_csv_history.entry_id is 'The entry, by the id that Jiko gave it';
comment on column books.fct_audit_log_csv_history.member_id is 'The member who did it';
comment on column books.fct_audit_log_csv_history.actor is 'The member as the log names it, mostly by e-mail address';
comment on column books.fct_audit_log_csv_history.action is 'What was done, in the word of Jiko';
comment on column books.fct_audit_log_csv_history.target_type is 'Kind of thing that it was done to, in the word of Jiko';
comment on column books.fct_audit_log_csv_history.target_id is 'The thing that it was done to, by id';
comment on column books.fct_audit_log_csv_history.ip_address is 'Address that it was done from';
comment on column books.fct_audit_log_csv_history.description is 'What was done, as a sentence';
comment on column books.fct_audit_log_csv_history.occurred_at is 'When it was done';
comment on column books.fct_audit_log_csv_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_audit_log_csv_history.report_file_id is 'The file that it came from';
comment on column books.fct_audit_log_csv_history.locator is 'Where it stands in that file';
comment on column books.fct_audit_log_csv_history.valid_from is 'Since when it was known to be so';
comment on column books.fct_audit_log_csv_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.fct_audit_log_csv, books.fct_audit_log_csv_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.fct_member_audit_log as
select
  entity_id,
  content ->> 'entry_id' as entry_id,
  content ->> 'member_id' as member_id,
  content ->> 'actor' as actor,
  content ->> 'action' as action,
  content ->> 'target_type' as target_type,
  content ->> 'target_id' as target_id,
  content ->> 'ip_address' as ip_address,
  content ->> 'description' as description,
  (content ->> 'occurred_at')::timestamptz as occurred_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'member_audit_logs';
create view books.fct_member_audit_log_history as
select
  entity_id,
  content ->> 'entry_id' as entry_id,
  content ->> 'member_id' as member_id,
  content ->> 'actor' as actor,
  content ->> 'action' as action,
  content ->> 'target_type' as target_type,
  content ->> 'target_id' as target_id,
  content ->> 'ip_address' as ip_address,
  content ->> 'description' as description,
  (content ->> 'occurred_at')::timestamptz as occurred_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'member_audit_logs';
comment on view books.fct_member_audit_log is 'What each member did as the log of that member tells it, to compare it with the log of all, as it is known now';
comment on column books.fct_member_audit_log.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_member_audit_log.entry_id is 'The entry, by the id that Jiko gave it';
comment on column books.fct_member_audit_log.member_id is 'The member who did it';
comment on column books.fct_member_audit_log.actor is 'The member as the log names it, mostly by e-mail address';
comment on column books.fct_member_audit_log.action is 'What was done, in the word of Jiko';
comment on column books.fct_member_audit_log.target_type is 'Kind of thing that it was done to, in the word of Jiko';
comment on column books.fct_member_audit_log.target_id is 'The thing that it was done to, by id';
comment on column books.fct_member_audit_log.ip_address is 'Address that it was done from';
comment on column books.fct_member_audit_log.description is 'What was done, as a sentence';
comment on column books.fct_member_audit_log.occurred_at is 'When it was done';
comment on column books.fct_member_audit_log.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_member_audit_log.report_file_id is 'The file that it came from';
comment on column books.fct_member_audit_log.locator is 'Where it stands in that file';
comment on column books.fct_member_audit_log.valid_from is 'Since when it was known to be so';
comment on view books.fct_member_audit_log_history is 'What each member did as the log of that member tells it, to compare it with the log of all: what was known, and from when to when';
comment on column books.fct_member_audit_log_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_member_audit_log_history.entry_id is 'The entry, by the id that Jiko gave it';
comment on column books.fct_member_audit_log_history.member_id is 'The member who did it';
comment on column books.fct_member_audit_log_history.actor is 'The member as the log names it, mostly by e-mail address';
comment on column books.fct_member_audit_log_history.action is 'What was done, in the word of Jiko';
comment on column books.fct_member_audit_log_history.target_type is 'Kind of thing that it was done to, in the word of Jiko';
comment on column books.fct_member_audit_log_history.target_id is 'The thing that it was done to, by id';
comment on column books.fct_member_audit_log_history.ip_address is 'Address that it was done from';
comment on column books.fct_member_audit_log_history.description is 'What was done, as a sentence';
comment on column books.fct_member_audit_log_history.occurred_at is 'When it was done';
comment on column books.fct_member_audit_log_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_member_audit_log_history.report_file_id is 'The file that it came from';
comment on column books.fct_member_audit_log_history.locator is 'Where it stands in that file';
comment on column books.fct_member_audit_log_history.valid_from is 'Since when it was known to be so';
comment on column books.fct_member_audit_log_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.fct_member_audit_log, books.fct_member_audit_log_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_user as
select
  entity_id,
  content ->> 'user_id' as user_id,
  content ->> 'name' as name,
  content ->> 'email' as email,
  content ->> 'role' as role,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'user';
create view books.dim_user_history as
select
  entity_id,
  content ->> 'user_id' as user_id,
  content ->> 'name' as name,
  content ->> 'email' as email,
  content ->> 'role' as role,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'user';
comment on view books.dim_user is 'Whose credentials Pocketbook reads with, as it is known now';
comment on column books.dim_user.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_user.user_id is 'The user, by the id that Jiko gave it';
comment on column books.dim_user.name is 'Name of the user';
comment on column books.dim_user.email is 'E-mail address of the user';
comment on column books.dim_user.role is 'Role in the word of Jiko';
comment on column books.dim_user.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_user.report_file_id is 'The file that it came from';
comment on column books.dim_user.locator is 'Where it stands in that file';
comment on column books.dim_user.valid_from is 'Since when it was known to be so';
comment on view books.dim_user_history is 'Whose credentials Pocketbook reads with: what was known, and from when to when';
comment on column books.dim_user_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_user_history.user_id is 'The user, by the id that Jiko gave it';
comment on column books.dim_user_history.name is 'Name of the user';
comment on column books.dim_user_history.email is 'E-mail address of the user';
comment on column books.dim_user_history.role is 'Role in the word of Jiko';
comment on column books.dim_user_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_user_history.report_file_id is 'The file that it came from';
comment on column books.dim_user_history.locator is 'Where it stands in that file';
comment on column books.dim_user_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_user_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_user, books.dim_user_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_membership as
select
  entity_id,
  content ->> 'membership_id' as membership_id,
  content ->> 'customer_id' as customer_id,
  content ->> 'customer_name' as customer_name,
  content ->> 'role' as role,
  content ->> 'status' as status,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'memberships';
create view books.dim_membership_history as
select
  entity_id,
  content ->> 'membership_id' as membership_id,
  content ->> 'customer_id' as customer_id,
  content ->> 'customer_name' as customer_name,
  content ->> 'role' as role,
  content ->> 'status' as status,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'memberships';
comment on view books.dim_membership is 'For which customers of Jiko these credentials are good, as it is known now';
comment on column books.dim_membership.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_membership.membership_id is 'The membership, by the id that Jiko gave it';
comment on column books.dim_membership.customer_id is 'The customer, by the id that Jiko gave it';
comment on column books.dim_membership.customer_name is 'Name of the customer';
comment on column books.dim_membership.role is 'Role there, in the word of Jiko';
comment on column books.dim_membership.status is 'State in the word of Jiko';
comment on column books.dim_membership.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_membership.report_file_id is 'The file that it came from';
comment on column books.dim_membership.locator is 'Where it stands in that file';
comment on column books.dim_membership.valid_from is 'Since when it was known to be so';
comment on view books.dim_membership_history is 'For which customers of Jiko these credentials are good: what was known, and from when to when';
comment on column books.dim_membership_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_membership_history.membership_id is 'The membership, by the id that Jiko gave it';
comment on column books.dim_membership_history.customer_id is 'The customer, by the id that Jiko gave it';
comment on column books.dim_membership_history.customer_name is 'Name of the customer';
comment on column books.dim_membership_history.role is 'Role there, in the word of Jiko';
comment on column books.dim_membership_history.status is 'State in the word of Jiko';
comment on column books.dim_membership_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_membership_history.report_file_id is 'The file that it came from';
comment on column books.dim_membership_history.locator is 'Where it stands in that file';
comment on column books.dim_membership_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_membership_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_membership, books.dim_membership_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_business_application as
select
  entity_id,
  content ->> 'application_id' as application_id,
  content ->> 'business_name' as business_name,
  content ->> 'status' as status,
  (content ->> 'created_at')::timestamptz as created_at,
  (content ->> 'submitted_at')::timestamptz as submitted_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'business_applications';
create view books.dim_business_application_history as
select
  entity_id,
  content ->> 'application_id' as application_id,
  content ->> 'business_name' as business_name,
  content ->> 'status' as status,
  (content ->> 'created_at')::timestamptz as created_at,
  (content ->> 'submitted_at')::timestamptz as submitted_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'business_applications';
comment on view books.dim_business_application is 'Applications of businesses to open accounts, as it is known now';
comment on column books.dim_business_application.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_business_application.application_id is 'The application, by the id that Jiko gave it';
comment on column books.dim_business_application.business_name is 'Name of the business';
comment on column books.dim_business_application.status is 'State in the word of Jiko, such as APPROVED';
comment on column books.dim_business_application.created_at is 'When it was begun';
comment on column books.dim_business_application.submitted_at is 'When it was handed in; null while it is not';
comment on column books.dim_business_application.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_business_application.report_file_id is 'The file that it came from';
comment on column books.dim_business_application.locator is 'Where it stands in that file';
comment on column books.dim_business_application.valid_from is 'Since when it was known to be so';
comment on view books.dim_business_application_history is 'Applications of businesses to open accounts: what was known, and from when to when';
comment on column books.dim_business_application_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_business_application_history.application_id is 'The application, by the id that Jiko gave it';
comment on column books.dim_business_application_history.business_name is 'Name of the business';
comment on column books.dim_business_application_history.status is 'State in the word of Jiko, such as APPROVED';
comment on column books.dim_business_application_history.created_at is 'When it was begun';
comment on column books.dim_business_application_history.submitted_at is 'When it was handed in; null while it is not';
comment on column books.dim_business_application_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_business_application_history.report_file_id is 'The file that it came from';
comment on column books.dim_business_application_history.locator is 'Where it stands in that file';
comment on column books.dim_business_application_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_business_application_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_business_application, books.dim_business_application_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.dim_application_document as
select
  entity_id,
  parent_id as application_id,
  content ->> 'document_id' as document_id,
  content ->> 'type' as type,
  content ->> 'status' as status,
  content ->> 'file_name' as file_name,
  (content ->> 'uploaded_at')::timestamptz as uploaded_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'application_documents';
create view books.dim_application_document_history as
select
  entity_id,
  parent_id as application_id,
  content ->> 'document_id' as document_id,
  content ->> 'type' as type,
  content ->> 'status' as status,
  content ->> 'file_name' as file_name,
  (content ->> 'uploaded_at')::timestamptz as uploaded_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'application_documents';
comment on view books.dim_application_document is 'What was handed in with an application, as it is known now';
comment on column books.dim_application_document.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_application_document.application_id is 'The application, by the id that Jiko gave it';
comment on column books.dim_application_document.document_id is 'The document, by the id that Jiko gave it';
comment on column books.dim_application_document.type is 'Kind of document in the word of Jiko';
comment on column books.dim_application_document.status is 'State in the word of Jiko';
comment on column books.dim_application_document.file_name is 'Name of the file';
comment on column books.dim_application_document.uploaded_at is 'When it was handed in';
comment on column books.dim_application_document.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_application_document.report_file_id is 'The file that it came from';
comment on column books.dim_application_document.locator is 'Where it stands in that file';
comment on column books.dim_application_document.valid_from is 'Since when it was known to be so';
comment on view books.dim_application_document_history is 'What was handed in with an application: what was known, and from when to when';
comment on column books.dim_application_document_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_application_document_history.application_id is 'The application, by the id that Jiko gave it';
comment on column books.dim_application_document_history.document_id is 'The document, by the id that Jiko gave it';
comment on column books.dim_application_document_history.type is 'Kind of document in the word of Jiko';
comment on column books.dim_application_document_history.status is 'State in the word of Jiko';
comment on column books.dim_application_document_history.file_name is 'Name of the file';
comment on column books.dim_application_document_history.uploaded_at is 'When it was handed in';
comment on column books.dim_application_document_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_application_document_history.report_file_id is 'The file that it came from';
comment on column books.dim_application_document_history.locator is 'Where it stands in that file';
comment on column books.dim_application_document_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_application_document_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_application_document, books.dim_application_document_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view personal.dim_customer as
select
  entity_id,
  content ->> 'customer_id' as customer_id,
  content ->> 'type' as type,
  content ->> 'name' as name,
  content ->> 'first_name' as first_name,
  content ->> 'last_name' as last_name,
  (content ->> 'date_of_birth')::date as date_of_birth,
  content ->> 'email' as email,
  content ->> 'phone_number' as phone_number,
  content ->> 'account_status' as account_status,
  content ->> 'identification_number' as identification_number,
  content ->> 'identification_type' as identification_type,
  content -> 'address' as address,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from personal.current_resource
where resource = 'customer';
create view personal.dim_customer_history as
select
  entity_id,
  content ->> 'customer_id' as customer_id,
  content ->> 'type' as type,
  content ->> 'name' as name,
  content ->> 'first_name' as first_name,
  content ->> 'last_name' as last_name,
  (content ->> 'date_of_birth')::date as date_of_birth,
  content ->> 'email' as email,
  content ->> 'phone_number' as phone_number,
  content ->> 'account_status' as account_status,
  content ->> 'identification_number' as identification_number,
  content ->> 'identification_type' as identification_type,
  content -> 'address' as address,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from personal.resource_history
where resource = 'customer';
comment on view personal.dim_customer is 'The customer of Jiko, a person or a business, as it is known now';
comment on column personal.dim_customer.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column personal.dim_customer.customer_id is 'The customer, by the id that Jiko gave it';
comment on column personal.dim_customer.type is 'INDIVIDUAL or BUSINESS';
comment on column personal.dim_customer.name is 'Name of the business';
comment on column personal.dim_customer.first_name is 'First name of the person';
comment on column personal.dim_customer.last_name is 'Last name of the person';
comment on column personal.dim_customer.date_of_birth is 'Date of birth of the person';
comment on column personal.dim_customer.email is 'E-mail address';
comment on column personal.dim_customer.phone_number is 'Telephone number';
comment on column personal.dim_customer.account_status is 'State in the word of Jiko';
comment on column personal.dim_customer.identification_number is 'Number by which the state knows it';
comment on column personal.dim_customer.identification_type is 'What that number is, such as EIN';
comment on column personal.dim_customer.address is 'Address, as it came';
comment on column personal.dim_customer.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column personal.dim_customer.report_file_id is 'The file that it came from';
comment on column personal.dim_customer.locator is 'Where it stands in that file';
comment on column personal.dim_customer.valid_from is 'Since when it was known to be so';
comment on view personal.dim_customer_history is 'The customer of Jiko, a person or a business: what was known, and from when to when';
comment on column personal.dim_customer_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column personal.dim_customer_history.customer_id is 'The customer, by the id that Jiko gave it';
comment on column personal.dim_customer_history.type is 'INDIVIDUAL or BUSINESS';
comment on column personal.dim_customer_history.name is 'Name of the business';
comment on column personal.dim_customer_history.first_name is 'First name of the person';
comment on column personal.dim_customer_history.last_name is 'Last name of the person';
comment on column personal.dim_customer_history.date_of_birth is 'Date of birth of the person';
comment on column personal.dim_customer_history.email is 'E-mail address';
comment on column personal.dim_customer_history.phone_number is 'Telephone number';
comment on column personal.dim_customer_history.account_status is 'State in the word of Jiko';
comment on column personal.dim_customer_history.identification_number is 'Number by which the state knows it';
comment on column personal.dim_customer_history.identification_type is 'What that number is, such as EIN';
comment on column personal.dim_customer_history.address is 'Address, as it came';
comment on column personal.dim_customer_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column personal.dim_customer_history.report_file_id is 'The file that it came from';
comment on column personal.dim_customer_history.locator is 'Where it stands in that file';
comment on column personal.dim_customer_history.valid_from is 'Since when it was known to be so';
comment on column personal.dim_customer_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on personal.dim_customer, personal.dim_customer_history to pocketbook_personal, pocketbook_writer;

create view personal.dim_beneficial_owner as
select
  entity_id,
  content ->> 'owner_id' as owner_id,
  content ->> 'first_name' as first_name,
  content ->> 'last_name' as last_name,
  content ->> 'email' as email,
  content ->> 'phone_number' as phone_number,
  (content ->> 'date_of_birth')::date as date_of_birth,
  content ->> 'title' as title,
  (content ->> 'ownership_percent')::numeric as ownership_percent,
  content -> 'address' as address,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from personal.current_resource
where resource = 'beneficial_owners';
create view personal.dim_beneficial_owner_history as
select
  entity_id,
  content ->> 'owner_id' as owner_id,
  content ->> 'first_name' as first_name,
  content ->> 'last_name' as last_name,
  content ->> 'email' as email,
  content ->> 'phone_number' as phone_number,
  (content ->> 'date_of_birth')::date as date_of_birth,
  content ->> 'title' as title,
  (content ->> 'ownership_percent')::numeric as ownership_percent,
  content -> 'address' as address,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from personal.resource_history
where resource = 'beneficial_owners';
comment on view personal.dim_beneficial_owner is 'Who owns the business, as it is known now';
comment on column personal.dim_beneficial_owner.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column personal.dim_beneficial_owner.owner_id is 'The person, by the id that Jiko gave it';
comment on column personal.dim_beneficial_owner.first_name is 'First name';
comment on column personal.dim_beneficial_owner.last_name is 'Last name';
comment on column personal.dim_beneficial_owner.email is 'E-mail address';
comment on column personal.dim_beneficial_owner.phone_number is 'Telephone number';
comment on column personal.dim_beneficial_owner.date_of_birth is 'Date of birth';
comment on column personal.dim_beneficial_owner.title is 'What the person is in the business';
comment on column personal.dim_beneficial_owner.ownership_percent is 'Share of the business, in percent';
comment on column personal.dim_beneficial_owner.address is 'Address, as it came';
comment on column personal.dim_beneficial_owner.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column personal.dim_beneficial_owner.report_file_id is 'The file that it came from';
comment on column personal.dim_beneficial_owner.locator is 'Where it stands in that file';
comment on column personal.dim_beneficial_owner.valid_from is 'Since when it was known to be so';
comment on view personal.dim_beneficial_owner_history is 'Who owns the business: what was known, and from when to when';
comment on column personal.dim_beneficial_owner_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column personal.dim_beneficial_owner_history.owner_id is 'The person, by the id that Jiko gave it';
comment on column personal.dim_beneficial_owner_history.first_name is 'First name';
comment on column personal.dim_beneficial_owner_history.last_name is 'Last name';
comment on column personal.dim_beneficial_owner_history.email is 'E-mail address';
comment on column personal.dim_beneficial_owner_history.phone_number is 'Telephone number';
comment on column personal.dim_beneficial_owner_history.date_of_birth is 'Date of birth';
comment on column personal.dim_beneficial_owner_history.title is 'What the person is in the business';
comment on column personal.dim_beneficial_owner_history.ownership_percent is 'Share of the business, in percent';
comment on column personal.dim_beneficial_owner_history.address is 'Address, as it came';
comment on column personal.dim_beneficial_owner_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column personal.dim_beneficial_owner_history.report_file_id is 'The file that it came from';
comment on column personal.dim_beneficial_owner_history.locator is 'Where it stands in that file';
comment on column personal.dim_beneficial_owner_history.valid_from is 'Since when it was known to be so';
comment on column personal.dim_beneficial_owner_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on personal.dim_beneficial_owner, personal.dim_beneficial_owner_history to pocketbook_personal, pocketbook_writer;

create view personal.dim_related_party as
select
  entity_id,
  parent_id as application_id,
  content ->> 'party_id' as party_id,
  content ->> 'first_name' as first_name,
  content ->> 'last_name' as last_name,
  content ->> 'email' as email,
  (content ->> 'date_of_birth')::date as date_of_birth,
  content -> 'roles' as roles,
  (content ->> 'ownership_percent')::numeric as ownership_percent,
  content ->> 'status' as status,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from personal.current_resource
where resource = 'related_parties';
create view personal.dim_related_party_history as
select
  entity_id,
  parent_id as application_id,
  content ->> 'party_id' as party_id,
  content ->> 'first_name' as first_name,
  content ->> 'last_name' as last_name,
  content ->> 'email' as email,
  (content ->> 'date_of_birth')::date as date_of_birth,
  content -> 'roles' as roles,
  (content ->> 'ownership_percent')::numeric as ownership_percent,
  content ->> 'status' as status,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from personal.resource_history
where resource = 'related_parties';
comment on view personal.dim_related_party is 'Who is named in an application, as it is known now';
comment on column personal.dim_related_party.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column personal.dim_related_party.application_id is 'The application, by the id that Jiko gave it';
comment on column personal.dim_related_party.party_id is 'The person, by the id that Jiko gave it';
comment on column personal.dim_related_party.first_name is 'First name';
comment on column personal.dim_related_party.last_name is 'Last name';
comment on column personal.dim_related_party.email is 'E-mail address';
comment on column personal.dim_related_party.date_of_birth is 'Date of birth';
comment on column personal.dim_related_party.roles is 'What the person is in the business, in the words of Jiko';
comment on column personal.dim_related_party.ownership_percent is 'Share of the business, in percent';
comment on column personal.dim_related_party.status is 'State in the word of Jiko';
comment on column personal.dim_related_party.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column personal.dim_related_party.report_file_id is 'The file that it came from';
comment on column personal.dim_related_party.locator is 'Where it stands in that file';
comment on column personal.dim_related_party.valid_from is 'Since when it was known to be so';
comment on view personal.dim_related_party_history is 'Who is named in an application: what was known, and from when to when';
comment on column personal.dim_related_party_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column personal.dim_related_party_history.application_id is 'The application, by the id that Jiko gave it';
comment on column personal.dim_related_party_history.party_id is 'The person, by the id that Jiko gave it';
comment on column personal.dim_related_party_history.first_name is 'First name';
comment on column personal.dim_related_party_history.last_name is 'Last name';
comment on column personal.dim_related_party_history.email is 'E-mail address';
comment on column personal.dim_related_party_history.date_of_birth is 'Date of birth';
comment on column personal.dim_related_party_history.roles is 'What the person is in the business, in the words of Jiko';
comment on column personal.dim_related_party_history.ownership_percent is 'Share of the business, in percent';
comment on column personal.dim_related_party_history.status is 'State in the word of Jiko';
comment on column personal.dim_related_party_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column personal.dim_related_party_history.report_file_id is 'The file that it came from';
comment on column personal.dim_related_party_history.locator is 'Where it stands in that file';
comment on column personal.dim_related_party_history.valid_from is 'Since when it was known to be so';
comment on column personal.dim_related_party_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on personal.dim_related_party, personal.dim_related_party_history to pocketbook_personal, pocketbook_writer;

create view personal.dim_application_invite as
select
  entity_id,
  parent_id as application_id,
  content ->> 'invite_id' as invite_id,
  content ->> 'email' as email,
  content ->> 'name' as name,
  content ->> 'status' as status,
  (content ->> 'sent_at')::timestamptz as sent_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from personal.current_resource
where resource = 'application_invites';
create view personal.dim_application_invite_history as
select
  entity_id,
  parent_id as application_id,
  content ->> 'invite_id' as invite_id,
  content ->> 'email' as email,
  content ->> 'name' as name,
  content ->> 'status' as status,
  (content ->> 'sent_at')::timestamptz as sent_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from personal.resource_history
where resource = 'application_invites';
comment on view personal.dim_application_invite is 'Who was asked to complete an application, as it is known now';
comment on column personal.dim_application_invite.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column personal.dim_application_invite.application_id is 'The application, by the id that Jiko gave it';
comment on column personal.dim_application_invite.invite_id is 'The invite, by the id that Jiko gave it';
comment on column personal.dim_application_invite.email is 'E-mail address that it went to';
comment on column personal.dim_application_invite.name is 'Name of the person';
comment on column personal.dim_application_invite.status is 'State in the word of Jiko';
comment on column personal.dim_application_invite.sent_at is 'When it was sent';
comment on column personal.dim_application_invite.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column personal.dim_application_invite.report_file_id is 'The file that it came from';
comment on column personal.dim_application_invite.locator is 'Where it stands in that file';
comment on column personal.dim_application_invite.valid_from is 'Since when it was known to be so';
comment on view personal.dim_application_invite_history is 'Who was asked to complete an application: what was known, and from when to when';
comment on column personal.dim_application_invite_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column personal.dim_application_invite_history.application_id is 'The application, by the id that Jiko gave it';
comment on column personal.dim_application_invite_history.invite_id is 'The invite, by the id that Jiko gave it';
comment on column personal.dim_application_invite_history.email is 'E-mail address that it went to';
comment on column personal.dim_application_invite_history.name is 'Name of the person';
comment on column personal.dim_application_invite_history.status is 'State in the word of Jiko';
comment on column personal.dim_application_invite_history.sent_at is 'When it was sent';
comment on column personal.dim_application_invite_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column personal.dim_application_invite_history.report_file_id is 'The file that it came from';
comment on column personal.dim_application_invite_history.locator is 'Where it stands in that file';
comment on column personal.dim_application_invite_history.valid_from is 'Since when it was known to be so';
comment on column personal.dim_application_invite_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on personal.dim_application_invite, personal.dim_application_invite_history to pocketbook_personal, pocketbook_writer;

create view books.dim_subscription as
select
  entity_id,
  content ->> 'subscription_id' as subscription_id,
  content ->> 'description' as description,
  content -> 'event_types' as event_types,
  content ->> 'url' as url,
  content ->> 'status' as status,
  content -> 'retry_policy' as retry_policy,
  (content ->> 'created_at')::timestamptz as created_at,
  (content ->> 'updated_at')::timestamptz as updated_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'subscriptions';
create view books.dim_subscription_history as
select
  entity_id,
  content ->> 'subscription_id' as subscription_id,
  content ->> 'description' as description,
  content -> 'event_types' as event_types,
  content ->> 'url' as url,
  content ->> 'status' as status,
  content -> 'retry_policy' as retry_policy,
  (content ->> 'created_at')::timestamptz as created_at,
  (content ->> 'updated_at')::timestamptz as updated_at,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'subscriptions';
comment on view books.dim_subscription is 'Who is told of events, as it is known now';
comment on column books.dim_subscription.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_subscription.subscription_id is 'The subscription, by the id that Jiko gave it';
comment on column books.dim_subscription.description is 'What it is for, by whoever made it';
comment on column books.dim_subscription.event_types is 'The types of events that it is told of';
comment on column books.dim_subscription.url is 'Where they are delivered';
comment on column books.dim_subscription.status is 'State in the word of Jiko, such as enabled';
comment on column books.dim_subscription.retry_policy is 'How a delivery is repeated; null: as Jiko likes';
comment on column books.dim_subscription.created_at is 'When it was made';
comment on column books.dim_subscription.updated_at is 'When it was last changed';
comment on column books.dim_subscription.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_subscription.report_file_id is 'The file that it came from';
comment on column books.dim_subscription.locator is 'Where it stands in that file';
comment on column books.dim_subscription.valid_from is 'Since when it was known to be so';
comment on view books.dim_subscription_history is 'Who is told of events: what was known, and from when to when';
comment on column books.dim_subscription_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.dim_subscription_history.subscription_id is 'The subscription, by the id that Jiko gave it';
comment on column books.dim_subscription_history.description is 'What it is for, by whoever made it';
comment on column books.dim_subscription_history.event_types is 'The types of events that it is told of';
comment on column books.dim_subscription_history.url is 'Where they are delivered';
comment on column books.dim_subscription_history.status is 'State in the word of Jiko, such as enabled';
comment on column books.dim_subscription_history.retry_policy is 'How a delivery is repeated; null: as Jiko likes';
comment on column books.dim_subscription_history.created_at is 'When it was made';
comment on column books.dim_subscription_history.updated_at is 'When it was last changed';
comment on column books.dim_subscription_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.dim_subscription_history.report_file_id is 'The file that it came from';
comment on column books.dim_subscription_history.locator is 'Where it stands in that file';
comment on column books.dim_subscription_history.valid_from is 'Since when it was known to be so';
comment on column books.dim_subscription_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.dim_subscription, books.dim_subscription_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

create view books.fct_event as
select
  entity_id,
  content ->> 'event_id' as event_id,
  content ->> 'event_type' as event_type,
  (content ->> 'occurred_at')::timestamptz as occurred_at,
  content -> 'payload' as payload,
  content ->> 'customer_id' as customer_id,
  content -> 'delivery_attempts' as delivery_attempts,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from
from ledger.current_resource
where resource = 'events';
create view books.fct_event_history as
select
  entity_id,
  content ->> 'event_id' as event_id,
  content ->> 'event_type' as event_type,
  (content ->> 'occurred_at')::timestamptz as occurred_at,
  content -> 'payload' as payload,
  content ->> 'customer_id' as customer_id,
  content -> 'delivery_attempts' as delivery_attempts,
  extra as other_fields,
  report_file_id,
  locator,
  valid_from,
  valid_to
from ledger.resource_history
where resource = 'events';
comment on view books.fct_event is 'What happened, and the attempts to deliver it, as it is known now';
comment on column books.fct_event.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_event.event_id is 'The event, by the id that Jiko gave it';
comment on column books.fct_event.event_type is 'What happened, in the word of Jiko';
comment on column books.fct_event.occurred_at is 'When it happened';
comment on column books.fct_event.payload is 'What it is about, as it came';
comment on column books.fct_event.customer_id is 'The customer, by the id that Jiko gave it';
comment on column books.fct_event.delivery_attempts is 'The attempts to deliver it';
comment on column books.fct_event.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_event.report_file_id is 'The file that it came from';
comment on column books.fct_event.locator is 'Where it stands in that file';
comment on column books.fct_event.valid_from is 'Since when it was known to be so';
comment on view books.fct_event_history is 'What happened, and the attempts to deliver it: what was known, and from when to when';
comment on column books.fct_event_history.entity_id is 'The Jiko customer (a legal entity) whose books these are; main is the default one';
comment on column books.fct_event_history.event_id is 'The event, by the id that Jiko gave it';
comment on column books.fct_event_history.event_type is 'What happened, in the word of Jiko';
comment on column books.fct_event_history.occurred_at is 'When it happened';
comment on column books.fct_event_history.payload is 'What it is about, as it came';
comment on column books.fct_event_history.customer_id is 'The customer, by the id that Jiko gave it';
comment on column books.fct_event_history.delivery_attempts is 'The attempts to deliver it';
comment on column books.fct_event_history.other_fields is 'What the API told and the profile does not know, as it came; null if there is none';
comment on column books.fct_event_history.report_file_id is 'The file that it came from';
comment on column books.fct_event_history.locator is 'Where it stands in that file';
comment on column books.fct_event_history.valid_from is 'Since when it was known to be so';
comment on column books.fct_event_history.valid_to is 'Until when it was known to be so; null: it still is';
grant select on books.fct_event, books.fct_event_history to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

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
