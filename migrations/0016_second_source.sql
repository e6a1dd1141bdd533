-- What a pocket tells of itself, held against its reports: the securities of its portfolio row by row, and its earnings month by
-- month beside the gains and losses of its statements.

create view books.fct_portfolio_security_daily as
select
  c.entity_id, c.parent_id as pocket_id, (c.content ->> 'business_date')::date as business_date,
  s.content ->> 'cusip' as cusip,
  (s.content ->> 'quantity')::numeric as quantity,
  (s.content ->> 'mark_price')::numeric as mark_price,
  (s.content ->> 'market_value')::numeric as market_value,
  s.content ->> 'market_value_currency' as market_value_currency,
  s.content ->> 'description' as description,
  s.content ->> 'type' as type,
  (s.content ->> 'maturity_date')::date as maturity_date,
  (s.content ->> 'yield_to_maturity')::numeric as yield_to_maturity,
  (c.content ->> 'is_provisional')::boolean as is_provisional,
  c.report_file_id,
  c.locator || '.securities[' || s.number || ']' as locator
from ledger.current_resource c
cross join lateral jsonb_array_elements(c.content -> 'securities')
  with ordinality as s (content, number)
where c.resource = 'portfolios';

-- Each calendar month of a pocket, as far as it was last told, once all brokerage statements of its business days have landed.
-- Where the balance is that of the bills alone, what cash came and went stands among the gains and losses of the statements, or
-- they would not tie: it is taken out again, by the cash of the position summaries, and a month without those is left out.
create view recon.earnings_month as
with told as (
  select distinct on (c.entity_id, p.pocket_key, left(c.content ->> 'date_from', 7))
    c.entity_id, p.pocket_key,
    (c.content ->> 'date_from')::date as from_date,
    (c.content ->> 'date_to')::date as to_date,
    (c.content ->> 'earnings')::numeric as earnings
  from ledger.current_resource c
  join ledger.pocket p on p.entity_id = c.entity_id and p.pocket_id = c.parent_id
  where c.resource = 'earnings'
    and c.content ->> 'period' = 'range'
  order by
    c.entity_id, p.pocket_key, left(c.content ->> 'date_from', 7), (c.content ->> 'date_to')::date desc,
    c.valid_from desc
),
business as (
  select
    t.*, count(*) as days, min(d.business_date) as first_day, max(d.business_date) as last_day,
    min(d.previous_business_date) as day_before
  from told t
  join ledger.calendar_day d
    on d.is_business_day
    and d.business_date between t.from_date and t.to_date
  group by t.entity_id, t.pocket_key, t.from_date, t.to_date, t.earnings
),
landed as (
  select
    b.entity_id, b.pocket_key, b.from_date, count(*) as days,
    coalesce(sum(e.gains), 0) as gains, coalesce(sum(e.fees), 0) as fees
  from business b
  join ledger.current_unit u
    on u.entity_id = b.entity_id
    and u.report_type = 'BROKERAGE_STATEMENT_REPORT'
    and u.pocket_key = b.pocket_key
    and u.business_date between b.first_day and b.last_day
  cross join lateral (
    select
      sum(amount) filter (where category in ('gain', 'loss')) as gains,
      sum(amount) filter (where category = 'fee') as fees
    from ledger.cash_entry
    where version_id = u.version_id
  ) e
  group by b.entity_id, b.pocket_key, b.from_date
),
cash as (
  select u.entity_id, u.pocket_key, u.business_date, coalesce(sum(c.amount), 0) as amount
  from ledger.current_unit u
  left join ledger.cash_position c using (version_id)
  where u.report_type = 'POSITION_SUMMARY_REPORT'
    and exists (
      select
      from business b
      where b.pocket_key = u.pocket_key
        and u.business_date in (b.day_before, b.last_day)
    )
  group by u.entity_id, u.pocket_key, u.business_date
),
basis as (
  select
    entity_id,
    recon.current_reading(entity_id, 'brokerage_balance') = 'without_residual_cash' as is_without_cash
  from ledger.entity
)
select
  b.entity_id, b.pocket_key, b.first_day, b.last_day, b.earnings, l.fees,
  l.gains + case when s.is_without_cash then after.amount - before.amount else 0 end as gains
from business b
join landed l
  on l.entity_id = b.entity_id
  and l.pocket_key = b.pocket_key
  and l.from_date = b.from_date
  and l.days = b.days
join basis s on s.entity_id = b.entity_id
left join cash before on before.pocket_key = b.pocket_key and before.business_date = b.day_before
left join cash after on after.pocket_key = b.pocket_key and after.business_date = b.last_day
where s.is_without_cash is not true
  or (before.amount is not null and after.amount is not null);

grant select on books.fct_portfolio_security_daily to pocketbook_reader, pocketbook_clerk, pocketbook_writer;
grant select on recon.earnings_month to pocketbook_writer;

comment on view books.fct_portfolio_security_daily is
  'The securities that a pocket held by its own account at the end of each day, one row each; see fct_portfolio_daily';
comment on view recon.earnings_month is
  'What each pocket says it earned in a calendar month, beside what its brokerage statements add up to, once all are there';

select ledger.comment_column('{fct_portfolio_security_daily, earnings_month}', word.column_name, word.meaning)
from (values
  ('entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
  ('pocket_id', 'The pocket, by the id that Jiko gave it'),
  ('pocket_key', 'The pocket'),
  ('business_date', 'The business date that the portfolio speaks of'),
  ('cusip', 'CUSIP of the security; null if none was told'),
  ('quantity', 'Units of 100 face'),
  ('mark_price', 'Price per 100 face that they are valued at'),
  ('market_value', 'What they are worth'),
  ('market_value_currency', 'ISO 4217 code of the currency of market_value'),
  ('description', 'Description of the security'),
  ('type', 'Kind of security in the word of Jiko: FIXED_INCOME or OTHER'),
  ('maturity_date', 'When the security pays'),
  ('yield_to_maturity', 'Yearly yield to maturity; 0.0468 is 4.68 percent'),
  ('is_provisional', 'Whether it was read before the day had ended, or after business had begun on the next'),
  ('report_file_id', 'The file that it came from'),
  ('locator', 'Where it stands in its file'),
  ('first_day', 'First business day of the month that is told of'),
  ('last_day', 'Last business day that is told of'),
  ('earnings', 'What was earned, as the API tells; a loss is negative'),
  ('gains', 'Gains less losses of the brokerage statements of those days, without what residual cash came and went'),
  ('fees', 'Fees of those statements; what is taken is negative')
) as word (column_name, meaning);
