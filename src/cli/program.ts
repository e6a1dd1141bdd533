import { Command } from 'commander';
import { addBackfill } from './backfill.ts';
import { addBreaks } from './breaks/breaks.ts';
import { addConfirmation } from './confirmation.ts';
import { addDemo } from './demo/demo.ts';
import { addDoctor } from './doctor.ts';
import { addExplain } from './explain/explain.ts';
import { addImport } from './import.ts';
import { addInspect } from './inspect.ts';
import { addLogin } from './login/login.ts';
import { addLogout } from './login/logout.ts';
import { addMigrate } from './migrate.ts';
import { addNightly } from './nightly.ts';
import { appVersion } from './open-job.ts';
import { addProbe } from './probe.ts';
import { addProfile } from './profile.ts';
import { addReconcile } from './reconcile.ts';
import { addReport } from './report/report.ts';
import { addRestatements } from './report/restatements.ts';
import { addReports } from './reports.ts';
import { addSandbox } from './sandbox.ts';
import { addSchedule } from './schedule.ts';
import { addStatus } from './status/status.ts';
import { addUp } from './up.ts';
import { addVerify } from './verify/verify.ts';
import { addSubscribe } from './webhooks/subscribe.ts';

const EXIT_CODES = `
Exit codes: 0 done and green, 1 failed, 2 wrong usage or configuration,
            3 done, breaks are open, 4 done, but something owed is missing.`;

const ADD_ALL = [
  addDemo,
  addDoctor,
  addLogin,
  addLogout,
  addMigrate,
  addNightly,
  addBackfill,
  addSchedule,
  addSubscribe,
  addReconcile,
  addStatus,
  addBreaks,
  addExplain,
  addReport,
  addRestatements,
  addConfirmation,
  addReports,
  addImport,
  addInspect,
  addProbe,
  addProfile,
  addSandbox,
  addVerify,
  addUp,
];

/** The whole command line. Where Commander would exit it throws `CommanderError`. */
export function createProgram(): Command {
  const program = new Command('pocketbook')
    .description(
      'Keeps the books of a Jiko treasury in Postgres and proves every night that they tie.',
    )
    .version(appVersion())
    .showHelpAfterError()
    .addHelpText('after', EXIT_CODES)
    .exitOverride();
  for (const add of ADD_ALL) add(program);
  return program;
}
