import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import type { ClientDefinition } from '../../../runtime/client/client-definition.ts';
import { configEntryOf } from '../../../runtime/client/config-entry.ts';
import { loadConfigFormat } from '../../../runtime/client/formats/config-formats.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { homeOfAll, ofThePerson } from '../../support/home-of-all.ts';
import type { LaidOutConfig } from '../../support/lay-out-clients.ts';
import { type SyncHome, snapshot } from '../../support/sync-home.ts';
import { configText, withLine } from './random-configs.ts';

const ids = clientMatrix.map(({ id }) => id);
const client = fc.constantFrom(...ids);
const commentText = fc.string({ unit: fc.constantFrom(...'aä7 \t{[":,#-'), maxLength: 12 });

type Operation =
  | { readonly kind: 'install'; readonly version: string }
  | { readonly kind: 'remove' | 'sync' | 'repair' | 'restore' | 'undo' }
  | {
      readonly kind: 'disable' | 'enable' | 'edit-ours' | 'drop-ours' | 'add-to-ours';
      readonly client: string;
    }
  | { readonly kind: 'write'; readonly client: string; readonly comment: string; readonly at: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('install' as const), version: fc.constantFrom('1.0.0', '2.0.0') }),
  fc.record({ kind: fc.constantFrom('remove', 'sync', 'sync', 'repair', 'restore', 'undo', 'undo') }),
  fc.record({ kind: fc.constantFrom('disable', 'enable', 'edit-ours', 'drop-ours', 'add-to-ours'), client }),
  fc.record({ kind: fc.constant('write' as const), client, comment: commentText, at: fc.nat() }),
) as fc.Arbitrary<Operation>;

/** By client id, what stands in its config in place of what was laid out. */
const configTexts: fc.Arbitrary<Readonly<Record<string, string | undefined>>> = fc.record(
  Object.fromEntries(clientMatrix.map((one) => [one.id, fc.option(configText(one), { nil: undefined })])),
);

interface World {
  readonly home: SyncHome;
  readonly configs: Readonly<Record<string, LaidOutConfig>>;
  /** What stands in each config but for what is ours. */
  readonly texts: Record<string, string>;
}

async function carryOut(one: Operation, { home, configs, texts }: World): Promise<void> {
  const { sync, registry } = home.runtime;
  switch (one.kind) {
    case 'install':
      return home.install({ version: one.version });
    case 'remove':
      if ((await registry.list()).length > 0) await registry.remove('meeting-notes');
      return;
    case 'enable':
    case 'disable':
      if ((await registry.list()).length > 0)
        await registry.enable('meeting-notes', one.kind === 'enable', [one.client]);
      return;
    case 'sync': {
      const { changes: _made, ...rest } = await sync.sync();
      const once = await snapshot(home.path);
      assert.deepEqual(await sync.sync(), { changes: [], ...rest }, 'a second sync did something');
      assert.deepEqual(await snapshot(home.path), once, 'a second sync wrote something');
      return;
    }
    case 'repair':
      await sync.repair();
      return;
    case 'restore':
      await sync.repair({ edited: 'restore' });
      return;
    case 'undo':
      await sync.undo().catch((error: { code?: string }) => assert.equal(error.code, 'nothing_to_undo'));
      return;
    case 'write': {
      const { path } = configs[one.client]!;
      const both = { own: texts[one.client]!, standing: await home.read(path) };
      const changed = withLine(definitionOf(one.client).format.value, both, one.at, one.comment);
      if (changed === undefined) return;
      texts[one.client] = changed.own;
      await home.write(changed.standing, path);
      return;
    }
    case 'edit-ours': {
      const { path } = configs[one.client]!;
      await home.write((await home.read(path)).replace('/bin/aios-mcp', '/bin/my-mcp'), path);
      return;
    }
    case 'add-to-ours': {
      const { path } = configs[one.client]!;
      const text = await home.read(path);
      // Once: a second member of that name would be no config.
      if (!text.includes(mark)) await home.write(await withMember(one.client, path, text), path);
      return;
    }
    case 'drop-ours':
      await home.write(texts[one.client] ?? '', configs[one.client]!.path);
      return;
  }
}

/** What a person put into our entry is known by it. */
const mark = 'put-there-by-ada';
/** What takes that away: what a person says, or does by hand. */
const takesMark: readonly Operation['kind'][] = ['restore', 'drop-ours'];

/** @returns a config whose entry of ours, if there is one, has an environment of the person's */
async function withMember(id: string, path: string, text: string): Promise<string> {
  const entry = await configEntryOf(id, 'aios', path);
  const bytes = Buffer.from(text);
  // A drawn config may have something else where the servers belong.
  const found = await Promise.resolve()
    .then(() => entry.read(bytes))
    .catch(() => undefined);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return text;
  // One of that name may be the person's own.
  if (!JSON.stringify(found).includes('/bin/')) return text;
  return Buffer.from(entry.change(bytes, { ...found, env: { MARK: mark } }).bytes).toString();
}

/** @returns the ids of the clients in whose config it stands */
async function markedConfigs({ home, configs }: World): Promise<string[]> {
  const found = await Promise.all(
    ids.map(async (id) => ((await home.read(configs[id]!.path)).includes(mark) ? [id] : [])),
  );
  return found.flat();
}

function definitionOf(id: string): ClientDefinition {
  return clientMatrix.find((one) => one.id === id)!;
}

/** An entry that a person edited is theirs once it is no longer wanted: all else is looked at without it. */
async function withoutEdited(id: string, text: string, expected: string | undefined): Promise<string> {
  if (!text.includes('/bin/my-mcp')) return text;
  const { format, serversKey } = definitionOf(id);
  const { removeEntry } = await loadConfigFormat(format.value);
  const keys = [...serversKey.value, 'aios'];
  // Which of the keys were made for it is known no longer.
  const texts = keys.map((_key, createdFrom) =>
    Buffer.from(removeEntry(id, Buffer.from(text), keys, createdFrom)).toString(),
  );
  return texts.find((one) => one === expected) ?? texts.at(-1)!;
}

describe('Whatever is done in whatever order', function () {
  this.timeout(120_000);

  it('everything that is not ours is byte for byte as it was, and a second sync does nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        configTexts,
        fc.array(operation, { minLength: 4, maxLength: 20 }),
        async (drawn, operations) => {
          const { home, configs } = await homeOfAll();
          await using _ = home;
          const texts: Record<string, string> = {};
          for (const [id, { path, text }] of Object.entries(configs)) {
            texts[id] = drawn[id] ?? text;
            await home.write(texts[id], path);
          }
          const world = { home, configs, texts };
          const others = await ofThePerson(home);
          await home.install();
          await home.runtime.sync.sync();
          for (const one of operations) {
            const marked = await markedConfigs(world);
            await carryOut(one, world);
            if (takesMark.includes(one.kind)) continue;
            const left = await markedConfigs(world);
            for (const id of marked) assert.ok(left.includes(id), `${one.kind} took what is in ${id}`);
          }

          // What is ours goes, edited or not.
          await carryOut({ kind: 'remove' }, world);
          await home.runtime.sync.repair({ edited: 'restore' });
          await home.runtime.sync.sync();
          for (const [id, { path }] of Object.entries(configs)) {
            assert.equal(await withoutEdited(id, await home.read(path), texts[id]), texts[id], id);
            await rm(path);
            others.delete(path.slice(home.path.length + 1));
          }
          assert.deepEqual(await ofThePerson(home), others);
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 20) },
    );
  });
});
