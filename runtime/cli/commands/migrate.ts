import type { LeftBehind } from '../../client/left-behind.ts';
import type { MigrationResult } from '../../sync/migration.ts';
import type { Command } from '../command.ts';

export const migrate: Command = {
  usage: 'migrate [SERVER…] [--dry-run]',
  summary: 'Takes your own MCP servers along from Windsurf to Devin Desktop, which came after it.',
  positionals: [0, Number.POSITIVE_INFINITY],
  options: ['dry-run'],
  async run({ runtime, positionals, options: { dryRun } }) {
    const migration = await runtime.openMigration();
    const asked = positionals.length > 0 ? { servers: positionals } : {};
    const { changes, errors } = await (dryRun ? migration.preview(asked) : migration.migrate(asked));
    const isIdle = changes.length === 0 && errors.length === 0;
    const text = isIdle ? nothingText(await migration.offers()) : migrationText({ changes, errors }, dryRun);
    return { exitCode: errors.length > 0 ? 1 : 0, json: { changes, errors, dryRun }, text };
  },
};

function migrationText({ changes, errors }: MigrationResult, dryRun: boolean): string {
  const lines = changes.map(({ client, id, from, path }) => {
    return `${client}: server "${id}" ${dryRun ? 'would be ' : ''}taken along from ${from} to ${path}`;
  });
  return [...lines, ...errors.map(({ client, message, remedy }) => `${client}: ${message} ${remedy}`)].join(
    '\n',
  );
}

function nothingText(left: readonly LeftBehind[]): string {
  const again = left.map(
    ({ client, removed }) =>
      `Taken along before, and no longer in ${client.name}: ${removed.join(', ')}. Name one to take it along again.`,
  );
  return ['There is nothing to take along.', ...again].join('\n');
}
