import assert from 'node:assert/strict';
import type { ClientDefinition, ConfigFormatName } from '../../../runtime/client/client-definition.ts';
import { configEntryOf } from '../../../runtime/client/config-entry.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { stdioEntry } from '../../../runtime/client/server-entry.ts';
import { AiosError } from '../../../runtime/errors.ts';
import { homeOfAll } from '../../support/home-of-all.ts';

/** Values that are no object, as a program writes them in each format. */
const strangers: Readonly<Record<ConfigFormatName, readonly string[]>> = {
  json: ['[]', '[{"name": "notes"}]', '"notes"', '7', 'true', 'null'],
  jsonc: ['[] // mine', '[{"name": "notes"}]', '"notes"', '7', 'true', 'null'],
  json5: ['[]', "[{name: 'notes'}]", "'notes'", '7', 'true', 'null'],
  toml: ['[]', '[{ name = "notes" }]', '"notes"', '7', 'true'],
  // Nothing behind a key is how an empty map is written there.
  yaml: ['[]', '\n  - name: notes', 'notes', '7', 'true'],
};

/** A file in which the key of the servers leads to a value. */
function fileOf({ format, serversKey }: ClientDefinition, value: string): string {
  const { value: keys } = serversKey;
  if (format.value === 'toml') return `${keys.join('.')} = ${value}\n`;
  if (format.value === 'yaml') return `${keys.join('')}: ${value}\n`;
  return `${keys.map((key) => `{"${key}": `).join('')}${value}\n${'}'.repeat(keys.length)}\n`;
}

/** Whole files that hold no entries. A file of TOML always does. */
function wholeFiles(format: ConfigFormatName): readonly string[] {
  if (format === 'toml') return [];
  return strangers[format].map((value) => `${value.replace(/^\n {2}/u, '')}\n`);
}

async function assertRefused(definition: ClientDefinition, text: string, code: string): Promise<void> {
  const entry = await configEntryOf(definition.id, 'aios', '/a/config');
  const value = { ...stdioEntry(definition, '/home/ada/.aios/bin/aios-mcp', 'linux') } as never;
  const bytes = Buffer.from(text);
  for (const work of [() => entry.set(bytes, value), () => entry.change(bytes, value)])
    assert.throws(
      work,
      (error) => AiosError.is(error, code) && /nothing was changed/u.test(error.remedy),
      `${definition.id} takes ${text}`,
    );
  assert.equal(bytes.toString(), text);
}

describe('A config that is laid out as no version of the client is known to', () => {
  for (const definition of clientMatrix) {
    const { name, format, serversKey } = definition;
    it(`of ${name} is refused where something else than an object holds its servers`, async () => {
      for (const value of strangers[format.value])
        await assertRefused(definition, fileOf(definition, value), 'config_not_object');
    });

    if (serversKey.value.length > 1)
      it(`of ${name} is refused where something else stands on the way to its servers`, async () => {
        const shorter = { ...definition, serversKey: { value: serversKey.value.slice(0, -1), source: '' } };
        for (const value of strangers[format.value])
          await assertRefused(definition, fileOf(shorter, value), 'config_not_object');
      });

    it(`of ${name} is refused where the whole file is no object`, async () => {
      for (const text of wholeFiles(format.value)) await assertRefused(definition, text, 'config_not_object');
    });
  }

  const newer: readonly [string, string][] = [
    ['opencode', '{"mcp": {"servers": {"notes": {"type": "local"}}}}'],
    ['qwen-code', '{"$version": 5, "mcpServers": {}}'],
  ];
  for (const [id, text] of newer)
    it(`of ${id} is refused where it is of a newer version`, async () => {
      const definition = clientMatrix.find((client) => client.id === id);
      assert.ok(definition);
      await assertRefused(definition, text, 'client_layout_unknown');
    });

  it('is told of by a sync, and left as it is to the byte, of every client at once', async () => {
    const { home, configs } = await homeOfAll();
    await using _ = home;
    const laid = new Map(
      clientMatrix.map((definition) => [
        definition.id,
        fileOf(definition, strangers[definition.format.value][1] ?? ''),
      ]),
    );
    for (const [id, text] of laid) await home.write(text, configs[id]?.path ?? '');
    await home.install();
    const { errors } = await home.runtime.sync.sync();
    assert.deepEqual(
      errors.map(({ client, code }) => `${client} ${code}`).sort(),
      [...laid.keys()].map((id) => `${id} config_not_object`).sort(),
    );
    for (const [id, text] of laid) assert.equal(await home.read(configs[id]?.path ?? ''), text, id);
  });

  it('is none where a version that is known says so', async () => {
    const entry = await configEntryOf('qwen-code', 'aios', '/a/settings.json');
    for (const text of ['{"$version": 4}', '{"$version": "5"}', '{}'])
      assert.equal(entry.read(Buffer.from(text)), undefined);
  });
});
