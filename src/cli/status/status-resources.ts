import { renderTable } from '../output.ts';
import type { StatusResource } from './read-status.ts';

/** A line for each resource, and below once what to ask Jiko for where something is forbidden. */
export function renderResources(resources: readonly StatusResource[]): string {
  const rows = resources.map((one) => [
    one.resource.replaceAll('_', ' '),
    one.outcome === 'forbidden' ? 'not permitted' : one.outcome,
    one.readAt.toISOString().slice(0, 16).replace('T', ' '),
    one.itemsKnown,
    one.outcome === 'forbidden' ? null : one.error,
  ]);
  const columns = ['resource', 'outcome', 'read (UTC)', 'items known', 'error'];
  return [renderTable(columns, rows, ['items known']), ...remediesFor(resources)].join('\n');
}

function remediesFor(resources: readonly StatusResource[]): string[] {
  const forbidden = resources.filter(({ outcome }) => outcome === 'forbidden');
  const scopes = [...new Set(forbidden.map(({ scope }) => scope))];
  return scopes.map((scope) => {
    const names = forbidden.filter((one) => one.scope === scope).map(({ resource }) => resource);
    const remedy =
      scope === null
        ? 'ask Jiko what permits it'
        : `ask Jiko for the scope ${scope} and add it to JIKO_SCOPE`;
    const off = names.map((name) => `-${name}`).join(' ');
    return `${remedy}, or turn off with POCKETBOOK_RESOURCES='${off}'`;
  });
}
