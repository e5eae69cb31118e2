import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { terminalDialogue } from '../../../runtime/cli/terminal-dialogue.ts';
import type { SkillChoice } from '../../../runtime/registry/locate-skills.ts';
import type { Proposal } from '../../../runtime/registry/proposal.ts';
import type { Finding } from '../../../runtime/skill/scan/finding.ts';
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

/** Another skill than `notes`, with content of its own. */
function named(name: string): Proposal['record'] {
  const { record } = proposal('');
  return { ...record, manifest: { ...record.manifest, name }, digest: `sha256:${name}` };
}

const warning: Finding = {
  path: 'SKILL.md',
  line: 3,
  column: 1,
  rule: 'example',
  kind: 'injection',
  severity: 'warn',
  message: 'Something to look at.',
};

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

  it('shows a folder of the person’s own as well, and asks nothing', async () => {
    const { terminal, shown } = makeTerminal([]);
    const agreed = await terminalDialogue(false, never, terminal).approve([proposal('folder:/skills/notes')]);
    assert.equal(agreed.size, 1);
    assert.match(
      shown(),
      /Notes 1\.0\.0\n {2}Does notes\.\n {2}From folder:\/skills\/notes\n {2}Digest sha256:a+/u,
    );
    assert.doesNotMatch(shown(), /\[y\/N\]/u);
  });

  it('shows what it does not ask about before the first question', async () => {
    const { terminal, shown } = makeTerminal(['n']);
    const elsewhere = proposal('github:acme/skills', {
      record: { ...named('Far'), source: 'github:acme/skills' },
    });
    const own = proposal('folder:/skills/notes');
    const agreed = await terminalDialogue(false, never, terminal).approve([elsewhere, own]);
    assert.deepEqual([...agreed], [digest]);
    assert.match(shown(), /Notes 1\.0\.0[\s\S]*Far 1\.0\.0[\s\S]*Install it\? \[y\/N\]/u);
  });

  it('takes the safe way where nobody can answer, and shows what is agreed to beforehand', async () => {
    const { terminal, shown } = makeTerminal(['all', 'y'], false);
    const dialogue = terminalDialogue(false, never, terminal);
    assert.deepEqual(await dialogue.choose(choices), []);
    const warned = proposal('github:acme/skills', { findings: [warning] });
    assert.equal((await dialogue.approve([warned])).size, 0);
    assert.match(shown(), /Found SKILL\.md:3:1 warn[^\n]*\n {2}! The scan found one thing to look at\./u);
    assert.equal((await dialogue.approve([proposal('github:acme/skills')])).size, 1);
    const agreed = makeTerminal([], true);
    assert.equal((await terminalDialogue(true, never, agreed.terminal).approve([warned])).size, 1);
    assert.match(agreed.shown(), /Notes 1\.0\.0\n[\s\S]*! The scan found/u);
    assert.doesNotMatch(shown() + agreed.shown(), /\[y\/N\]/u);
  });

  it('tells of many skills in a line each, and shows those whole that there is a reason to look at', async () => {
    const { terminal, shown } = makeTerminal([], false);
    const own = ['A', 'B', 'C', 'D', 'E'].map((name) =>
      proposal('', {
        record: { ...named(name), source: `folder:/tree/${name}` },
        findings: [warning, warning],
      }),
    );
    const far = proposal('', {
      record: { ...named('Far'), source: 'github:acme/skills' },
      findings: [warning],
    });
    await terminalDialogue(true, never, terminal).approve([far, ...own]);
    assert.match(
      shown(),
      /^\n6 skills were checked and scanned:\n {2}A 1\.0\.0 {2}\/tree\/A {2}2 findings\n {2}B [^\n]*\n {2}C [^\n]*\n {2}D [^\n]*\n {2}E [^\n]*\n\nFar 1\.0\.0\n {2}Does notes\.\n {2}From github:acme\/skills\n/u,
    );
  });

  it('ends with the question when the person presses Ctrl+C', async () => {
    const { terminal } = makeTerminal([]);
    const controller = new AbortController();
    const asked = terminalDialogue(false, controller.signal, terminal).choose(choices);
    controller.abort();
    await rejectsWith(asked, 'source_cancelled');
  });
});
