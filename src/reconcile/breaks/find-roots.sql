-- Where one break explains another the root is the break, and the rest are its consequences. What may lie behind what,
-- each rule says itself: the table root_claim. A consequence begins with its root or a stated number of business days
-- after it, or while it lasts; and what is told of a month may be broken by any day of it.
--
-- A wrong trade moves a position on the days on which it is traded and settles, and a figure that nothing moves stays as wrong as
-- it is. So what the security of a break was dealt in is looked up, as any version of the report or of the listing has it,
-- since the position summary before the one in which the break begins. A figure that does not stay is moved on the one of the two days on which
-- positions move (reading `position_basis`), and on no other.
create temporary table dealing_day on commit drop as
with broken as (
  select b.break_id, h.holding_key, b.pocket_key, b.business_date, s.since
  from seen_break b
  join ledger.holding h on h.pocket_key = b.pocket_key and h.security_key = b.security_key
  cross join lateral (
    select max(u.business_date) as since
    from ledger.current_unit u
    where u.entity_id = current_setting('pocketbook.entity_id')
      and u.report_type = 'POSITION_SUMMARY_REPORT'
      and u.pocket_key = b.pocket_key
      and u.business_date < b.business_date
  ) s
  where b.rule in (select consequence from root_claim where during = 'moving' or is_as_traded)
)
select
  b.break_id, d.trade_date, d.settlement_date,
  -- the date on which positions move
  case
    when d.side = 'MATURITY' or recon.current_reading(current_setting('pocketbook.entity_id'), 'position_basis') = 'settlement_date'
      then coalesce(d.settlement_date, d.trade_date)
    else d.trade_date
  end between b.since + 1 and b.business_date as is_moving
from broken b
cross join lateral (
  select t.side, t.trade_date, t.settlement_date
  from ledger.trade t
  where t.holding_key = b.holding_key
    and t.trade_date between b.since - 31 and b.business_date
  union
  select t.side, t.trade_date, t.settlement_date
  from ledger.unit u
  join ledger.unit_version v using (unit_id)
  join ledger.listed_trade t using (version_id)
  where u.entity_id = current_setting('pocketbook.entity_id')
    and u.report_type = 'TRADE_LIST'
    and u.pocket_key = b.pocket_key
    -- it is listed by settlement date, and no bill settles later than within a week
    and u.business_date between b.since and b.business_date + 7
    and t.holding_key = b.holding_key
) d
where d.trade_date > b.since and d.trade_date <= b.business_date
  or d.settlement_date > b.since and d.settlement_date <= b.business_date;
create index dealing_day_break on dealing_day (break_id);
analyze dealing_day;

update seen_break b
set root_break_id = (
  select r.break_id
  from root_claim c
  join seen_break r on r.rule = c.root
  where c.consequence = b.rule
    -- what is of no pocket, such as a price, may lie behind what any pocket shows
    and (r.pocket_key = b.pocket_key or r.pocket_key is null)
    and case c.security
      when 'same' then r.security_key = b.security_key
      when 'none' then b.security_key is null
      else true
    end
    and (r.account is null or b.account is null or r.account = b.account)
    and (not c.is_same_size or abs(r.difference) in (abs(b.difference), abs(b.step)))
    and coalesce(abs(r.difference), 0) >= c.size_min
    and (
      not c.is_as_traded
      or b.business_date = r.business_date
      or exists (
        select
        from dealing_day t
        where t.break_id = b.break_id
          and r.business_date in (t.trade_date, t.settlement_date)
      )
    )
    and case c.during
      when 'lasting' then b.business_date between r.business_date and r.last_seen_on
      when 'moving' then b.business_date = r.business_date
        or b.business_date between r.business_date and r.last_seen_on
          and exists (select from dealing_day t where t.break_id = b.break_id and t.is_moving)
      when 'month' then date_trunc('month', r.business_date) = date_trunc('month', b.business_date)
      else
        -- what cannot be within so many business days need not be counted
        r.business_date between b.business_date - (10 + 2 * c.days_later_max) and b.business_date
        and (
          select count(*)
          from ledger.calendar_day d
          where d.is_business_day
            and d.business_date > r.business_date
            and d.business_date <= b.business_date
        ) <= c.days_later_max
    end
  -- Of several on a day the choice must not depend on ids, which differ from warehouse to warehouse.
  order by c.preference, r.business_date desc, r.cusip, r.account, r.item
  limit 1
)
where exists (select from root_claim c where c.consequence = b.rule);

-- A root that is itself a consequence hands on to its own root. Each time doubles how far a chain is followed, and eight
-- steps are longer than any.
update seen_break b
set root_break_id = r.root_break_id
from seen_break r
where r.break_id = b.root_break_id
  and r.root_break_id is not null;

update seen_break b
set root_break_id = r.root_break_id
from seen_break r
where r.break_id = b.root_break_id
  and r.root_break_id is not null;

update seen_break b
set root_break_id = r.root_break_id
from seen_break r
where r.break_id = b.root_break_id
  and r.root_break_id is not null;
