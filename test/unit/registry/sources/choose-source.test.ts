import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chooseSource } from '../../../../runtime/registry/sources/choose-source.ts';
import { rejectsWith } from '../../../support/assert-error.ts';
import { makeSourceContext } from '../../../support/source-context.ts';

describe('where a skill comes from, by its text', () => {
  for (const [text, kind] of [
    ['folder:/home/anna/notes', 'folder'],
    ['npm:@team/notes@^1.0.0', 'npm'],
    ['clawhub:anna/notes@1.0.0', 'clawhub'],
    ['acme/skills', 'git'],
    ['acme/skills#main:notes', 'git'],
    ['git@git.corp:a/b.git', 'git'],
    ['https://github.com/acme/skills/tree/main/notes', 'git'],
    ['https://git.corp/a.git', 'git'],
    ['https://git.corp/acme/skills#main', 'git'],
    ['http://git.corp:3000/acme/skills#main:skills/b', 'git'],
    ['https://example.com/acme/skills.zip#main', 'archive'],
    ['https://example.com/releases/skills.tgz#main:skills/b', 'archive'],
    ['https://example.com/team/docs/#notes', 'well-known'],
    ['https://github.com/acme/skills/archive/refs/heads/main.zip', 'archive'],
    ['https://example.com/notes.tgz?token=x', 'archive'],
    ['gone/notes.skill', 'archive'],
    ['notes.zip', 'archive'],
    ['https://example.com', 'well-known'],
    ['https://example.com/docs#notes', 'well-known'],
  ] as const)
    it(`is ${kind} for ${text}`, async () => {
      await using context = await makeSourceContext();
      const source = await chooseSource(text, context.workingFolder);
      assert.equal(source.kind, kind);
      assert.ok(source.matches(text), 'the source itself takes it for one of its own');
    });

  it('is what lies on the disk before all else', async () => {
    await using context = await makeSourceContext();
    const { workingFolder } = context;
    await mkdir(join(workingFolder, 'acme/skills'), { recursive: true });
    await writeFile(join(workingFolder, 'download'), 'x');
    assert.equal((await chooseSource('acme/skills', workingFolder)).kind, 'folder');
    assert.equal((await chooseSource(join(workingFolder, 'acme'), '/')).kind, 'folder');
    assert.equal((await chooseSource('download', workingFolder)).kind, 'archive');
    assert.equal((await chooseSource('github:acme/skills', workingFolder)).kind, 'git');
  });

  it('is not known for anything else, and a slip in a path is pointed out', async () => {
    await using context = await makeSourceContext();
    const { workingFolder } = context;
    await mkdir(join(workingFolder, 'meeting-notes'));
    const error = await rejectsWith(chooseSource('./meeting-note', workingFolder), 'source_unknown');
    assert.match(error.remedy, /Did you mean "meeting-notes"\? .*owner\/repo.*npm:name.*clawhub:name/u);
    for (const text of ['', 'gone', '../gone', '/nowhere/gone', 'ftp://example.com/x', 'ext::sh', '--help'])
      await rejectsWith(chooseSource(text, workingFolder), 'source_unknown');
  });

  it('loads nothing of the other kinds for a folder', async () => {
    const module = new URL('../../../../runtime/registry/sources/choose-source.ts', import.meta.url);
    const program = `
      import { createRequire } from 'node:module';
      const { chooseSource } = await import(${JSON.stringify(module.href)});
      await chooseSource('.', process.cwd());
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      console.log(JSON.stringify(loaded.filter((file) => /node_modules.(pacote|@npmcli|semver|ajv|yauzl|tar)\\b/.test(file))));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    });
    assert.equal(stdout.trim(), '[]');
  });
});
