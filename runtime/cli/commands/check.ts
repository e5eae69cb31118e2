import type { CheckedSkill } from '../../check/check-skill.ts';
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
    const lines = report.skills.flatMap(textOf);
    lines.push(
      `${total} ${total === 1 ? 'skill' : 'skills'}: ${ok} ok, ${warned} with warnings, ${rejected} rejected.`,
    );
    return { exitCode: rejected > 0 ? 3 : 0, json: report, text: lines.join('\n') };
  },
};

function textOf({ path, grade, diagnostics }: CheckedSkill): string[] {
  if (grade === 'ok') return [];
  const told = diagnostics.filter(({ severity }) => severity !== 'info');
  return [`${path}  ${grade}`, ...told.map((diagnostic) => `  ${formatDiagnostic(diagnostic)}`)];
}
