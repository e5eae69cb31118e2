import type { Command } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';
import { textTable } from '../text-table.ts';

export const outdated: Command = {
  usage: 'outdated [ID…] [--allow-host HOST…] [--project]',
  summary: 'Asks the sources of the installed skills for newer versions.',
  positionals: [0, 1000],
  options: ['allow-host', 'project'],
  async run(context) {
    const { runtime, positionals, options, workingFolder, signal, say } = context;
    const opened = options.project ? await openProjectHere(context) : undefined;
    const from = opened?.project.folder ?? workingFolder;
    const watch = { workingFolder: from, signal, onProgress: say };
    const found = await (opened ?? runtime).updater.freshness(positionals, watch);
    const skills = found.map(({ skill, state, offered, isCertain, error }) => ({
      id: skill.manifest.id,
      version: skill.manifest.version,
      offered,
      state,
      certain: isCertain,
      pinned: skill.pinned ?? false,
      source: skill.source,
      ...(error && { error: { code: error.code, message: error.message, remedy: error.remedy } }),
    }));
    const behind = skills.filter(({ state }) => state !== 'current');
    const rows = behind.map(({ id, version, offered = '', state, certain, pinned, error }) => [
      id,
      version,
      offered,
      `${certain ? state : 'the repository has newer commits'}${pinned ? ', pinned' : ''}${error === undefined ? '' : `: ${error.message}`}`,
    ]);
    const none = skills.length === 0 ? 'No skill is installed.' : 'Every skill is as its source offers it.';
    const text = textTable(['SKILL', 'INSTALLED', 'OFFERED', 'STATE'], rows) || none;
    return { exitCode: skills.some(({ state }) => state === 'outdated') ? 3 : 0, json: { skills }, text };
  },
};
