import type { Item } from '../resources/item.ts';
import { auditEntries } from '../resources/team.ts';
import { type FaultMaker, pickFrom, type Scene } from './scene.ts';

/** The CSV of the log says that something else was done than the list does. */
export const auditCsvOff: FaultMaker = (scene) => {
  const entry = pickFrom(scene, entriesOfDay(scene));
  if (!entry) return undefined;
  return {
    cusip: null,
    reportType: null,
    rule: 'audit_log_csv',
    consequences: [],
    edit: {
      on: 'resource',
      resource: 'audit_logs_csv',
      apply: (items) =>
        items.map((item) => (isSame(item, entry) ? { ...item, action: 'MEMBER_INVITED' } : item)),
    },
    note: `${nameOf(entry)} stands in audit-logs.csv with another action`,
    days: [],
  };
};

/** An entry is missing from the log of its member. */
export const memberLogGap: FaultMaker = (scene) => {
  const entry = pickFrom(scene, entriesOfDay(scene));
  if (!entry) return undefined;
  return {
    cusip: null,
    reportType: null,
    rule: 'audit_log_member',
    consequences: [],
    edit: {
      on: 'resource',
      resource: 'member_audit_logs',
      apply: (items) => items.filter((item) => !isSame(item, entry)),
    },
    note: `${nameOf(entry)} is missing from the log of its member`,
    days: [],
  };
};

/** What is beside the reports cannot be read: something in a list has no id. */
export const resourceRefused: FaultMaker = () => ({
  cusip: null,
  reportType: null,
  rule: 'resource_reading',
  consequences: [],
  edit: {
    on: 'resource',
    resource: 'trading_strategies',
    apply: (items) =>
      items.map((item, index) => (index === 0 ? { ...item, strategy_id: null } : item)),
  },
  note: 'a trading strategy has no id, so that none of them can be read',
  days: [],
});

function entriesOfDay({ world, date }: Scene): Item[] {
  return auditEntries(world).filter((entry) => String(entry['occurred_at']).startsWith(date));
}

function isSame(item: Item, entry: Item): boolean {
  return item['entry_id'] === entry['entry_id'];
}

function nameOf(entry: Item): string {
  return `audit entry ${String(entry['entry_id'])} of ${String(entry['actor'])}`;
}
