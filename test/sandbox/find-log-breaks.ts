import type { World } from '../../sandbox/model/world.ts';
import type { Item } from '../../sandbox/resources/item.ts';
import { auditEntries } from '../../sandbox/resources/team.ts';
import type { Source } from '../../sandbox/source.ts';

/** Where the log of the team, its CSV and the logs of the members tell different things, as `findBreaks` names breaks. */
export function findLogBreaks(world: World, source: Source): string[] {
  const told = (resource: string) => byId(source.told(resource, auditEntries(world)));
  const team = told('audit_logs');
  return [
    ...differences('audit_log_csv', team, told('audit_logs_csv')),
    ...differences('audit_log_member', team, told('member_audit_logs')),
    ...unreadable(world, source),
  ];
}

function unreadable({ timeline }: World, source: Source): string[] {
  const strategies = source.told('trading_strategies', [{ strategy_id: 'any' }]);
  const isRead = strategies.every((item) => item['strategy_id'] !== null);
  return isRead ? [] : [`resource_reading null - ${timeline.dateOf(timeline.last)}`];
}

function byId(items: readonly Item[]): Map<string, string> {
  return new Map(items.map((item) => [String(item['entry_id']), JSON.stringify(item)]));
}

function differences(
  rule: string,
  team: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...team.keys(), ...other.keys()])]
    .filter((id) => team.get(id) !== other.get(id))
    .map((id) => {
      const { occurred_at: at } = JSON.parse(team.get(id) ?? other.get(id) ?? '{}');
      return `${rule} null - ${String(at).slice(0, 10)}`;
    });
}
