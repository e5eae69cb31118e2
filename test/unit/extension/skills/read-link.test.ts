import assert from 'node:assert/strict';
import { readInstallLink } from '../../../../extension/features/skills/install/read-link.ts';
import { rejectsWith } from '../../../support/assert-error.ts';

function link(source: string): string {
  return new URLSearchParams({ source }).toString();
}

describe('a link that installs', () => {
  for (const source of [
    'acme/skills',
    'github:acme/skills#main:notes',
    'https://github.com/acme/skills',
    'git@git.example:acme/skills.git',
    'npm:@acme/notes@^1.0.0',
    'clawhub:acme/notes@1.2.0',
    'https://example.com/notes.zip',
    'https://example.com',
  ])
    it(`may name ${source}`, () => assert.equal(readInstallLink('/install', link(source)), source));

  const refused: readonly (readonly [why: string, source: string])[] = [
    ['nothing', ''],
    ['a folder', '/home/ada/skills'],
    ['a folder of the home', '~/skills'],
    ['a folder beside', '../skills'],
    ['a folder on Windows', 'C:\\skills'],
    ['a share of a network', '\\\\server\\skills'],
    ['a folder as the registry remembers it', 'folder:/home/ada/skills'],
    ['a file by its address', 'file:///home/ada/skills.git'],
    ['an archive here', 'notes.zip'],
    ['an option of a program', '--upload-pack=touch'],
    ['words', 'notes'],
    ['spaces', 'acme/skills and more'],
    ['a line end', 'acme/skills\nacme/other'],
    ['what turns the reading round', 'acme/\u202Esllks'],
    ['what is not seen', 'acme/sk\u200Bills'],
    ['letters that look like others', 'аcme/skills'],
    ['too much', `https://example.com/${'a'.repeat(300)}.zip`],
  ];
  for (const [why, source] of refused)
    it(`may not name ${why}`, async () => {
      await rejectsWith(() => readInstallLink('/install', link(source)), 'link_refused');
    });

  it('names one source and nothing else', async () => {
    for (const query of ['', 'source=a/b&source=c/d', 'source=a/b&yes=1', 'url=a/b'])
      await rejectsWith(() => readInstallLink('/install', query), 'link_refused');
    await rejectsWith(() => readInstallLink('/remove', link('acme/skills')), 'link_refused');
  });
});
