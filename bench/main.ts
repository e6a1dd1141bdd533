import { benchBackfillYear } from './backfill-year.ts';
import { withBenchServer } from './bench-server.ts';
import { benchLoad } from './load-trades.ts';
import { benchRead } from './read-and-load.ts';
import { benchLots, benchReconcile } from './reconcile.ts';

/*
 * npm run bench [read] [load] [reconcile] [lots] [year]
 *
 * Every figure stands beside a yardstick measured in the same run on the same server: absolute times move with the
 * machine, ratios stay. BENCH_DATABASE_URL names a server to use in place of an embedded one; its role must be superuser.
 */
const BENCHES = {
  read: benchRead,
  load: benchLoad,
  reconcile: benchReconcile,
  lots: benchLots,
  year: benchBackfillYear,
} as const;

const asked = process.argv.slice(2);
for (const name of asked) {
  if (!(name in BENCHES)) throw new Error(`there is no bench '${name}'`);
}

await withBenchServer(async (server) => {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (asked.length === 0 || asked.includes(name)) await bench(server);
  }
});
