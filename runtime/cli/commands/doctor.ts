import { oneLine } from '../../one-line.ts';
import type { Command } from '../command.ts';

const marks = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' } as const;

export const doctor: Command = {
  usage: 'doctor',
  summary: 'Looks whether everything AI OS rests on is in order. Exit code 3 when something is not.',
  positionals: [0, 0],
  async run({ runtime }) {
    const findings = await runtime.examine();
    const lines = findings.flatMap(({ check, state, message, remedy }) => [
      oneLine(`${marks[state]}  ${check.padEnd(9)} ${message}`),
      ...(remedy ? [oneLine(`${' '.repeat(19)}${remedy}`)] : []),
    ]);
    const healthy = findings.every(({ state }) => state !== 'problem');
    return { exitCode: healthy ? 0 : 3, json: { healthy, findings }, text: lines.join('\n') };
  },
};
