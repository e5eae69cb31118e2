import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import { loadConfigFormat } from '../../../runtime/client/formats/config-formats.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { homeOfAll, ofThePerson } from '../../support/home-of-all.ts';
import type { LaidOutConfig } from '../../support/lay-out-clients.ts';
import { type SyncHome, snapshot } from '../../support/sync-home.ts';

const ids = clientMatrix.map(({ id }) => id);
const client = fc.constantFrom(...ids);
const commentText = fc.string({ unit: fc.constantFrom(...'aä7 \t{[":,#-'), maxLength: 12 });

type Operation =
  | { readonly kind: 'install'; readonly version: string }
  | { readonly kind: 'remove' | 'sync' | 'repair' | 'restore' | 'undo' }
  | { readonly kind: 'disable' | 'enable' | 'edit-ours' | 'drop-ours'; readonly client: string }
  | { readonly kind: 'write'; readonly client: string; readonly comment: string };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('install' as const), version: fc.constantFrom('1.0.0', '2.0.0') }),
  fc.record({ kind: fc.constantFrom('remove', 'sync', 'sync', 'repair', 'restore', 'undo', 'undo') }),
  fc.record({ kind: fc.constantFrom('disable', 'enable', 'edit-ours', 'drop-ours'), client }),
  fc.record({ kind: fc.constant('write' as const), client, comment: commentText }),
) as fc.Arbitrary<Operation>;

/** What a person puts before everything else in a config: a comment where there are any, else an empty line. */
function lineOf({ format }: LaidOutConfig, comment: string): string {
  if (format === 'json') return '\n';
  return `${format === 'javascript' ? '//' : '#'} ${comment}\n`;
}

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
      const { errors } = await sync.sync();
      const once = await snapshot(home.path);
      assert.deepEqual(await sync.sync(), { changes: [], errors }, 'a second sync did something');
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
      const config = configs[one.client]!;
      const line = lineOf(config, one.comment);
      texts[one.client] = line + texts[one.client];
      await home.write(line + (await home.read(config.path)), config.path);
      return;
    }
    case 'edit-ours': {
      const { path } = configs[one.client]!;
      await home.write((await home.read(path)).replace('/bin/aios-mcp', '/bin/my-mcp'), path);
      return;
    }
    case 'drop-ours':
      await home.write(texts[one.client] ?? '', configs[one.client]!.path);
      return;
  }
}

/** An entry that a person edited is theirs once it is no longer wanted: all else is looked at without it. */
async function withoutEdited(id: string, text: string): Promise<string> {
  if (!text.includes('/bin/my-mcp')) return text;
  const { format, serversKey } = clientMatrix.find((one) => one.id === id)!;
  const { removeEntry } = await loadConfigFormat(format.value);
  const keys = [...serversKey.value, 'aios'];
  return Buffer.from(removeEntry(id, Buffer.from(text), keys, keys.length - 1)).toString();
}

describe('Whatever is done in whatever order', function () {
  this.timeout(120_000);

  it('everything that is not ours is byte for byte as it was, and a second sync does nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(client, commentText), { maxLength: 6 }),
        fc.array(operation, { minLength: 4, maxLength: 12 }),
        async (comments, operations) => {
          const { home, configs } = await homeOfAll();
          await using _ = home;
          const texts = Object.fromEntries(Object.entries(configs).map(([id, { text }]) => [id, text]));
          const world = { home, configs, texts };
          for (const [id, comment] of comments) await carryOut({ kind: 'write', client: id, comment }, world);
          const others = await ofThePerson(home);
          await home.install();
          await home.runtime.sync.sync();
          for (const one of operations) await carryOut(one, world);

          // What is ours goes, edited or not.
          await carryOut({ kind: 'remove' }, world);
          await home.runtime.sync.repair({ edited: 'restore' });
          await home.runtime.sync.sync();
          for (const [id, { path }] of Object.entries(configs)) {
            assert.equal(await withoutEdited(id, await home.read(path)), texts[id], id);
            await rm(path);
            others.delete(path.slice(home.path.length + 1));
          }
          assert.deepEqual(await ofThePerson(home), others);
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 6) },
    );
  });
});
