import type { Command } from 'commander';
import { chooseOneEntity } from '../choose-entity.ts';
import { entityOption, jsonOption } from '../options.ts';
import { runCommand } from '../run-command.ts';
import { openVault } from './open-identity.ts';

export function addLogout(program: Command): void {
  program
    .command('logout')
    .description('forget the sign-in of an entity on this machine')
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: { readonly entity?: string; readonly json?: boolean }) =>
      runCommand(flags, async ({ settings }) => {
        const entity = chooseOneEntity(settings, flags.entity);
        const vault = openVault(settings, entity);
        const wasSignedIn = await vault.exclusively((keeper) => keeper.forget());
        const { entityId } = entity;
        return {
          text: wasSignedIn
            ? `${entityId} is signed out here; its sessions at Jiko are ended in Jiko's portal`
            : `${entityId} was not signed in`,
          document: { entity: entityId, signed_in: false, was_signed_in: wasSignedIn },
          exitCode: 0,
        };
      }),
    );
}
