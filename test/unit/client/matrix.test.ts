import assert from 'node:assert/strict';
import type { Sourced } from '../../../runtime/client/client-definition.ts';
import { configFormats } from '../../../runtime/client/formats/config-formats.ts';
import { expandTemplate } from '../../../runtime/client/locate.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';

const platforms = ['linux', 'darwin', 'win32'] as const;

describe('The client matrix', () => {
  it('has Claude Desktop, Cursor and Claude Code, each once', () => {
    assert.deepEqual(
      clientMatrix.map(({ id }) => id),
      ['claude-desktop', 'cursor', 'claude-code'],
    );
  });

  for (const definition of clientMatrix) {
    describe(definition.name, () => {
      const cells = Object.entries(definition).filter(
        (entry): entry is [string, Sourced<unknown>] => typeof entry[1] === 'object',
      );

      it('says of every cell where it is known from', () => {
        assert.deepEqual(
          cells.map(([name]) => name),
          ['detectedBy', 'configFiles', 'format', 'serversKey', 'stdioEntry', 'skillRoots', 'reload'],
        );
        for (const [name, cell] of cells) {
          assert.notEqual(cell.value, undefined, name);
          assert.ok(cell.source.trim().length >= 10, `${name} has no source`);
        }
      });

      it('knows at least one sign and one config file on every platform', () => {
        for (const platform of platforms) {
          assert.ok(definition.detectedBy.value[platform].length > 0, platform);
          assert.ok(definition.configFiles.value[platform].length > 0, platform);
        }
      });

      it('has only paths that begin with a folder we know and hold at most one star', async () => {
        const templates = [
          ...platforms.flatMap((platform) => [
            ...definition.detectedBy.value[platform],
            ...definition.configFiles.value[platform],
          ]),
          ...definition.skillRoots.value,
        ];
        for (const template of templates) {
          assert.ok(template.split('*').length <= 2, template);
          for (const platform of platforms) {
            const home = platform === 'win32' ? 'C:\\nobody' : '/nobody';
            const environment = { platform, home, aiosHome: home, variables: {} };
            for (const path of await expandTemplate(template, environment)) {
              assert.ok(path.startsWith(home), path);
              assert.doesNotMatch(path, /[{}*]/u);
            }
          }
        }
      });

      it('has a format that we can edit, a key for its servers, and an own skill root among those it reads', () => {
        assert.ok(configFormats[definition.format.value]);
        assert.ok(definition.serversKey.value.length > 0);
        const { ownSkillRoot, skillRoots } = definition;
        if (ownSkillRoot === undefined) assert.deepEqual(skillRoots.value, []);
        else assert.ok(skillRoots.value.includes(ownSkillRoot));
      });
    });
  }

  it('refuses a path that begins with a folder nobody knows', async () => {
    const environment = { platform: 'linux', home: '/nobody', aiosHome: '/nobody', variables: {} } as const;
    for (const template of ['{nowhere}/x', '/etc/x', 'x'])
      await assert.rejects(expandTemplate(template, environment), /does not begin with a known folder/u);
  });
});
