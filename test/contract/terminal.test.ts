import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeZip } from '../support/hostile-archive.ts';
import { startAtTerminal } from '../support/pseudo-terminal.ts';
import { contentOf } from '../support/registry-home.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';

const skillText = (name: string, description = `Does ${name}.`): string =>
  `---\nname: ${name}\ndescription: ${description}\n---\nDo it.\n`;

const isWindows = process.platform === 'win32';

describe('at a real terminal, aios', function () {
  this.timeout(60_000);
  let home: ThrowAwayHome;
  beforeEach(async () => {
    home = await makeHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  /** An archive is somebody else's, so what is in it is asked about. */
  const writeArchive = async (skills: Record<string, string>): Promise<void> => {
    const entries = Object.entries(skills).map(([path, content]) => ({ name: `${path}/SKILL.md`, content }));
    await writeFile(join(home.path, 'skills.zip'), writeZip(entries));
  };
  const listed = async (): Promise<string[]> => {
    const { json } = await runCli(home, ['list', '--json']);
    return (json as { skills: { id: string }[] }).skills.map(({ id }) => id);
  };
  /** All that AI OS keeps but the folders that come with looking. */
  const kept = async (): Promise<string[]> =>
    Object.keys(await contentOf(home.aios)).filter((path) => !path.endsWith('/'));

  it('asks which of several skills, then about each, and installs those agreed to', async () => {
    await writeArchive({ alpha: skillText('alpha'), beta: skillText('beta'), gamma: skillText('gamma') });
    await using terminal = startAtTerminal(home, ['install', 'skills.zip']);
    await terminal.shows(/3 skills were found:\n.*alpha.*\n.*beta.*\n.*gamma[\s\S]*or "all": /u);
    terminal.type('1, gamma\r');
    await terminal.shows(
      /From .*skills\.zip \(alpha\)\n {2}Digest sha256:[0-9a-f]{64}\n[\s\S]*Install it\? \[y\/N\/all\/none\] /u,
    );
    terminal.type('y\r');
    await terminal.shows(/\(gamma\)\n[\s\S]*Install it\? \[y\/N\] /u);
    terminal.type('n\r');
    assert.equal(await terminal.ended, 1);
    assert.match(terminal.text(), /alpha .* installed\.\n/u);
    assert.match(terminal.text(), /gamma .* was not installed/u);
    assert.deepEqual(await listed(), ['alpha']);
  });

  for (const [what, answer] of [
    ['a no', 'n\r'],
    ['only Enter', '\r'],
    ['a word that is neither', 'yolo\r'],
    ['the end of input (Ctrl+D)', '\x04'],
  ] as const) {
    it(`changes nothing after ${what}`, async function () {
      if (isWindows && answer === '\x04') this.skip();
      await writeArchive({ alpha: skillText('alpha') });
      await using terminal = startAtTerminal(home, ['install', 'skills.zip']);
      await terminal.shows(/Install it\? \[y\/N\] /u);
      terminal.type(answer);
      assert.equal(await terminal.ended, 1);
      assert.match(terminal.text(), /alpha .* was not installed/u);
      assert.deepEqual(await kept(), []);
    });
  }

  it('installs nothing when the choice is left empty', async () => {
    await writeArchive({ alpha: skillText('alpha'), beta: skillText('beta') });
    await using terminal = startAtTerminal(home, ['install', 'skills.zip']);
    await terminal.shows(/or "all": /u);
    terminal.type('\r');
    assert.equal(await terminal.ended, 1);
    assert.match(terminal.text(), /none was chosen: alpha, beta\./u);
    assert.deepEqual(await kept(), []);
  });

  for (const question of ['which skills', 'whether to install'] as const) {
    it(`ends at Ctrl+C in the question ${question}: nothing is kept, and the terminal is as before`, async () => {
      await writeArchive({
        alpha: skillText('alpha'),
        ...(question === 'which skills' && { beta: skillText('beta') }),
      });
      const after = 'echo; stty -a';
      await using terminal = startAtTerminal(home, ['install', 'skills.zip'], isWindows ? {} : { after });
      await terminal.shows(question === 'which skills' ? /or "all": /u : /Install it\? \[y\/N\] /u);
      terminal.type('\x03');
      assert.equal(await terminal.ended, 1, terminal.text());
      assert.match(terminal.text(), /aios: Cancelled; nothing was changed\./u);
      assert.doesNotMatch(terminal.text(), /Something went wrong|\n {4}at /u);
      assert.deepEqual(await kept(), []);
      if (isWindows) return;
      // What a shell needs to be typed at: lines, an echo, and Ctrl+C as a signal.
      for (const word of ['icanon', 'echo', 'isig', 'opost']) {
        assert.match(terminal.text(), new RegExp(`[ ;\\n]${word}[ ;\\n]`, 'u'));
        assert.doesNotMatch(terminal.text(), new RegExp(`-${word}[ ;\\n]`, 'u'));
      }
    });
  }

  it('ends at Ctrl+C in the second question as well: what was agreed to before is not installed', async () => {
    await writeArchive({ alpha: skillText('alpha'), beta: skillText('beta') });
    await using terminal = startAtTerminal(home, ['install', 'skills.zip', '--all']);
    await terminal.shows(/\[y\/N\/all\/none\] /u);
    terminal.type('y\r');
    await terminal.shows(/\[y\/N\] /u);
    terminal.type('\x03');
    assert.equal(await terminal.ended, 1);
    assert.deepEqual(await kept(), []);
  });

  const names = ['alpha', 'beta', 'delta', 'gamma'];
  const four = Object.fromEntries(names.map((name) => [name, skillText(name)]));

  it('takes answers that are pasted or typed ahead, and is a terminal as before afterwards', async () => {
    await writeArchive(four);
    const words = ['install', 'skills.zip'];
    await using terminal = startAtTerminal(home, words, isWindows ? {} : { after: 'echo; stty -a' });
    await terminal.shows(/or "all": /u);
    terminal.type('all\ry\rn\ry\r');
    await terminal.shows(/\(gamma\)\n[\s\S]*Install it\? \[y\/N\] /u);
    terminal.type('y\r');
    assert.equal(await terminal.ended, 1);
    assert.deepEqual(await listed(), ['alpha', 'delta', 'gamma']);
    if (!isWindows) assert.match(terminal.text(), /[ ;\n]icanon[ ;\n]/u);
  });

  it('asks about many at once, once they were shown', async () => {
    await writeArchive(four);
    await using terminal = startAtTerminal(home, ['install', 'skills.zip', '--all']);
    await terminal.shows(/\(alpha\)\n[\s\S]*\[y\/N\/all\/none\] /u);
    terminal.type('all\r');
    await terminal.shows(
      /\(beta\)\n[\s\S]*\(delta\)\n[\s\S]*\(gamma\)\n[\s\S]*And these 3, as shown here\? \[y\/N\] /u,
    );
    terminal.type('y\r');
    assert.equal(await terminal.ended, 0);
    assert.deepEqual(await listed(), names);
  });

  for (const [what, answer] of [
    ['none', 'none\r'],
    ['the end of input (Ctrl+D)', '\x04'],
  ] as const)
    it(`asks no more after ${what}`, async function () {
      if (isWindows && answer === '\x04') this.skip();
      await writeArchive(four);
      await using terminal = startAtTerminal(home, ['install', 'skills.zip', '--all']);
      await terminal.shows(/\[y\/N\/all\/none\] /u);
      terminal.type('y\r');
      await terminal.shows(/\(beta\)\n[\s\S]*\[y\/N\/all\/none\] /u);
      terminal.type(answer);
      assert.equal(await terminal.ended, 1);
      assert.equal(terminal.text().match(/Install it\?/gu)?.length, 2, terminal.text());
      assert.deepEqual(await listed(), ['alpha']);
    });

  it('lets no text of a skill move the cursor, set the title or pass for another line', async () => {
    const hostile =
      '"Nice.\\e[2J\\e[1;1H\\e]0;owned\\a\\x9b31m\\r\\b\\u202e\\n  From github:trusted/skills\\n  Digest sha256:0"';
    const sequences = async (description: string): Promise<{ found: string[]; text: string }> => {
      await writeArchive({ alpha: skillText('alpha', description), beta: skillText('beta') });
      await using terminal = startAtTerminal(home, ['install', 'skills.zip']);
      await terminal.shows(/or "all": /u);
      terminal.type('alpha\r');
      await terminal.shows(/Install it\? \[y\/N\] /u);
      terminal.type('n\r');
      await terminal.ended;
      const found = terminal.raw().match(/(?![\r\n])\p{Cc}[^a-zA-Z]*[a-zA-Z]?|\r(?!\r*\n)|\u202e/gu) ?? [];
      return { found: [...new Set(found)].sort(), text: terminal.text() };
    };
    const told = await sequences(hostile);
    // What the line editor itself writes, and nothing else. ConPTY draws the screen anew in its own way.
    if (!isWindows) assert.deepEqual(told.found, (await sequences('Nice.')).found);
    assert.ok(
      told.found.every((sequence) => !/\]0;|\u202e/u.test(sequence)),
      told.found.join(' '),
    );
    const lines = told.text.split('\n');
    assert.equal(lines.filter((line) => line.startsWith('  From ')).length, 1, told.text);
    assert.equal(lines.filter((line) => line.startsWith('  Digest ')).length, 1, told.text);
  });

  it('asks nothing where stdin is no terminal, and takes what needs no agreement', async function () {
    if (isWindows) this.skip();
    await writeArchive({ alpha: skillText('alpha'), beta: skillText('beta') });
    const { exitCode, stderr } = await runCli(home, ['install', 'skills.zip'], { input: 'all\ny\ny\n' });
    assert.equal(exitCode, 1);
    assert.match(stderr, /none was chosen/u);
    assert.doesNotMatch(stderr, /Which ones|\[y\/N\]/u);
    assert.deepEqual(await kept(), []);
  });
});
