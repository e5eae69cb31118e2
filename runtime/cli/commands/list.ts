import type { AiosError } from '../../errors.ts';
import type { LockDifference } from '../../registry/compare-lock.ts';
import type { InstalledSkill } from '../../registry/installed-skill.ts';
import { skillSummary } from '../../registry/skill-summary.ts';
import type { Command, CommandContext, CommandResult } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';
import { textTable } from '../text-table.ts';

export const list: Command = {
  usage: 'list [--verify] [--project]',
  summary:
    'Lists the installed skills, or those of this project, and compares them with the lock file; with --verify every file too, and exit code 3 when something differs.',
  positionals: [0, 0],
  options: ['project', 'verify'],
  async run(context) {
    if (context.options.project) return listProject(context);
    const { runtime } = context;
    const installed = await listFollowed(runtime);
    const { problem, ...lock } = await runtime.registry.compareLock(installed, {
      anew: context.options.verify,
    });
    const damaged = context.options.verify ? await runtime.registry.findDamaged(installed) : undefined;
    const skills = installed.map((skill) => ({
      ...skillSummary(skill),
      ...(damaged && { verified: !damaged.includes(skill.manifest.id) }),
    }));
    const text = (): string => {
      const rows = skills.map(({ id, version, clients, disabledFor, pinned, link, description }) => [
        id,
        `${version}${pinned ? ' (pinned)' : ''}${link === undefined ? '' : ' (linked)'}`,
        `${typeof clients === 'string' ? clients : clients.join(', ') || 'none'}${disabledFor ? ` but ${disabledFor.join(', ')}` : ''}`,
        shorten(description),
      ]);
      const table = textTable(['SKILL', 'VERSION', 'CLIENTS', 'WHAT IT DOES'], rows);
      const lines = [table || 'No skill is installed. Install one with `aios install SOURCE`.'];
      if (problem !== undefined) lines.push(`${problem.message} ${problem.remedy}`);
      for (const difference of lock.differences) lines.push(`${difference.id} ${wordsFor(difference)}.`);
      for (const id of damaged ?? []) lines.push(`${id} is no longer as it was installed: install it again.`);
      return lines.join('\n');
    };
    const isAsLocked = damaged?.length === 0 && lock.matches;
    return {
      exitCode: damaged && !isAsLocked ? 3 : 0,
      json: { skills, lock: { ...lock, ...errorOf(problem) } },
      text,
    };
  },
};

/** What is installed, once what changed in linked folders is taken over. */
async function listFollowed({
  registry,
  linked,
}: CommandContext['runtime']): Promise<readonly InstalledSkill[]> {
  const installed = await registry.list();
  // A thousand skills are not read twice for nothing.
  if (installed.every(({ link }) => link === undefined)) return installed;
  await linked.refresh();
  return registry.list();
}

/** The skills of the project, each with its state; one that the person has installed themselves is said to hide it. */
async function listProject(context: CommandContext): Promise<CommandResult> {
  const { project } = await openProjectHere(context);
  const own = new Set((await context.runtime.registry.list()).map(({ manifest }) => manifest.id));
  const found = await project.look();
  const skills = found.map(({ id, state, record, entry, problem }) => ({
    id,
    name: record?.manifest.name,
    version: record?.manifest.version ?? entry?.version,
    description: record?.manifest.description,
    source: record?.source ?? entry?.source,
    digest: record?.digest,
    state,
    hiddenByOwn: own.has(id),
    ...errorOf(problem),
  }));
  const rows = skills.map(({ id, version = '', state, hiddenByOwn, description = '', error }) => [
    id,
    version,
    `${projectWords[state]}${hiddenByOwn ? '; hidden by your own' : ''}`,
    error?.message ?? shorten(description),
  ]);
  const table = textTable(['SKILL', 'VERSION', 'STATE', 'WHAT IT DOES'], rows);
  const none = `No skill stands in ${project.folder}. Install one with \`aios install SOURCE --project\`.`;
  const matches = found.every(
    ({ state, record, entry }) => state === 'locked' && record?.manifest.version === entry?.version,
  );
  const json = { project: project.folder, skills, lock: { file: project.lockFile, matches } };
  return { exitCode: context.options.verify && !matches ? 3 : 0, json, text: table || none };
}

const projectWords = {
  locked: 'as locked',
  behind: 'behind the lock file: `aios restore --project`',
  edited: 'edited: not as locked',
  unlocked: 'not in the lock file',
  missing: 'not here: `aios restore --project`',
  invalid: 'cannot be used',
} as const;

/** What to do about a difference between what is installed and the lock file. */
function wordsFor(difference: LockDifference): string {
  if (difference.state === 'not-installed')
    return 'is in the lock file and not installed: `aios restore` brings it';
  if (difference.state === 'not-locked')
    return 'is installed and not in the lock file: `aios doctor` writes it there';
  return `is not as the lock file says (${difference.fields.join(', ')}): \`aios restore\` brings what it names`;
}

function errorOf(problem: AiosError | undefined): {
  readonly error?: Pick<AiosError, 'code' | 'message' | 'remedy'> & { readonly line?: number };
} {
  if (problem === undefined) return {};
  const { code, message, remedy, line } = problem;
  return { error: { code, message, remedy, ...(line !== undefined && { line }) } };
}

/** One line of at most 60 characters. */
function shorten(text: string): string {
  const characters = [...text.replaceAll(/\s+/gu, ' ')];
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : characters.join('');
}
