import { expect, test } from 'vitest';
import type { Json } from '../../../src/transform/json/exact-json.ts';
import {
  compareFields,
  type WantedField,
} from '../../../src/transform/wire-check/compare-fields.ts';
import { compareWholeList } from '../../../src/transform/wire-check/compare-list.ts';

const TEAM: Json = {
  house: { house_id: 'h1', crews: [{ phase: 'ACTIVE', people: [{ person_id: 'p1' }] }] },
};

test('a list that goes through objects and lists is proposed with its way', () => {
  const { differences, items } = compareWholeList(TEAM, ['groups.members'], 'kinds.members.list');
  expect(differences.map(({ line }) => line)).toEqual([
    'kinds.members.list: house.crews.people  # nearest of: house.crews.people, house.crews',
  ]);
  expect(items?.map(({ item }) => item)).toEqual([{ person_id: 'p1' }]);
});

test('what stands around a list is found there, and proposed from there', () => {
  const { items } = compareWholeList(TEAM, ['house.crews.people'], 'kinds.members.list');
  const found = compareFields(
    items ?? [],
    [field('status', '^phase'), field('id', 'person_id')],
    [],
  );
  expect([...found.found.values()]).toEqual(['^phase', 'person_id']);
  const missed = compareFields(items ?? [], [field('status', '^state')], ['person_id']);
  expect(missed.differences.map(({ line }) => line)).toEqual([
    'kinds.status: ^phase  # nearest of: ^phase, ^^house_id',
  ]);
  const own = compareFields(items ?? [], [field('status', 'state')], ['person_id']);
  expect(own.differences).toEqual([]);
});

function field(name: string, word: string): WantedField {
  return { name, words: [word], kind: 'text', place: `kinds.${name}`, isRequired: false };
}
