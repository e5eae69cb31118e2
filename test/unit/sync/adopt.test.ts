import assert from 'node:assert/strict';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { installOne } from '../../support/install-one.ts';
import { makeSyncHome, type SyncHome, snapshot } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

const roots = [
  ['.claude', 'skills'],
  ['.agents', 'skills'],
] as const;
const text =
  '---\nname: tidy-notes\ndescription: Tidies notes. Use when notes are untidy.\n---\nTidy them.\n';

/** An agent skill that two clients have in different folders. */
async function deliveredTwice(): Promise<SyncHome> {
  const home = await makeSyncHome();
  await mkdir(home.at('.codex'), { recursive: true });
  await mkdir(home.at('source', 'tidy-notes'), { recursive: true });
  await home.write(text, 'source', 'tidy-notes', 'SKILL.md');
  await installOne(home.runtime.installer, home.at('source', 'tidy-notes'));
  assert.deepEqual((await home.runtime.sync.sync()).errors, []);
  for (const root of roots) assert.equal(await home.read(...root, 'tidy-notes', 'SKILL.md'), text);
  return home;
}

function readCopies(home: SyncHome): Promise<string[]> {
  return Promise.all(roots.map((root) => home.read(...root, 'tidy-notes', 'SKILL.md')));
}

describe('An edited skill that is adopted', () => {
  it('becomes the installed version and goes to every client', async () => {
    await using home = await deliveredTwice();
    const mine = `${text}And sort them.\n`;
    await home.write(mine, ...roots[0], 'tidy-notes', 'SKILL.md');
    await home.write('echo sorted\n', ...roots[0], 'tidy-notes', 'sort.sh');
    const result = await home.runtime.sync.repair({ edited: 'adopt' });
    assert.deepEqual(told(result), ['claude-code skill adopt', 'codex skill update']);
    assert.deepEqual(await readCopies(home), [mine, mine]);
    assert.equal(await home.read(...roots[1], 'tidy-notes', 'sort.sh'), 'echo sorted\n');
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
    const { source } = await home.runtime.registry.get('tidy-notes');
    assert.equal(source, `folder:${home.at(...roots[0], 'tidy-notes')}`);
    assert.deepEqual(told(await home.runtime.sync.sync()), []);
  });

  it('is edited again after an undo, with the version before installed, and undoing that adopts it again', async () => {
    await using home = await deliveredTwice();
    const mine = `${text}And sort them.\n`;
    await home.write(mine, ...roots[0], 'tidy-notes', 'SKILL.md');
    const before = await home.runtime.registry.get('tidy-notes');
    await home.runtime.sync.repair({ edited: 'adopt' });
    const adopted = await home.runtime.registry.get('tidy-notes');
    assert.deepEqual((await home.runtime.sync.undo()).errors, []);
    assert.deepEqual(await readCopies(home), [mine, text]);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill edited']);
    assert.equal((await home.runtime.registry.get('tidy-notes')).digest, before.digest);
    assert.deepEqual((await home.runtime.sync.undo()).errors, []);
    assert.deepEqual(await readCopies(home), [mine, mine]);
    assert.equal((await home.runtime.registry.get('tidy-notes')).digest, adopted.digest);
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
  });

  it('is refused when the scan blocks it, and nothing changes', async () => {
    await using home = await deliveredTwice();
    const key = ['AKIA', 'IOSFODNN7', 'QWERTYU'].join('');
    const secret = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYzQ83kfLmNq'].join('/');
    const mine = `${text}aws_access_key_id = ${key}\naws_secret_access_key = ${secret}\n`;
    await home.write(mine, ...roots[0], 'tidy-notes', 'SKILL.md');
    const { digest } = await home.runtime.registry.get('tidy-notes');
    const result = await home.runtime.sync.repair({ edited: 'adopt' });
    assert.deepEqual(told(result), ['claude-code scan_blocked']);
    assert.deepEqual(await readCopies(home), [mine, text]);
    assert.equal((await home.runtime.registry.get('tidy-notes')).digest, digest);
  });

  it('is refused when two copies were edited differently, until one is named', async () => {
    await using home = await deliveredTwice();
    for (const [index, root] of roots.entries())
      await home.write(`${text}Edit ${index}.\n`, ...root, 'tidy-notes', 'SKILL.md');
    assert.deepEqual(told(await home.runtime.sync.repair({ edited: 'adopt' })), [
      'claude-code adopt_ambiguous',
    ]);
    const result = await home.runtime.sync.repair({ edited: 'adopt', clients: ['codex'] });
    assert.deepEqual(told(result).slice(0, 1), ['codex skill adopt']);
    assert.deepEqual(await readCopies(home), [`${text}Edit 0.\n`, `${text}Edit 1.\n`]);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill edited']);
  });

  it('is refused when it calls itself another skill', async () => {
    await using home = await deliveredTwice();
    await home.write(text.replace('tidy-notes', 'other-notes'), ...roots[0], 'tidy-notes', 'SKILL.md');
    assert.deepEqual(told(await home.runtime.sync.repair({ edited: 'adopt' })), [
      'claude-code adopt_renamed',
    ]);
  });

  it('changes nothing with a dry run', async () => {
    await using home = await deliveredTwice();
    await home.write(`${text}Mine.\n`, ...roots[0], 'tidy-notes', 'SKILL.md');
    const before = await snapshot(home.path);
    const result = await home.runtime.sync.repair({ edited: 'adopt', dryRun: true });
    assert.deepEqual(told(result), ['claude-code skill adopt']);
    assert.deepEqual(await snapshot(home.path), before);
  });
});

describe('An edited typed skill that is adopted', () => {
  const copy = ['.claude', 'skills', 'meeting-notes'] as const;

  it('gets the edited prompt and the next patch version', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const delivered = await home.read(...copy, 'SKILL.md');
    const { manifest } = await home.runtime.registry.get('meeting-notes');
    const prompt = (
      await home.read(
        '.aios',
        'registry',
        'skills',
        'meeting-notes',
        (
          await home.runtime.registry.get('meeting-notes')
        ).folder,
        manifest.promptFile,
      )
    ).trim();
    assert.ok(delivered.includes(prompt));
    await home.write(delivered.replace(prompt, `${prompt}\n\nBe brief.`), ...copy, 'SKILL.md');
    const result = await home.runtime.sync.repair({ edited: 'adopt' });
    assert.deepEqual(result.errors, []);
    const adopted = await home.runtime.registry.get('meeting-notes');
    assert.equal(adopted.manifest.version, '1.0.1');
    assert.match(await home.read(...copy, 'SKILL.md'), /aios-version: "1\.0\.1".*Be brief\./su);
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
  });

  it('is refused where the edit is of what the manifest makes', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const delivered = await home.read(...copy, 'SKILL.md');
    await home.write(delivered.replace(/description: ".*"/u, 'description: "Mine."'), ...copy, 'SKILL.md');
    assert.deepEqual(told(await home.runtime.sync.repair({ edited: 'adopt' })), [
      'claude-code adopt_not_prompt',
    ]);
    await cp(home.at(...copy), home.at('kept'), { recursive: true });
    assert.equal(await home.read(join('kept', 'SKILL.md')), await home.read(...copy, 'SKILL.md'));
  });
});
