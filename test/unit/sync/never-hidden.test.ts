import '../../support/property-seed.ts';
import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import fc from 'fast-check';
import { type LocatedClient, locateClients } from '../../../runtime/client/locate.ts';
import { type SkillOnDisk, whatClientSees } from '../../../runtime/client/what-clients-see.ts';
import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import { folderName } from '../../../runtime/skill/export/folder-name.ts';
import { desiredDeliverables } from '../../../runtime/sync/desired.ts';
import type { ForeignSkill } from '../../../runtime/sync/foreign-skills.ts';

const home = '/home/ada';
const located = await locateClients({ platform: 'linux', home, aiosHome: `${home}/.aios`, variables: {} });
const onDisk = located.filter(({ skillRoots }) => skillRoots.length > 0);
const roots = [...new Set(onDisk.flatMap(({ skillRoots }) => skillRoots))];

/** What ours is called, and in which folder it stands: often not the same. */
const anyName = fc.constantFrom('tidy', 'Tidy Up');
const anyFolder = fc.constantFrom('tidy', 'mine');
const anyHome = fc.record({
  ourName: anyName,
  clients: fc.subarray(onDisk, { minLength: 1 }),
  // A skill of the person's own that one client or another may take for ours, by its folder or by its name.
  own: fc.uniqueArray(
    fc.tuple(fc.constantFrom(...roots), anyFolder, fc.oneof(anyName, fc.constant('other'))),
    {
      selector: ([root, folder]) => `${root}/${folder}`,
    },
  ),
});

type Disk = ReadonlyMap<string, readonly SkillOnDisk[]>;

function seen(client: LocatedClient, disk: Disk): string[] {
  return whatClientSees(client, disk).flatMap(({ path, alsoShown }) => [
    path,
    ...alsoShown.map((other) => other.path),
  ]);
}

/** As `findForeignSkills` tells it. */
function ownNames(
  skills: readonly SkillOnDisk[] = [],
  ours: readonly string[],
): (readonly [string, ForeignSkill])[] {
  return ours.flatMap((name) => {
    const [named] = skills.filter((one) => one.name === name);
    const inFolder = skills.find(({ folder }) => folder === name) ?? named;
    return inFolder === undefined ? [] : [[name, { folder: inFolder.folder, isNamed: named !== undefined }]];
  });
}

describe('A skill of the person’s own', () => {
  it('is shown by every client that showed it before ours came, whoever is installed and wherever it stands', () => {
    fc.assert(
      fc.property(anyHome, ({ ourName, clients, own }) => {
        const manifest = {
          id: 'tidy',
          name: ourName,
          version: '1.0.0',
          format: 'agent-skill',
          description: '',
        };
        const ours = { manifest } as unknown as InstalledSkill;
        const before = Map.groupBy(
          own.map(([root, folder, name]) => ({
            folder,
            name,
            path: `${root}/${folder}`,
            description: '',
            id: undefined,
          })),
          ({ path }) => dirname(path),
        );
        const folder = folderName(ours.manifest);
        const names = new Map(
          [...before.keys()].map((root) => [root, new Map(ownNames(before.get(root), [folder, ourName]))]),
        );
        const places = desiredDeliverables({
          clients,
          skills: [ours],
          exported: new Map([['tidy', { hash: 'x', files: { 'SKILL.md': 'x' } }]]),
          foreign: names,
          launcher: '/home/ada/.aios/bin/aios-mcp',
          platform: 'linux',
          version: '1.0.0',
        }).filter(({ kind, isKeptAway = false }) => kind === 'skill' && !isKeptAway);
        const after = new Map<string, readonly SkillOnDisk[]>(before);
        for (const { path } of places) {
          const copy = { folder: basename(path), name: ourName, path, description: '', id: 'tidy' };
          const root = dirname(path);
          after.set(root, [...(after.get(root) ?? []), copy]);
        }
        for (const client of clients) {
          const now = seen(client, after);
          for (const path of seen(client, before))
            assert.ok(now.includes(path), `${client.definition.id} no longer shows ${path}: ${now}`);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
