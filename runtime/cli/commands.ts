import type { Command } from './command.ts';
import { check } from './commands/check.ts';
import { clients } from './commands/clients.ts';
import { doctor } from './commands/doctor.ts';
import { drift } from './commands/drift.ts';
import { exportCommand } from './commands/export.ts';
import { install } from './commands/install.ts';
import { list } from './commands/list.ts';
import { remove } from './commands/remove.ts';
import { repair } from './commands/repair.ts';
import { scan } from './commands/scan.ts';
import { show } from './commands/show.ts';
import { status } from './commands/status.ts';
import { sync } from './commands/sync.ts';

/** Every command, in the order that help shows them. What is heavy is loaded by the command that needs it. */
export const commands: Readonly<Record<string, Command>> = {
  install,
  list,
  show,
  remove,
  check,
  scan,
  export: exportCommand,
  clients,
  sync,
  drift,
  repair,
  status,
  doctor,
};
