-- What everything means, in the words of whoever keeps the books: psql and BI tools show it beside the names, and
-- docs/data-dictionary.md is made of it (`npm run docs`). A later migration comments on what it adds.

comment on schema books is
  'What people query: the ledger as views, current as of pocketbook.known_at. The only schema that readers may see';
comment on schema ledger is
  'Rows as the reports told them, in versions that are only ever added to: no row is changed or deleted';
comment on schema ops is
  'What the pipeline was asked for and what it did: runs, report requests, files, and what became of each file';
comment on schema recon is
  'Reconciliation: what the rules found, the breaks made of it, and everything that happened to each break';

comment on domain ledger.amount is
  'Money in dollars and cents. Exact decimal: two places, never rounded on the way in, never NaN';
comment on domain ledger.price is
  'Price in dollars per 100 of face. Exact decimal: up to eight places, never rounded on the way in, never NaN';

comment on function ledger.known_at() is
  'The moment whose knowledge the views show: the setting pocketbook.known_at, or the latest when it is not set';
comment on function ledger.age_as_of() is
  'The day as of whose end breaks have their age: the setting pocketbook.age_as_of, or null when it is not set, for the last that was reconciled';
comment on function ledger.refuse_change() is
  'Trigger of every append-only table: refuses update, delete and truncate';
comment on function recon.holding_day(int, date) is
  'A holding and a day in one number';
comment on function recon.disposed_days(text, date, date) is
  'The holdings of an entity that were sold from or paid back, with the days on which they were, each as recon.holding_day';
comment on function recon.has_shared_reference(bigint) is
  'Whether a reference stands for several trades of a version of a unit';
comment on function recon.current_reading(text, text) is
  'The answer that arithmetic last gave, for an entity, to the question named (see recon.reading); null if none yet';

-- One word means one thing wherever it stands. What a relation says otherwise is said below, after this.
select ledger.comment_column(null, word.column_name, word.meaning)
from (values
  ('entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
  ('pocket_key', 'The pocket, by the number it has in this warehouse'),
  ('pocket_id', 'The pocket, by the id that Jiko gave it'),
  ('pocket_name', 'What the customer calls the pocket'),
  ('security_key', 'The security, by the number it has in this warehouse'),
  ('cusip', 'CUSIP of the Treasury bill: nine characters, the last one a check digit'),
  ('holding_key', 'The holding (a pocket and a security), by the number it has in this warehouse'),
  ('context_key', 'The security''s terms and the custodian as the trade file gave them'),
  ('unit_id', 'The unit: one report type, pocket and business date'),
  ('version_id', 'The version of the unit that the row belongs to'),
  ('report_file_id', 'The file that it came from'),
  ('request_id', 'The report request'),
  ('locator', 'Where it stands in its file, such as line 17 or Stmt[1]/Ntry[4]'),
  ('ordinal', 'Number of the row within its version, from 1, in the order of the file'),
  ('business_date', 'The day that it speaks of, on the US government securities calendar; never the day of the run'),
  ('report_type', 'The report: BANK_STATEMENT_REPORT, BROKERAGE_STATEMENT_REPORT, TRADE_REPORT, '
    'POSITION_SUMMARY_REPORT, SECURITY_PRICE_REPORT, TRADE_LIST (the trade listing), TRANSACTION_LIST (the transaction listing), or '
    'either of these followed by _CSV'),
  ('currency', 'ISO 4217 code of the currency of the amounts'),
  ('account', 'The account of the pocket: BANK or BROKERAGE'),
  ('issuer', 'Who issued the security'),
  ('issue_date', 'Day on which the security was issued'),
  ('maturity_date', 'Day on which the security pays its face and ends; null if no trade file has told it'),
  ('transaction_code', 'The transaction code of the trade file, as it came'),
  ('custodian', 'Who holds the security in custody, as the trade file told it'),
  ('custodian_account', 'The account at the custodian, as the trade file told it'),
  ('quantity', 'Units of 100 of face'),
  ('face_amount', 'Face value in dollars: what is paid at maturity, 100 for each unit'),
  ('market_price', 'Market price at the end of the day, in dollars per 100 of face'),
  ('market_value', 'Market value in dollars: quantity times market price, to the cent'),
  ('cost_value', 'Historical cost in dollars: what was paid for what is held'),
  ('side', 'BUY, SELL or MATURITY; it gives the direction, as quantity and amount carry no sign'),
  ('trade_date', 'Day on which the trade was agreed'),
  ('settlement_date', 'Day on which securities and cash change hands; null if the report does not say'),
  ('book_date', 'Day on which the trade was booked; null if the report does not say'),
  ('trade_id', 'Jiko''s id of the trade; where it gives none the reference, and else trade date and row number'),
  ('opening_balance', 'Booked balance at the start of the day, in dollars; a credit balance is positive; '
    'null if the statement has none'),
  ('closing_balance', 'Booked balance at the end of the day, in dollars; a credit balance is positive; '
    'null if the statement has none'),
  ('statement_id', 'The bank''s id of the statement'),
  ('entries', 'Number of booked entries on the statement'),
  ('booked_on', 'Day on which the bank booked the entry; null if the statement does not say'),
  ('value_on', 'Value date: the day from which the money counts; null if the statement does not say'),
  ('category', 'Kind of entry. Bank: deposit, withdrawal, payment_in, payment_out, fee, sweep_in, sweep_out; '
    'brokerage: addition, subtraction, gain, loss, fee; both: unclassified'),
  ('description', 'The bank''s own words for the entry'),
  ('end_to_end_id', 'End-to-end id that the payer gave the payment; null if there is none'),
  ('provider', 'Who gave the price'),
  ('cusip_check_ok', 'Whether the CUSIP''s check digit is right'),
  ('is_business_day', 'Whether the market for US government securities is open on this day'),
  ('is_early_close', 'Whether the market closes early on this business day'),
  ('holiday', 'Name of the holiday that closes the market; null on other days'),
  ('previous_business_date', 'The business day before this day; null where the calendar begins'),
  ('next_business_date', 'The business day after this day; null where the calendar ends'),
  ('version', 'Number of the version within its unit: 1 is the first, each restatement adds one'),
  ('provisional', 'Whether the report was received before the business day had ended, so that it may still change'),
  ('accepted_at', 'When the version was taken into the books'),
  ('row_count', 'Number of rows that the version says; 0 is the fact that there was nothing'),
  ('sha256', 'SHA-256 of the bytes of the file, under which they are kept'),
  ('bytes', 'Size of the file in bytes'),
  ('length_proven', 'Whether the sender stated a length, or an end, that the bytes received agree with'),
  ('received_at', 'When the last byte had arrived'),
  ('origin', 'How the file came: api (asked of Jiko) or import (given by a person)'),
  ('file_name', 'Name of the file that a person imported; null for what was asked of Jiko'),
  ('from_date', 'First business date that it covers'),
  ('to_date', 'Last business date that it covers'),
  ('rule', 'The rule that found it; the rule''s own file says what it proves'),
  ('severity', 'error: figures contradict each other or are missing; warning: unusual, and to be looked at'),
  ('item', 'What it is about within pocket, account and security: a trade id, a reference or a report type; '
    'empty where that is the whole'),
  ('expected', 'What the figure must be by the other figures, in the unit of its rule (dollars, units or a count); '
    'null where there is nothing to hold it against'),
  ('actual', 'What was reported, in the same unit and with the same sign; null where nothing was'),
  ('difference', 'actual - expected, sign kept: positive is more than there should be'),
  ('figures', 'What expected, actual and difference are: dollars, bills (units of 100 of face), prices (per 100 of face), days (of the '
    'calendar), business days, counts or other'),
  ('detail', 'What the rule found, in words'),
  ('cause', 'The likely cause, from a closed list: price per 1 instead of per 100, face and cash swapped, dated k days off, sign, '
    'one line missing, one line doubled, per-lot rounding, unsettled, late report, restated, or unknown'),
  ('evidence', 'The arithmetic that shows the cause, in words and figures; null where none does'),
  ('explained_by', 'The smallest set of rows that makes up the difference: an array of report_file_id, locator, amount and '
    'what each is; null where none was found'),
  ('is_unique', 'Whether no other set of as few rows makes up the difference; null where none does'),
  ('tolerance', 'The settings by which the rule judged, such as band_bp = 25; null where it has none'),
  ('due_on', 'The day on which it should have cleared at the latest; its age counts from there'),
  ('break_id', 'Stable id of the break, made of what it is about and the day it began, never of amounts'),
  ('root_break_id', 'The break that explains this one'),
  ('status', 'open, assigned or explained (all three stand between the night and green), resolved, or cleared '
    '(gone by itself, as the figures tie now)'),
  ('last_seen_on', 'Last business day on which it was seen'),
  ('first_seen_at', 'When a run first reported it'),
  ('assignee', 'Who works on it, or did until it was resolved or cleared; null if nobody does'),
  ('rows_read', 'Rows in the file: loaded + duplicate + ignored + quarantined'),
  ('rows_loaded', 'Rows taken into the ledger'),
  ('rows_duplicate', 'Rows that the ledger holds already, or that stand in the file twice'),
  ('rows_ignored', 'Rows left out by a rule, such as pending entries'),
  ('rows_quarantined', 'Rows set aside, as they cannot be trusted'),
  ('units', 'Number of units that the file speaks of, empty ones included'),
  ('versions_new', 'How many of them got a new version; 0 means that the file told nothing new'),
  ('amount_meaning', 'What the amount column of a trade file is: cash or face; null for other files'),
  ('amount_decided_by', 'On what grounds: arithmetic (the rows leave one reading only) or profile (they allow both); '
    'null for other files'),
  ('kind', 'What the run was for: nightly, backfill, reconcile, import, or refresh (what an event concerns, between two nights)'),
  ('started_at', 'When it began'),
  ('finished_at', 'When it ended'),
  ('api_calls', 'Number of calls to Jiko''s API'),
  ('app_version', 'Version of Pocketbook that did it'),
  ('rules', 'Number of rules that ran'),
  ('findings', 'Number of findings that stand, old and new'),
  ('breaks_open', 'Number of open breaks (roots only) at the end of the run')
) as word (column_name, meaning);

-- ledger: who and what
comment on table ledger.entity is
  'Jiko customers (legal entities) whose books are kept here';
comment on column ledger.entity.registered_at is 'When the entity was first seen';

comment on table ledger.pocket is
  'Pockets: each is a bank account whose cash is swept daily into a brokerage account of Treasury bills';

comment on table ledger.pocket_state is
  'Name and status of a pocket over time: a row each time that Jiko told something new';
comment on column ledger.pocket_state.known_at is 'When Jiko told it';
comment on column ledger.pocket_state.status is 'The status of the pocket in Jiko''s own word';

comment on table ledger.security is
  'Treasury bills that any report has named';

comment on table ledger.holding is
  'Pairs of pocket and security: the account on which trades and positions meet';

comment on table ledger.trade_context is
  'Terms of securities and custodians as trade files gave them, each combination once';
comment on column ledger.trade_context.known_at is 'When a file first told it';

comment on table ledger.calendar_day is
  'The US government securities calendar: every day, and whether it is a business day';
comment on column ledger.calendar_day.business_date is 'The calendar day, business day or not';

-- ledger: units and versions
comment on table ledger.unit is
  'Everything that must be reported: one row for each report type, pocket and business date that the calendar demands';
comment on column ledger.unit.unit_id is 'Number of the unit';
comment on column ledger.unit.pocket_key is 'The pocket, by the number it has in this warehouse; null for prices';
comment on column ledger.unit.owed_since is 'When it was first known to be owed';

comment on table ledger.unit_version is
  'Contents of a unit over time. The same content again makes no version; other content is a restatement and makes one';
comment on column ledger.unit_version.version_id is 'Number of the version; a later version has a higher one';
comment on column ledger.unit_version.content_hash is
  'SHA-256 of the rows, whatever their order and the layout of the file: equal if and only if the content is';

comment on view ledger.current_version is
  'Of each unit the version that was the latest as of pocketbook.known_at';
comment on column ledger.current_version.version_id is 'Number of the version; a later version has a higher one';
comment on column ledger.current_version.content_hash is
  'SHA-256 of the rows, whatever their order and the layout of the file: equal if and only if the content is';

comment on view ledger.current_unit is
  'Units that have arrived, each with the version that was the latest as of pocketbook.known_at';
comment on column ledger.current_unit.pocket_key is 'The pocket, by the number it has in this warehouse; null for prices';
comment on column ledger.current_unit.pocket_id is 'The pocket, by the id that Jiko gave it; null for prices';

-- ledger: rows
comment on table ledger.statement is
  'Account statements: one for each account and business date, with its balances';

comment on table ledger.cash_entry is
  'Booked entries of account statements; pending ones are not taken';
comment on column ledger.cash_entry.amount is
  'Dollars, signed as the account sees it: what increases the account is positive';
comment on column ledger.cash_entry.reference is 'The bank''s reference of the entry; null if there is none';

comment on table ledger.trade is
  'Purchases, sales and maturities of Treasury bills. Quantity, face and cash are never negative: side gives the direction';
comment on column ledger.trade.price is 'Dollars per 100 of face';
comment on column ledger.trade.amount is 'Cash in dollars: quantity times price, to the cent; never negative';
comment on column ledger.trade.reference is 'The reference that the report gives the trade; null if it gives none';

comment on table ledger.position is
  'What each pocket held of each security at the end of the business day';

comment on table ledger.cash_position is
  'Residual cash of each pocket at the end of the business day: what is too little for one more bill';
comment on column ledger.cash_position.amount is 'Dollars; not negative and less than 100 when all is well';

comment on table ledger.price_quote is
  'End-of-day prices of securities';
comment on column ledger.price_quote.price is 'Dollars per 100 of face, at the end of the day';

comment on table ledger.doubled_row is
  'Lines that a report holds twice: the second is kept out of the ledger and listed here, where a rule reports it';
comment on column ledger.doubled_row.reference is 'The reference that both lines carry';
comment on column ledger.doubled_row.locator is 'Where the second line stands in its file';
comment on column ledger.doubled_row.first_locator is 'Where the first line, the one that counts, stands in its file';

-- ops
comment on table ops.run is
  'Runs of the pipeline: what each was for, how it ended and what it took';
comment on column ops.run.run_id is 'Number of the run';
comment on column ops.run.from_date is 'First business date that the run was asked for; null: whatever is owed';
comment on column ops.run.to_date is 'Last business date that the run was asked for; null: whatever is owed';
comment on column ops.run.finished_at is 'When it ended; null while it goes on';
comment on column ops.run.outcome is
  'green: all that is owed landed and all ties; breaks: some are open; missing: something owed is not there; failed';
comment on column ops.run.error is 'What stopped it; null if nothing did';

comment on table ops.report_request is
  'Requests for reports. The row is written before the request is sent, so that no lost answer leads to asking twice';
comment on column ops.report_request.request_id is 'Number of the request';
comment on column ops.report_request.run_id is 'The run that asked (ops.run)';
comment on column ops.report_request.pocket_id is 'The pocket asked for, by the id that Jiko gave it; null: all pockets';
comment on column ops.report_request.from_date is 'First business date asked for';
comment on column ops.report_request.to_date is 'Last business date asked for';
comment on column ops.report_request.state is
  'intended, requested, ready, landed, then settled (in the ledger), failed (Jiko could not), quarantined (the file was '
  'refused); late: not ready in time, and looked for again';
comment on column ops.report_request.remote_id is 'Jiko''s id of the request; null until it has answered';
comment on column ops.report_request.attempts is 'How often it was sent';
comment on column ops.report_request.intended_at is 'When it was about to be sent';
comment on column ops.report_request.requested_at is 'When Jiko had taken it';
comment on column ops.report_request.finished_at is 'When its state last came to an end; null before';
comment on column ops.report_request.error is 'Why it failed, is late or was quarantined; null otherwise';

comment on table ops.request_unit is
  'Which units each request was sent for: a month of trades covers each pocket and business day in it';

comment on table ops.report_file is
  'Downloads and imports. The bytes stand in the landing zone as they came, once, for ever';
comment on column ops.report_file.report_file_id is 'Number of the file';
comment on column ops.report_file.request_id is 'The request that it answers; null for an import';
comment on column ops.report_file.pocket_id is
  'The pocket that it was asked for, by the id that Jiko gave it; null: all pockets';

comment on table ops.file_load is
  'What became of each file: how many rows were read, and where each of them went';
comment on column ops.file_load.load_id is 'Number of the load';
comment on column ops.file_load.outcome is 'accepted: all of it is in the ledger; quarantined: it was refused whole';
comment on column ops.file_load.rows_fit_cash is
  'Rows of a trade file whose amount can be cash: a whole quantity times the price, to the cent; null for other files';
comment on column ops.file_load.rows_fit_face is
  'Rows of a trade file whose amount can be face: a whole number of hundreds; null for other files';
comment on column ops.file_load.problems is
  'What was worth telling about a file that was accepted: a list of place and message, the first hundred';
comment on column ops.file_load.error is 'Why the file was refused; null if it was accepted';
comment on column ops.file_load.finished_at is 'When the load ended';

-- recon
comment on table recon.run is
  'Runs of the rules, all over one snapshot of the ledger';
comment on column recon.run.run_id is 'Number of the reconciliation run';
comment on column recon.run.from_date is 'First business date that was looked at';
comment on column recon.run.to_date is 'Last business date that was looked at';
comment on column recon.run.version_id_seen is
  'The newest version in the snapshot: what came later is what the next run looks at';
comment on column recon.run.rule_hash is
  'SHA-256 of all rules: when one has changed, the next run looks at every day again';

comment on table recon.reading is
  'What arithmetic says where the documentation does not. A row each time that the answer changed';
comment on column recon.reading.reading_id is 'Number of the answer; the highest one counts';
comment on column recon.reading.name is
  'The question. position_basis: on which date do positions move? brokerage_balance: does it hold the residual cash?';
comment on column recon.reading.value is
  'The answer: trade_date or settlement_date; with_residual_cash or without_residual_cash';
comment on column recon.reading.fits is 'How many cases tie with this answer only';
comment on column recon.reading.fits_otherwise is 'How many cases tie with the other answer only';
comment on column recon.reading.decided_at is 'When it was decided';

comment on table recon.finding is
  'What does not tie now: one row for each rule, subject and business date. Replaced by every run';
comment on column recon.finding.pocket_key is
  'The pocket, by the number it has in this warehouse; null where it is about none';
comment on column recon.finding.account is 'The account of the pocket: BANK or BROKERAGE; null where it is about neither';
comment on column recon.finding.security_key is
  'The security, by the number it has in this warehouse; null where it is about none';
comment on column recon.finding.business_date is 'The day on which it does not tie';

comment on table recon.rule_setting is
  'What the settings of the rules were: one row each time that one changed; the newest counts';
comment on column recon.rule_setting.setting_id is 'Number of the setting; the highest one of a name counts';
comment on column recon.rule_setting.name is 'Name of the setting, as the rule''s own file declares it';
comment on column recon.rule_setting.value is 'Its value, in the unit that the rule''s own file tells';
comment on column recon.rule_setting.set_at is 'When a run first judged by it';
comment on function recon.current_setting_of(text, text, text) is
  'The value of a setting of a rule by which the last run judged; null where it never was used';
comment on table recon.break is
  'Breaks: differences that began on a day and, while they stayed the same, went on as one. What a break is about never changes';
comment on column recon.break.pocket_key is
  'The pocket, by the number it has in this warehouse; null where it is about none';
comment on column recon.break.account is 'The account of the pocket: BANK or BROKERAGE; null where it is about neither';
comment on column recon.break.security_key is
  'The security, by the number it has in this warehouse; null where it is about none';
comment on column recon.break.business_date is 'The day on which the break began';

comment on table recon.break_sighting is
  'What a run saw of a break, kept when it differs from what was seen before';
comment on column recon.break_sighting.sighting_id is 'Number of the sighting; the highest one of a break counts';
comment on column recon.break_sighting.run_id is 'The reconciliation run that saw it (recon.run)';
comment on column recon.break_sighting.seen_at is 'When it was seen';
comment on column recon.break_sighting.root_break_id is
  'The break that explains this one; null where it stands for itself';

comment on table recon.break_event is
  'Everything that happened to a break: by whom, when, and why';
comment on column recon.break_event.event_id is 'Number of the event; the highest one of a break says its status';
comment on column recon.break_event.at is 'When it happened';
comment on column recon.break_event.actor is 'Who did it; pocketbook is the program itself';
comment on column recon.break_event.verb is 'opened, assigned, explained, resolved, cleared or reopened';
comment on column recon.break_event.note is 'What was noted with it; null if nothing was';
comment on column recon.break_event.assignee is 'Whom it was assigned to; null for other verbs';

comment on view recon.break_now is
  'Every break as it stood at pocketbook.known_at, those that another one explains included';
comment on column recon.break_now.pocket_key is
  'The pocket, by the number it has in this warehouse; null where it is about none';
comment on column recon.break_now.pocket_id is
  'The pocket, by the id that Jiko gave it; null where it is about none';
comment on column recon.break_now.account is
  'The account of the pocket: BANK or BROKERAGE; null where it is about neither';
comment on column recon.break_now.security_key is
  'The security, by the number it has in this warehouse; null where it is about none';
comment on column recon.break_now.cusip is 'CUSIP of the Treasury bill; null where it is about none';
comment on column recon.break_now.business_date is 'The day on which the break began';
comment on column recon.break_now.note is 'What was last noted about it';
comment on column recon.break_now.root_break_id is
  'The break that explains this one; null where it stands for itself';

-- books: dimensions
comment on view books.dim_pocket is
  'Pockets, with the name and status that Jiko last told';
comment on column books.dim_pocket.status is 'The status of the pocket in Jiko''s own word; null if not told yet';

comment on view books.dim_security is
  'Treasury bills that any report has named, with their terms as trade files gave them';

comment on view books.dim_business_date is
  'The US government securities calendar: every day, and whether it is a business day';
comment on column books.dim_business_date.business_date is 'The calendar day, business day or not';

comment on view books.dim_report_file is
  'Files that were received. The bytes are kept for ever, so that every figure can be traced to them';
comment on column books.dim_report_file.report_file_id is 'Number of the file';
comment on column books.dim_report_file.pocket_id is
  'The pocket that the file was asked for, by the id that Jiko gave it; null: all pockets';
comment on column books.dim_report_file.sha256 is 'SHA-256 of the bytes of the file, in hexadecimal';

-- books: units
comment on view books.fct_unit is
  'What is owed and whether it is there: one row for each report type, pocket and business date';
comment on column books.fct_unit.pocket_id is 'The pocket, by the id that Jiko gave it; null for prices';
comment on column books.fct_unit.state is
  'owed (not asked for yet), requested, ready, landed (not read yet), loaded, empty (there was nothing, which is a fact), '
  'late, failed (Jiko could not) or quarantined (the file was refused)';
comment on column books.fct_unit.version is
  'Number of the version: 1 is the first, each restatement adds one; null if nothing was accepted yet';
comment on column books.fct_unit.report_file_id is 'The file that the version came from; null if nothing was accepted yet';
comment on column books.fct_unit.error is 'Why it is not there; null if nothing went wrong';

comment on view books.fct_unit_version is
  'Every version of every unit: what was restated, when, and by which file';
comment on column books.fct_unit_version.pocket_id is 'The pocket, by the id that Jiko gave it; null for prices';
comment on column books.fct_unit_version.content_hash is
  'SHA-256 of the rows in hexadecimal, whatever their order and the layout of the file: equal if and only if the content is';

-- books: facts
comment on view books.fct_statement is
  'Account statements: one for each account and business date, with its balances';

comment on view books.fct_cash_entry is
  'Booked entries of the account statements';
comment on column books.fct_cash_entry.amount is
  'Dollars, signed as the account sees it: what increases the account is positive';
comment on column books.fct_cash_entry.reference is 'The bank''s reference of the entry; null if there is none';

comment on view books.fct_trade is
  'Purchases, sales and maturities of Treasury bills. Quantity, face and cash are never negative: side gives the direction';
comment on column books.fct_trade.price is 'Dollars per 100 of face';
comment on column books.fct_trade.amount is 'Cash in dollars: quantity times price, to the cent; never negative';
comment on column books.fct_trade.reference is 'The reference that the report gives the trade; null if it gives none';

comment on view books.fct_position_daily is
  'What each pocket held of each security at the end of each business day';

comment on view books.fct_cash_position_daily is
  'Residual cash of each pocket at the end of each business day: what is too little for one more bill';
comment on column books.fct_cash_position_daily.amount is 'Dollars; not negative and less than 100 when all is well';

comment on view books.fct_price_daily is
  'End-of-day prices of securities, as the price report gave them';
comment on column books.fct_price_daily.price is 'Dollars per 100 of face, at the end of the day';

-- books: reconciliation
comment on view books.fct_recon_run is
  'Runs of the rules: when, over which days, and what they found';
comment on column books.fct_recon_run.run_id is 'Number of the reconciliation run';
comment on column books.fct_recon_run.from_date is 'First business date that was looked at';
comment on column books.fct_recon_run.to_date is 'Last business date that was looked at';

comment on view books.fct_break is
  'Breaks: everything that does not tie, or did not. What another break explains is not here but in fct_break_consequence';
comment on column books.fct_break.pocket_id is 'The pocket, by the id that Jiko gave it; null where it is about none';
comment on column books.fct_break.account is 'The account of the pocket: BANK or BROKERAGE; null where it is about neither';
comment on column books.fct_break.cusip is 'CUSIP of the Treasury bill; null where it is about none';
comment on column books.fct_break.business_date is 'The day on which the break began';
comment on column books.fct_break.first_seen_on is 'The day on which the break began, as business_date';
comment on column books.fct_break.age_business_days is
  'Business days from the day it began to the last day that was reconciled';
comment on column books.fct_break.note is 'What was last noted about it';

comment on view books.fct_break_consequence is
  'What a break leads to elsewhere: a wrong price makes the value and the statement disagree. Nothing to work on by itself';
comment on column books.fct_break_consequence.break_id is 'Stable id of the consequence';
comment on column books.fct_break_consequence.pocket_id is
  'The pocket, by the id that Jiko gave it; null where it is about none';
comment on column books.fct_break_consequence.account is
  'The account of the pocket: BANK or BROKERAGE; null where it is about neither';
comment on column books.fct_break_consequence.cusip is 'CUSIP of the Treasury bill; null where it is about none';
comment on column books.fct_break_consequence.business_date is 'The day on which the consequence began';

comment on view books.fct_break_event is
  'Everything that happened to each break: by whom, when, and why';
comment on column books.fct_break_event.at is 'When it happened';
comment on column books.fct_break_event.actor is 'Who did it; pocketbook is the program itself';
comment on column books.fct_break_event.verb is 'opened, assigned, explained, resolved, cleared or reopened';
comment on column books.fct_break_event.note is 'What was noted with it; null if nothing was';

comment on view books.rpt_open_breaks is
  'The work list: breaks that are open, assigned or explained, and so stand between the night and green';
comment on column books.rpt_open_breaks.pocket_id is 'The pocket, by the id that Jiko gave it; null where it is about none';
comment on column books.rpt_open_breaks.account is
  'The account of the pocket: BANK or BROKERAGE; null where it is about neither';
comment on column books.rpt_open_breaks.cusip is 'CUSIP of the Treasury bill; null where it is about none';
comment on column books.rpt_open_breaks.business_date is 'The day on which the break began';
comment on column books.rpt_open_breaks.age_business_days is
  'Business days from the day it began to the last day that was reconciled';
comment on column books.rpt_open_breaks.note is 'What was last noted about it';
comment on column books.rpt_open_breaks.status is 'open, assigned or explained';

-- books: reports
comment on view books.rpt_completeness is
  'How complete each month is: for each report type and pocket, how many business days are owed and how many are there';
comment on column books.rpt_completeness.pocket_id is 'The pocket, by the id that Jiko gave it; null for prices';
comment on column books.rpt_completeness.month is 'First day of the month';
comment on column books.rpt_completeness.owed is 'Number of units that the calendar demands';
comment on column books.rpt_completeness.landed is 'How many of them are in the ledger, empty ones included';
comment on column books.rpt_completeness.empty is 'How many of these say that there was nothing';
comment on column books.rpt_completeness.missing is 'How many are not there: owed - landed';
comment on column books.rpt_completeness.first_missing_on is 'The first day that is missing; null if none is';

comment on view books.rpt_funnel is
  'What became of each file: rows read = loaded + duplicate + ignored + quarantined';
comment on column books.rpt_funnel.report_file_id is 'The file';
comment on column books.rpt_funnel.outcome is 'accepted: all of it is in the ledger; quarantined: it was refused whole';
comment on column books.rpt_funnel.error is 'Why the file was refused; null if it was accepted';
comment on column books.rpt_funnel.finished_at is 'When the load ended';

comment on view books.fct_run is
  'Runs of the pipeline: what each was for, how it ended and what it took';
comment on column books.fct_run.run_id is 'Number of the run';
comment on column books.fct_run.from_date is 'First business date that the run was asked for; null: whatever is owed';
comment on column books.fct_run.to_date is 'Last business date that the run was asked for; null: whatever is owed';
comment on column books.fct_run.finished_at is 'When it ended; null while it goes on';
comment on column books.fct_run.outcome is
  'green: all that is owed landed and all ties; breaks: some are open; missing: something owed is not there; failed';
comment on column books.fct_run.error is 'What stopped it; null if nothing did';

comment on view books.rpt_holdings is
  'What each pocket held on the latest day for which its position summary is there';
comment on column books.rpt_holdings.unrealised_gain is
  'Market value - cost, in dollars: positive is a gain. Not split into the interest earned so far and the rest';

comment on view books.rpt_maturity_ladder is
  'When the holdings of each pocket pay their face';
comment on column books.rpt_maturity_ladder.holdings is 'Number of securities that mature on this day';
comment on column books.rpt_maturity_ladder.face_amount is 'Face value in dollars that is paid on this day';
comment on column books.rpt_maturity_ladder.market_value is 'Market value in dollars on the latest day';

comment on view books.rpt_month_end is
  'Each pocket on the last day of each month for which its position summary is there: holdings beside balances';
comment on column books.rpt_month_end.market_value is 'Market value of all its bills, in dollars';
comment on column books.rpt_month_end.cost_value is 'Historical cost of all its bills, in dollars';
comment on column books.rpt_month_end.residual_cash is 'Cash not invested, in dollars; null if the report has none';
comment on column books.rpt_month_end.brokerage_closing_balance is
  'Closing balance of the brokerage statement, in dollars; null if it has not landed';
comment on column books.rpt_month_end.bank_closing_balance is
  'Closing balance of the bank statement, in dollars: zero, as the account is swept daily; null if it has not landed';
