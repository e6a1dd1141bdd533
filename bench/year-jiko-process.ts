import { startSandbox } from '../sandbox/start.ts';
import { scaledClock } from './scaled-clock.ts';

/** The simulated Jiko of `backfill-year.ts`, in a process of its own: what it costs must not slow down who is measured. */
const [options = '{}'] = process.argv.slice(2);
const { originMs, scale, from, to, pockets, keyFile } = JSON.parse(options) as {
  originMs: number;
  scale: number;
  from: string;
  to: string;
  pockets: number;
  keyFile: string;
};
const { now } = scaledClock(originMs, scale);
const sandbox = await startSandbox({
  from,
  to,
  pockets,
  keyFile,
  keyAlgorithm: 'EdDSA',
  now,
  // Of the minutes that pass here: between two and twenty seconds.
  readyAfterMs: [2_000, 20_000],
});
process.on('message', (question) => {
  if (question === 'stats') process.send?.(sandbox.stats());
  else void sandbox.stop().then(() => process.disconnect());
});
process.send?.({ url: sandbox.url, clientId: sandbox.clientId });
