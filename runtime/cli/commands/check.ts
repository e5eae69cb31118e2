import type { CheckedSkill } from '../../check/check-skill.ts';
import type { ListingShare } from '../../check/client-lint.ts';
import { oneLine } from '../../one-line.ts';
import { formatDiagnostic } from '../../skill/diagnostic.ts';
import type { Command } from '../command.ts';

export const check: Command = {
  usage: 'check PATH…',
  summary: 'Checks skills and agent skills, one or a whole tree. Exit code 3 when one is rejected.',
  positionals: [1, Number.POSITIVE_INFINITY],
  async run({ positionals, workingFolder }) {
    const { checkPaths } = await import('../../check/check-paths.ts');
    const report = await checkPaths(positionals, workingFolder);
    const { total, ok, warned, rejected } = report.summary;
    const { clientSkillRules } = await import('../../client/skill-rules-table.ts');
    const lines = report.skills.flatMap(textOf);
    for (const { client, characters, budget } of overfullListings(report.skills)) {
      const name = clientSkillRules.find(({ id }) => id === client)?.name ?? client;
      lines.push(
        `Together they take ${count(characters)} characters of ${name}'s list of skills, which has room for ${count(budget)}: it leaves some of them out.`,
      );
    }
    lines.push(
      `${total} ${total === 1 ? 'skill' : 'skills'}: ${ok} ok, ${warned} with warnings, ${rejected} rejected.`,
    );
    return { exitCode: rejected > 0 ? 3 : 0, json: report, text: lines.map(oneLine).join('\n') };
  },
};

function textOf({ path, grade, diagnostics }: CheckedSkill): string[] {
  const told = diagnostics.filter(({ severity }) => severity !== 'info');
  if (told.length === 0) return [];
  return [`${path}  ${grade}`, ...told.map((diagnostic) => `  ${formatDiagnostic(diagnostic)}`)];
}

/** The listings that would have no room for all of the skills at once. */
function overfullListings(skills: readonly CheckedSkill[]): ListingShare[] {
  const shares = new Map<string, ListingShare>();
  for (const share of skills.flatMap(({ listing }) => listing)) {
    const characters = (shares.get(share.client)?.characters ?? 0) + share.characters;
    shares.set(share.client, { ...share, characters });
  }
  return [...shares.values()].filter(({ characters, budget }) => characters > budget);
}

function count(characters: number): string {
  return characters.toLocaleString('en');
}
