-- Where one break explains another the root is the break, and the rest are its consequences. What may lie behind what,
-- each rule says itself: the table root_claim. A consequence begins with its root or a stated number of business days
-- after it, or while it lasts; and what is told of a month may be broken by any day of it.
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
    and case c.during
      when 'lasting' then b.business_date between r.business_date and r.last_seen_on
      when 'moving' then b.business_date = r.business_date
        or b.business_date between r.business_date and r.last_seen_on and exists (
          select
          from ledger.holding h
          join ledger.trade t using (holding_key)
          join ledger.current_version v using (version_id)
          join ledger.calendar_day d on d.business_date = b.business_date
          where h.pocket_key = b.pocket_key
            and h.security_key = b.security_key
            and (
              t.trade_date > d.previous_business_date and t.trade_date <= b.business_date
              or t.settlement_date > d.previous_business_date and t.settlement_date <= b.business_date
            )
        )
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
