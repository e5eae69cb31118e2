import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { terminalDialogue } from '../../../runtime/cli/terminal-dialogue.ts';
import type { SkillChoice } from '../../../runtime/registry/locate-skills.ts';
import type { Proposal } from '../../../runtime/registry/proposal.ts';
import { rejectsWith } from '../../support/assert-error.ts';

const digest = `sha256:${'a'.repeat(64)}`;

/** A terminal at which somebody answers each question as it is asked. */
function makeTerminal(answers: readonly string[], isTTY = true) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  const left = [...answers];
  let shown = '';
  stderr.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (/: $|\[y\/N\] $/u.test(chunk.toString())) {
      const answer = left.shift();
      if (answer !== undefined) stdin.write(`${answer}\n`);
    }
  });
  return { terminal: { stdin, stderr }, shown: () => shown };
}

const choices = ['alpha', 'beta', 'gamma'].map((id) => ({ id, description: `Does ${id}.` }) as SkillChoice);

function proposal(source: string, more: Partial<Proposal> = {}): Proposal {
  return {
    record: {
      manifest: { id: 'notes', name: 'Notes', version: '1.0.0', description: 'Does notes.', connectors: [] },
      source,
      digest,
    },
    files: new Map(),
    action: 'installed',
    previous: undefined,
    changes: undefined,
    diagnostics: [],
    findings: [],
    ...more,
  } as unknown as Proposal;
}

const never = new AbortController().signal;

describe('the dialogue at a terminal', () => {
  for (const [answer, chosen] of [
    ['all', ['alpha', 'beta', 'gamma']],
    ['2', ['beta']],
    ['gamma, 1', ['alpha', 'gamma']],
    ['', []],
    ['delta', []],
  ] as const) {
    it(`lets choose by number and id: "${answer}"`, async () => {
      const { terminal, shown } = makeTerminal([answer]);
      const found = await terminalDialogue(false, never, terminal).choose(choices);
      assert.deepEqual(
        found.map(({ id }) => id),
        chosen,
      );
      assert.match(shown(), /3 skills were found:\n +1 {2}alpha {2}Does alpha\./u);
    });
  }

  it('shows what comes from elsewhere, and installs it only after a yes', async () => {
    const { terminal, shown } = makeTerminal(['y']);
    const agreed = await terminalDialogue(false, never, terminal).approve([proposal('github:acme/skills')]);
    assert.deepEqual([...agreed], [digest]);
    assert.match(
      shown(),
      /Notes 1\.0\.0\n {2}Does notes\.\n {2}From github:acme\/skills\n {2}Digest sha256:a+/u,
    );
    for (const answer of ['', 'n', 'yo', 'maybe']) {
      const refusing = makeTerminal([answer]).terminal;
      const none = await terminalDialogue(false, never, refusing).approve([proposal('github:acme/skills')]);
      assert.equal(none.size, 0, answer);
    }
  });

  it('shows no control characters of a skill', async () => {
    const { terminal, shown } = makeTerminal(['n']);
    await terminalDialogue(false, never, terminal).approve([proposal('github:acme/\u001b[2Jskills')]);
    assert.ok(!shown().includes('\u001b[2J'));
  });

  it('asks nothing about a folder of the person’s own', async () => {
    const { terminal, shown } = makeTerminal([]);
    const agreed = await terminalDialogue(false, never, terminal).approve([proposal('folder:/skills/notes')]);
    assert.deepEqual([agreed.size, shown()], [1, '']);
  });

  it('asks nothing where nobody can answer, and takes the safe way', async () => {
    const { terminal, shown } = makeTerminal(['all', 'y'], false);
    const dialogue = terminalDialogue(false, never, terminal);
    assert.deepEqual(await dialogue.choose(choices), []);
    const warned = proposal('github:acme/skills', { findings: [{ severity: 'warn' }] as never });
    assert.equal((await dialogue.approve([warned])).size, 0);
    assert.equal((await dialogue.approve([proposal('github:acme/skills')])).size, 1);
    assert.equal((await terminalDialogue(true, never, terminal).approve([warned])).size, 1);
    assert.equal(shown(), '');
  });

  it('ends with the question when the person presses Ctrl+C', async () => {
    const { terminal } = makeTerminal([]);
    const controller = new AbortController();
    const asked = terminalDialogue(false, controller.signal, terminal).choose(choices);
    controller.abort();
    await rejectsWith(asked, 'source_cancelled');
  });
});
