import assert from 'node:assert/strict';
import type { ConfigFormat } from '../../../../runtime/client/formats/config-format.ts';
import { openToml, type TomlDocument } from '../../../../runtime/client/formats/toml/toml-document.ts';
import { type TreeLanguage, treeFormatOf } from '../../../../runtime/client/formats/tree-format.ts';
import { assertRefused, decode, encode } from './format-support.ts';

const path = ['m', 'y'];
const before = '# head\n[a]\nb = 1.0 # c\n[m]\nx = 1\n';

describe('the safety net of the TOML and YAML formats', () => {
  const wrongSets: [name: string, after: string][] = [
    ['the value is another', `${before}[m.y]\nz = 2\n`],
    ['the entry is missing', before],
    ['something else came with the entry', `${before}[m.y]\nz = 1\nw = 1\n`],
    ['something else came beside the entry', `${before}[m.y]\nz = 1\n[m.w]\n`],
    ['another value is spelled differently', `${before.replace('1.0', '1.00')}[m.y]\nz = 1\n`],
    ['another value became a text', `${before.replace('1.0', '"1.0"')}[m.y]\nz = 1\n`],
    ['another entry is gone', `${before.replace('x = 1\n', '')}[m.y]\nz = 1\n`],
    ['a comment is gone', `${before.replace(' # c', '')}[m.y]\nz = 1\n`],
    ['a comment changed', `${before.replace('# c', '# d')}[m.y]\nz = 1\n`],
    ['a comment came', `${before}[m.y] # ours\nz = 1\n`],
    ['the result does not parse', `${before}[m]\n`],
  ];
  for (const [name, after] of wrongSets) {
    it(`stops an added entry when ${name}`, () => {
      const run = () => faulty(after).setEntry('config', encode(before), path, { z: 1 });
      assertRefused(run, 'edit_not_faithful');
    });
  }

  it('stops an added table in which there is more than the entry', () => {
    const after = `${before}[n]\no = 1\n[n.y]\nz = 1\n`;
    assertRefused(
      () => faulty(after).setEntry('config', encode(before), ['n', 'y'], { z: 1 }),
      'edit_not_faithful',
    );
  });

  const whole = `${before}y.z = 1 # y\n`;
  const wrongRemovals: [name: string, after: string][] = [
    ['nothing', whole],
    ['too little', `${before}[m.y]\n`],
    ['another entry', before.replace('x = 1\n', '')],
    ['an empty table of someone else', before.replace('[a]\nb = 1.0 # c\n', '')],
    ['a comment and puts in another', before.replace('# head', '# foot')],
    ['the order of the comments', `# c\n${before.replace('# c', '# head').slice(7)}`],
  ];
  for (const [name, after] of wrongRemovals) {
    it(`stops a removal that takes ${name}`, () => {
      assertRefused(() => faulty(after).removeEntry('config', encode(whole), path, 1), 'edit_not_faithful');
    });
  }

  it('lets right edits pass', () => {
    const after = `${before}[m.y]\nz = 1\n`;
    assert.equal(decode(faulty(after).setEntry('config', encode(before), path, { z: 1 }).bytes), after);
    assert.equal(decode(faulty(before).removeEntry('config', encode(whole), path, 1)), before);
  });
});

/** A format whose edits always have the same outcome. */
function faulty(after: string): ConfigFormat {
  const language: TreeLanguage<TomlDocument> = {
    language: 'TOML',
    open: openToml,
    refuseBlockedPath() {},
    setText: () => after,
    removeText: () => after,
    commentsOf: ({ program }) => program.comments.map(({ value }) => value),
    holdsComment: () => false,
  };
  return treeFormatOf(language);
}
