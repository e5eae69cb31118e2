import type { Command } from './command.ts';
import { check } from './commands/check.ts';
import { clients } from './commands/clients.ts';
import { doctor } from './commands/doctor.ts';
import { drift } from './commands/drift.ts';
import { disable, enable } from './commands/enable.ts';
import { exportCommand } from './commands/export.ts';
import { history } from './commands/history.ts';
import { install } from './commands/install.ts';
import { list } from './commands/list.ts';
import { migrate } from './commands/migrate.ts';
import { outdated } from './commands/outdated.ts';
import { pin, unpin } from './commands/pin.ts';
import { remove } from './commands/remove.ts';
import { repair } from './commands/repair.ts';
import { restore } from './commands/restore.ts';
import { rollback } from './commands/rollback.ts';
import { runs } from './commands/runs.ts';
import { scan } from './commands/scan.ts';
import { show } from './commands/show.ts';
import { status } from './commands/status.ts';
import { sync } from './commands/sync.ts';
import { undo } from './commands/undo.ts';
import { update } from './commands/update.ts';

/** Every command, in the order that help shows them. What is heavy is loaded by the command that needs it. */
export const commands: Readonly<Record<string, Command>> = {
  install,
  list,
  show,
  remove,
  update,
  outdated,
  rollback,
  pin,
  unpin,
  enable,
  disable,
  restore,
  history,
  runs,
  check,
  scan,
  export: exportCommand,
  clients,
  sync,
  drift,
  repair,
  undo,
  migrate,
  status,
  doctor,
};
