-- What rules calculate with, each written down once: the arithmetic of bills, what a brokerage account did in a day, and the
-- months that a person has closed.

-- 31 CFR 356, Appendix B, VI. `days` from settlement to maturity, `year_days` the days of the year after the issue date,
-- `price` per 100 of face; a rate of 0.05 is five percent.
create function recon.bill_price(discount_rate numeric, days int) returns numeric
  language sql immutable parallel safe
  return 100 * (1 - discount_rate * days / 360);

create function recon.bill_discount_rate(price numeric, days int) returns numeric
  language sql immutable parallel safe
  return (100 - price) / 100 * 360 / nullif(days, 0);

-- Not 365 for every bill: it is 366 where a 29 February lies within the twelve months after the issue, however short the bill.
create function recon.bill_year_days(issue_date date) returns int
  language sql immutable parallel safe
  return (issue_date + interval '1 year')::date - issue_date;

-- Up to half a year simple interest; beyond it the positive root of price [1 + (days - y/2) i/y] (1 + i/2) = 100.
create function recon.bill_investment_rate(price numeric, days int, year_days int) returns numeric
  language sql immutable parallel safe
  return case
    when days <= 0 or price <= 0 then null
    when days * 2 <= year_days then (100 - price) / price * year_days / days
    else (
      -days::numeric / year_days + sqrt(
        (days::numeric / year_days) ^ 2
          - 4 * (days::numeric / (2 * year_days) - 0.25) * ((price - 100) / price)
      )
    ) / (2 * (days::numeric / (2 * year_days) - 0.25))
  end;

-- Modulus 10, double-add-double; letters count as their place in the alphabet plus 9 (CUSIP Global Services).
create function recon.cusip_check_digit(first_eight text) returns int
  language sql immutable parallel safe
  return (
    select (10 - sum(doubled.value / 10 + doubled.value % 10) % 10) % 10
    from generate_series(1, 8) as place
    cross join lateral (
      select
        (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#', substr(first_eight, place, 1)) - 1)
          * (2 - place % 2) as value
    ) doubled
  );

-- A month that a person has closed. Whoever closes it again accepts what has come since.
create table ledger.period_close (
  entity_id text not null references ledger.entity,
  month date not null,
  closed_at timestamptz not null default clock_timestamp(),
  closed_by text not null default current_user,
  primary key (entity_id, month, closed_at),
  constraint period_close_first_of_month check (extract(day from month) = 1)
);
create trigger period_close_append_only before update or delete or truncate on ledger.period_close
  for each statement execute function ledger.refuse_change();

create view ledger.current_close as
select entity_id, month, max(closed_at) as closed_at
from ledger.period_close
where closed_at <= ledger.known_at()
group by entity_id, month;

-- Every month of which the warehouse owes or holds anything.
create view books.dim_period as
select
  m.entity_id, m.month, (m.month + interval '1 month - 1 day')::date as last_day,
  c.closed_at is not null as is_closed, c.closed_at, p.closed_by
from (
  select distinct entity_id, date_trunc('month', business_date)::date as month
  from ledger.unit
  where owed_since <= ledger.known_at()
) m
left join ledger.current_close c using (entity_id, month)
left join ledger.period_close p using (entity_id, month, closed_at);

grant select, insert on ledger.period_close to pocketbook_writer;
grant select on ledger.current_close to pocketbook_writer;
grant select on books.dim_period to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

comment on function recon.bill_price(numeric, int) is
  'Price per 100 of face of a bill at a discount rate, so many days before maturity (31 CFR 356, App. B, VI)';
comment on function recon.bill_discount_rate(numeric, int) is
  'Discount rate that a price per 100 of face means so many days before maturity; 0.05 is five percent (31 CFR 356, App. B, VI)';
comment on function recon.bill_year_days(date) is
  'Days of the year that follows the issue date of a bill, by which its investment rate is told';
comment on function recon.bill_investment_rate(numeric, int, int) is
  'Investment rate (coupon equivalent) of a bill at a price per 100 of face: simple up to half a year, compounded once beyond (31 CFR 356, App. B, VI)';
comment on function recon.cusip_check_digit(text) is 'The ninth character that the first eight of a CUSIP ask for';
comment on table ledger.period_close is 'Months that a person has closed: what comes later for them is a break of the rule period_restated';
comment on view ledger.current_close is 'When each closed month was closed last';
comment on view books.dim_period is 'Each calendar month of the warehouse, and whether and when it was closed';

do $$
declare
  named record;
begin
  for named in
    select n.nspname, c.relname, a.attname, word.meaning
    from (values
      ('entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
      ('month', 'The calendar month, by its first day'),
      ('last_day', 'Last calendar day of the month'),
      ('is_closed', 'Whether somebody has closed the month'),
      ('closed_at', 'When it was closed; null while it is open'),
      ('closed_by', 'The database role that closed it')
    ) as word (column_name, meaning)
    join pg_class c on c.relname in ('period_close', 'current_close', 'dim_period')
    join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('books', 'ledger')
    join pg_attribute a on a.attrelid = c.oid and a.attname = word.column_name and not a.attisdropped
  loop
    execute format('comment on column %I.%I.%I is %L', named.nspname, named.relname, named.attname, named.meaning);
  end loop;
end
$$;
