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
