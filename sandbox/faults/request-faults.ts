import type { Fate } from './fault.ts';
import { type FaultMaker, reportOf, type Scene, type Sketch } from './scene.ts';

/** One statement is not ready for a day and a night. */
export const lateReport: FaultMaker = (scene) =>
  withFate(scene, 'late', 'stays pending for 24 hours');

/** One statement cannot be generated, however often it is asked for. */
export const failedReport: FaultMaker = (scene) => withFate(scene, 'failed', 'fails every time');

function withFate(scene: Scene, fate: Fate, note: string): Sketch {
  const account = scene.wish.account ?? scene.random.pick(['BANK', 'BROKERAGE'] as const);
  return {
    cusip: null,
    reportType: reportOf(account),
    rule: 'completeness',
    cause: 'late report',
    consequences: [],
    edit: { on: 'request', account, date: scene.date, fate },
    note: `the ${account.toLowerCase()} statement ${note}`,
  };
}
