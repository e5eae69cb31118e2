import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AiosError } from '../../errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { writeFolder } from '../../files/write-folder.ts';
import { oneLine } from '../../one-line.ts';
import { exportWholeSkill } from '../../skill/export/agent-skill.ts';
import { packPlugin } from '../../skill/export/plugin.ts';
import type { Command, CommandContext, CommandResult } from '../command.ts';

const formats = ['agent-skill', 'zip', 'plugin'] as const;

/** `export` is a reserved word, so the command's constant cannot have its name. */
export const exportCommand: Command = {
  usage: 'export ID --format agent-skill|zip|plugin [--out DIR]',
  summary:
    'Writes an installed skill as an agent skill, as the ZIP for Claude’s upload, or as an agent plugin.',
  positionals: [1, 1],
  options: ['format', 'out', 'dry-run'],
  async run(context) {
    const { options, positionals, runtime, workingFolder } = context;
    const format = formats.find((known) => known === (options.format ?? 'agent-skill'));
    if (format === undefined) {
      throw new AiosError(`There is no export format "${options.format}".`, {
        code: 'usage',
        remedy: `Use one of ${formats.join(', ')}.`,
      });
    }
    const skill = await runtime.registry.get(positionals[0] ?? '');
    const files = exportWholeSkill({ manifest: skill.manifest, files: await runtime.registry.files(skill) });
    const { id, name, version } = skill.manifest;
    const target = join(resolve(workingFolder, options.out ?? '.'), targetName(format, id));
    await refuseExisting(target);
    let note = '';
    if (!options.dryRun && format === 'zip') {
      const { packUploadZip } = await import('../../skill/export/upload-zip.ts');
      const { bytes, descriptionWasCut } = await packUploadZip(files, id);
      makeFolders(join(target, '..'));
      await writeFileAtomically(target, bytes, { mode: 0o644 });
      if (descriptionWasCut) note = '\nIts description was cut to the 200 characters that the upload takes.';
    } else if (!options.dryRun) {
      await writeFolder(target, format === 'plugin' ? packPlugin(skill.manifest, files) : files);
    }
    return result(context, { id, version, format, path: target }, `${name} ${version}`, note);
  },
};

function targetName(format: (typeof formats)[number], id: string): string {
  if (format === 'zip') return `${id}.zip`;
  return format === 'plugin' ? `${id}-plugin` : id;
}

function result(
  { options }: CommandContext,
  exported: { id: string; version: string; format: string; path: string },
  what: string,
  note: string,
): CommandResult {
  const done = options.dryRun ? 'would be written' : 'written';
  return {
    exitCode: 0,
    json: { exported, dryRun: options.dryRun },
    text: `${oneLine(`${what} ${done} to ${exported.path}`)}${note}`,
  };
}

async function refuseExisting(target: string): Promise<void> {
  const exists = await lstat(target).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  throw new AiosError(`${target} is already there; it was left as it is.`, {
    code: 'target_exists',
    remedy: 'Move it away, or choose another folder with --out.',
    file: target,
  });
}
