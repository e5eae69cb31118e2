import '../../support/property-seed.ts';
import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import fc from 'fast-check';
import { type LocatedClient, locateClients } from '../../../runtime/client/locate.ts';
import { type SkillOnDisk, whatClientSees } from '../../../runtime/client/what-clients-see.ts';
import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import { desiredDeliverables } from '../../../runtime/sync/desired.ts';

const home = '/home/ada';
const located = await locateClients({ platform: 'linux', home, aiosHome: `${home}/.aios`, variables: {} });
const onDisk = located.filter(({ skillRoots }) => skillRoots.length > 0);
const roots = [...new Set(onDisk.flatMap(({ skillRoots }) => skillRoots))];

const ours = {
  manifest: { id: 'tidy', name: 'tidy', version: '1.0.0', format: 'agent-skill', description: '' },
} as unknown as InstalledSkill;

/** A skill of the person's own that one client or another may take for ours, by its folder or by its name. */
const anyOwn = fc.constantFrom(
  { folder: 'tidy', name: 'tidy' },
  { folder: 'tidy', name: 'other' },
  { folder: 'mine', name: 'tidy' },
);
const anyHome = fc.record({
  clients: fc.subarray(onDisk, { minLength: 1 }),
  own: fc.uniqueArray(fc.tuple(fc.constantFrom(...roots), anyOwn), { selector: ([root]) => root }),
});

type Disk = ReadonlyMap<string, readonly SkillOnDisk[]>;

function seen(client: LocatedClient, disk: Disk): string[] {
  return whatClientSees(client, disk).flatMap(({ path, alsoShown }) => [
    path,
    ...alsoShown.map((other) => other.path),
  ]);
}

describe('A skill of the person’s own', () => {
  it('is shown by every client that showed it before ours came, whoever is installed and wherever it stands', () => {
    fc.assert(
      fc.property(anyHome, ({ clients, own }) => {
        const before = new Map(
          own.map(([root, { folder, name }]) => [
            root,
            [{ folder, name, path: `${root}/${folder}`, description: '', id: undefined }],
          ]),
        );
        const places = desiredDeliverables({
          clients,
          skills: [ours],
          exported: new Map([['tidy', { hash: 'x', files: { 'SKILL.md': 'x' } }]]),
          foreign: new Map(
            own.map(([root, { folder, name }]) => [
              root,
              new Map([['tidy', { folder, isNamed: name === 'tidy' }]]),
            ]),
          ),
          launcher: '/home/ada/.aios/bin/aios-mcp',
          platform: 'linux',
          version: '1.0.0',
        }).filter(({ kind, isKeptAway = false }) => kind === 'skill' && !isKeptAway);
        const after = new Map<string, readonly SkillOnDisk[]>(before);
        for (const { path } of places) {
          const copy = { folder: basename(path), name: 'tidy', path, description: '', id: 'tidy' };
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
