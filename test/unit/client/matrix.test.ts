import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import type { ClientDefinition, PathTemplate, Sourced } from '../../../runtime/client/client-definition.ts';
import { loadConfigFormat } from '../../../runtime/client/formats/config-formats.ts';
import { expandTemplate } from '../../../runtime/client/locate.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { clientSkillRules } from '../../../runtime/client/skill-rules-table.ts';
import { stdioShapes } from '../../../runtime/client/stdio-shapes.ts';

const platforms = ['linux', 'darwin', 'win32'] as const;
const optional = ['predecessor', 'earlierConfigFiles', 'unknownLayout', 'processes', 'apiSkillRoot'];

function templatesOf(definition: ClientDefinition): PathTemplate[] {
  const { detectedBy, configFiles, earlierConfigFiles, skillRoots, apiSkillRoot } = definition;
  return platforms
    .flatMap((platform) => [
      ...detectedBy.value[platform],
      ...configFiles.value[platform].flat(),
      ...(earlierConfigFiles?.value[platform] ?? []),
    ])
    .concat(skillRoots.value, apiSkillRoot ? [apiSkillRoot.value.root, apiSkillRoot.value.sign] : []);
}

describe('The client matrix', () => {
  it('has the seventeen clients, each once, by the ids and names that the rules of the clients have', () => {
    const told = (clients: readonly { id: string; name: string }[]) =>
      clients.map(({ id, name }) => `${id} ${name}`).sort();
    assert.deepEqual(told(clientMatrix), told(clientSkillRules));
    assert.equal(new Set(clientMatrix.map(({ id }) => id)).size, 17);
  });

  for (const definition of clientMatrix) {
    describe(definition.name, () => {
      const cells = Object.entries(definition).filter(
        (entry): entry is [string, Sourced<unknown>] =>
          typeof entry[1] === 'object' && !Array.isArray(entry[1]),
      );

      it('says of every cell where it is known from', () => {
        assert.deepEqual(
          cells.map(([name]) => name).filter((name) => !optional.includes(name)),
          [
            'detectedBy',
            'configFiles',
            'projectFiles',
            'format',
            'serversKey',
            'stdioEntry',
            'httpEntry',
            'skillRoots',
            'projectSkillRoots',
            'sameName',
            'reload',
            'writableWhileRunning',
            'variables',
          ],
        );
        for (const [name, cell] of cells) {
          assert.ok('value' in cell, name);
          assert.ok(cell.source.trim().length >= 10, `${name} has no source`);
        }
      });

      it('knows at least one sign and one config file on every platform', () => {
        for (const platform of platforms) {
          assert.ok(definition.detectedBy.value[platform].length > 0, platform);
          assert.ok((definition.configFiles.value[platform][0] ?? []).length > 0, platform);
        }
      });

      it('has only paths that begin with a folder we know and hold at most one star', async () => {
        for (const template of templatesOf(definition)) {
          assert.ok(template.split('*').length <= 2, template);
          for (const platform of platforms) {
            const home = platform === 'win32' ? 'C:\\nobody' : '/nobody';
            const environment = { platform, home, aiosHome: home, variables: {} };
            for (const path of expandTemplate(template, environment)) {
              assert.ok(path.startsWith(home), path);
              assert.doesNotMatch(path, /[{}*]/u);
            }
          }
        }
      });

      it('has a format that we can edit, a key for its servers and a shape for the entry', async () => {
        assert.ok(await loadConfigFormat(definition.format.value));
        assert.ok(definition.serversKey.value.length > 0);
        assert.ok(stdioShapes[definition.stdioEntry.value]);
        assert.match(definition.reload.value, /\.$/u);
      });

      it('reads every root that we may write to', () => {
        const { writableSkillRoots, skillRoots } = definition;
        assert.equal(writableSkillRoots.length > 0, skillRoots.value.length > 0);
        for (const root of writableSkillRoots) assert.ok(skillRoots.value.includes(root), root);
      });

      it('has project paths that stay in the project', () => {
        for (const path of [...definition.projectFiles.value, ...definition.projectSkillRoots.value])
          assert.doesNotMatch(path, /^[/~]|\.\.|\\/u, path);
      });
    });
  }

  it('has no sign that a delivery to another client would make', () => {
    for (const definition of clientMatrix) {
      const others = clientMatrix.filter(({ id }) => id !== definition.id);
      for (const platform of platforms) {
        const made = others.flatMap(({ configFiles, writableSkillRoots, apiSkillRoot }) => [
          // The places behind the first are written only where their folder is there already.
          ...configFiles.value[platform].map(([place = '']) => place),
          ...writableSkillRoots,
          ...(apiSkillRoot ? [apiSkillRoot.value.root] : []),
        ]);
        for (const sign of definition.detectedBy.value[platform]) {
          const maker = made.find((path) => path === sign || path.startsWith(`${sign}/`));
          assert.equal(maker, undefined, `${definition.id} would be found by ${maker}`);
        }
      }
    }
  });

  it('has nothing that an editor reads by its API but in our own home, and only where a file of ours says so', () => {
    const found = clientMatrix.filter(({ apiSkillRoot }) => apiSkillRoot !== undefined);
    assert.deepEqual(
      found.map(({ id }) => id),
      ['cursor'],
    );
    for (const platform of platforms) {
      const aios = platform === 'win32' ? 'D:\\aios' : '/aios';
      const environment = { platform, home: '/nobody', aiosHome: aios, variables: {} };
      const { join } = platform === 'win32' ? win32 : posix;
      const { root = '', sign = '' } = found[0]?.apiSkillRoot?.value ?? {};
      assert.deepEqual(expandTemplate(root, environment), [join(aios, 'plugins', 'cursor', 'skills')]);
      assert.deepEqual(expandTemplate(sign, environment), [
        join(aios, 'plugins', 'cursor', '.cursor-plugin', 'plugin.json'),
      ]);
    }
  });

  it('refuses a path that begins with a folder nobody knows', async () => {
    const environment = { platform: 'linux', home: '/nobody', aiosHome: '/nobody', variables: {} } as const;
    for (const template of ['{nowhere}/x', '/etc/x', 'x'])
      assert.throws(() => expandTemplate(template, environment), /does not begin with a known folder/u);
  });
});
