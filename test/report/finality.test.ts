import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCalendarFile } from '../../src/db/calendar-file.ts';
import { addDays, type BusinessDate, parseBusinessDate } from '../../src/domain/business-date.ts';
import type { Calendar } from '../../src/domain/calendar.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

/*
 * A bank that restates by a known law: so many of the units of each day change for the last time on a known night after it. The
 * books ask it as the night does, and learn the law from what they got.
 */

let database: TestDatabase;
let calendar: Calendar;

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await readCalendarFile();
});
afterAll(() => database.drop());

const FIRST = parseBusinessDate('2026-01-05');
const POCKETS = 10;

interface Law {
  readonly report: string;
  /** On which night after its date (1 is the first) a unit gets other content; null: never. */
  changesOn(pocket: number, dayNo: number): number | null;
}

interface Learned {
  readonly days: number | null;
  readonly verdict: string | null;
}

let banks = 0;

/** Lets a night ask again for the last `reaskDays` days, for `nights` nights, and returns what the books propose. */
async function learn(
  law: Law,
  { reaskDays, nights }: { readonly reaskDays: number; readonly nights: number },
): Promise<Learned & { readonly entityId: string }> {
  banks += 1;
  const entityId = `bank-${banks}`;
  await database.pool.query('insert into ledger.entity (entity_id) values ($1)', [entityId]);
  await ask(entityId, law.report, answersOf(law, reaskDays, nights));
  const { rows } = await database.pool.query<Learned>(
    `select proposed_days as days, verdict
     from books.rpt_reask_days
     where entity_id = $1
       and report_type = $2`,
    [entityId, law.report],
  );
  return { entityId, ...(rows[0] ?? { days: null, verdict: null }) };
}

interface Told {
  readonly pocket: number;
  readonly on: BusinessDate;
  readonly receivedAt: string;
  readonly version: number | null;
  readonly provisional: boolean;
}

/** What each night brought: the first answer is version 1, a change that came since the last one is a new version. */
function answersOf({ changesOn }: Law, reaskDays: number, nights: number): Told[] {
  const days = calendar.businessDays({ from: FIRST, to: addDays(FIRST, 600) }).slice(0, nights);
  return days.flatMap((on, dayNo) =>
    Array.from({ length: POCKETS }, (_, pocket) => pocket).flatMap((pocket) => {
      const change = changesOn(pocket, dayNo);
      let version = 0;
      return days.slice(dayNo, dayNo + reaskDays).map((to, index) => {
        const isNew = index === 0 || (change !== null && index === change - 1 && change > 1);
        if (isNew) version += 1;
        // Seven in the morning of the next calendar day in New York, standard time.
        const receivedAt = `${addDays(to, 1)}T12:00:00Z`;
        return { pocket, on, receivedAt, version: isNew ? version : null, provisional: false };
      });
    }),
  );
}

/** Writes down requests, files and versions as the pipeline does, without the files. */
async function ask(entityId: string, report: string, told: readonly Told[]): Promise<void> {
  const client = await database.pool.connect();
  // Thousands of rows of which the planner knows nothing: row by row they would take minutes.
  await client.query('set enable_nestloop = off');
  await client.query(
    `with told as (
       select t.*, row_number() over () as no
       from jsonb_to_recordset($3) as t (
         pocket int, "on" date, "receivedAt" timestamptz, version int, provisional boolean
       )
     ),
     run as (
       insert into ops.run (entity_id, kind, app_version) values ($1, 'nightly', 'test') returning run_id
     ),
     pocket as (
       insert into ledger.pocket (entity_id, pocket_id)
       select distinct $1, 'pocket-' || pocket from told
       returning pocket_key, pocket_id
     ),
     unit as (
       insert into ledger.unit (entity_id, report_type, pocket_key, business_date)
       select distinct $1, $2, p.pocket_key, t."on"
       from told t
       join pocket p on p.pocket_id = 'pocket-' || t.pocket
       returning unit_id, pocket_key, business_date
     ),
     request as (
       insert into ops.report_request (entity_id, run_id, report_type, pocket_id, from_date, to_date, state, remote_id)
       select $1, run_id, $2, 'pocket-' || pocket, "on", "on", 'settled', $1 || '-' || no
       from told
       cross join run
       returning request_id, remote_id
     ),
     asked as (
       select r.request_id, u.unit_id, t.*
       from told t
       join request r on r.remote_id = $1 || '-' || t.no
       join pocket p on p.pocket_id = 'pocket-' || t.pocket
       join unit u on u.pocket_key = p.pocket_key and u.business_date = t."on"
     ),
     request_unit as (
       insert into ops.request_unit (request_id, unit_id) select request_id, unit_id from asked
     ),
     file as (
       insert into ops.report_file (
         entity_id, request_id, report_type, from_date, to_date, sha256, bytes, length_proven, received_at, origin
       )
       select $1, request_id, $2, "on", "on", sha256(request_id::text::bytea), 1, true, "receivedAt", 'api'
       from asked
       returning report_file_id, request_id
     ),
     load as (
       insert into ops.file_load (
         report_file_id, outcome, rows_read, rows_loaded, rows_duplicate, rows_ignored, rows_quarantined,
         units, versions_new
       )
       select report_file_id, 'accepted', 0, 0, 0, 0, 0, 1, 0
       from file
     )
     insert into ledger.unit_version (unit_id, version, content_hash, row_count, report_file_id, provisional)
     select a.unit_id, a.version, sha256((a.unit_id || ' ' || a.version)::bytea), 0, f.report_file_id, a.provisional
     from asked a
     join file f using (request_id)
     where a.version is not null`,
    [entityId, report, JSON.stringify(told)],
  );
  await client.query('reset enable_nestloop');
  client.release();
}

/** One unit in twenty of each day changes on the second night, one in a hundred on the sixth. */
const LAW: Law = {
  report: 'BANK_STATEMENT_REPORT',
  changesOn(pocket, dayNo) {
    const no = dayNo * POCKETS + pocket;
    if (no % 100 === 7) return 6;
    return no % 20 === 3 ? 2 : null;
  },
};

describe('the nights that a report needs', () => {
  test('are learned from what was asked again: the window covers the law', async () => {
    const { days, verdict, entityId } = await learn(LAW, { reaskDays: 10, nights: 60 });
    expect({ days, verdict }).toEqual({ days: 6, verdict: 'covered' });
    const { rows } = await database.pool.query(
      `select days_after, units_changed, units_changed_later, share_to_change
       from books.rpt_finality
       where entity_id = $1
         and days_after in (2, 5, 6, 10)
       order by days_after`,
      [entityId],
    );
    expect(rows).toEqual([
      { days_after: 2, units_changed: 30, units_changed_later: 6, share_to_change: '0.166667' },
      { days_after: 5, units_changed: 0, units_changed_later: 6, share_to_change: '0.166667' },
      { days_after: 6, units_changed: 6, units_changed_later: 0, share_to_change: '0.000000' },
      { days_after: 10, units_changed: 0, units_changed_later: 0, share_to_change: '0.000000' },
    ]);
  });

  test('are found from a window that is too small, one night at a time', async () => {
    const everyNight: Law = {
      report: 'TRADE_REPORT',
      changesOn: (pocket, dayNo) => ((dayNo * POCKETS + pocket) % 5) + 1,
    };
    let reaskDays = 2;
    const proposed: (number | null)[] = [];
    for (let round = 0; round < 5; round++) {
      const { days } = await learn(everyNight, { reaskDays, nights: 30 });
      proposed.push(days);
      reaskDays = days ?? reaskDays;
    }
    expect(proposed).toEqual([3, 4, 5, 6, 5]);
  });

  test('are one where nothing ever changed, and not known where too little was asked', async () => {
    const never: Law = { report: 'POSITION_SUMMARY_REPORT', changesOn: () => null };
    expect(await learn(never, { reaskDays: 3, nights: 12 })).toMatchObject({
      days: 1,
      verdict: 'nothing changed',
    });
    // 10 pockets, 5 nights asked once more: 50 answers
    expect(await learn(never, { reaskDays: 2, nights: 6 })).toMatchObject({
      days: null,
      verdict: 'too little seen',
    });
  });

  test('leave out one change in a thousand and no more', async () => {
    const rare = (every: number): Law => ({
      report: 'SECURITY_PRICE_REPORT',
      // All change on the second night but one in `every`, which changes on the eighth.
      changesOn: (pocket, dayNo) => ((dayNo * POCKETS + pocket) % every === 0 ? 8 : 2),
    });
    const asked = { reaskDays: 10, nights: 210 };
    expect(await learn(rare(1000), asked)).toMatchObject({ days: 8 });
    expect(await learn(rare(2000), asked)).toMatchObject({ days: 2 });
  });

  test('count from the morning after: a Friday that is asked on Saturday and Tuesday has two', async () => {
    const friday = parseBusinessDate('2026-02-06');
    const at = (receivedAt: string, version: number | null, provisional = false) => ({
      pocket: 1,
      on: friday,
      receivedAt,
      version,
      provisional,
    });
    await database.pool.query(`insert into ledger.entity (entity_id) values ('friday')`);
    await ask('friday', 'TRADE_REPORT', [
      // While the day still went on: what changes then says nothing.
      at('2026-02-06T18:00:00Z', 1, true),
      at('2026-02-07T11:00:00Z', 2),
      // Sunday at noon, Tuesday just before and just after six in the morning, in New York.
      at('2026-02-08T17:00:00Z', null),
      at('2026-02-10T10:59:00Z', null),
      at('2026-02-10T11:00:00Z', 3),
    ]);
    const { rows } = await database.pool.query(
      `select days_after, units_asked, units_changed
       from books.rpt_finality
       where entity_id = 'friday'
       order by days_after`,
    );
    expect(rows).toEqual([
      { days_after: 1, units_asked: 1, units_changed: 0 },
      { days_after: 2, units_asked: 1, units_changed: 1 },
    ]);
  });
});
