import type { Command } from './command.ts';

/** Every command, loaded when it is called. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  install: async () => (await import('./commands/install.ts')).install,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  list: async () => (await import('./commands/list.ts')).list,
  show: async () => (await import('./commands/show.ts')).show,
  remove: async () => (await import('./commands/remove.ts')).remove,
  check: async () => (await import('./commands/check.ts')).check,
  clients: async () => (await import('./commands/clients.ts')).clients,
  sync: async () => (await import('./commands/sync.ts')).sync,
  drift: async () => (await import('./commands/drift.ts')).drift,
  repair: async () => (await import('./commands/repair.ts')).repair,
  status: async () => (await import('./commands/status.ts')).status,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
};
