import assert from 'node:assert/strict';
import type { ClientDefinition } from '../../../runtime/client/client-definition.ts';
import { convertEntry } from '../../../runtime/client/convert-entry.ts';
import type { JsonValue } from '../../../runtime/client/formats/config-format.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';

function client(id: string): ClientDefinition {
  const found = clientMatrix.find((definition) => definition.id === id);
  assert.ok(found);
  return found;
}

function converted(entry: Record<string, JsonValue>): Record<string, JsonValue> {
  return convertEntry(entry, client('windsurf'), client('devin-desktop'));
}

describe('A server’s entry that goes from Windsurf to Devin Desktop', () => {
  it('stays as it is where a command starts it, with whatever else a person wrote', () => {
    const entry = {
      command: 'npx',
      args: ['-y', 'x'],
      env: { TOKEN: 't' },
      disabled: true,
      disabledTools: ['a'],
    };
    assert.deepEqual(converted(entry), entry);
  });

  it('has its address under the name that Devin Desktop reads, in the same place', () => {
    const entry = converted({ disabled: false, serverUrl: 'https://example.com/mcp', headers: { A: 'b' } });
    assert.deepEqual(Object.entries(entry), [
      ['disabled', false],
      ['url', 'https://example.com/mcp'],
      ['headers', { A: 'b' }],
    ]);
    assert.deepEqual(converted({ url: 'https://example.com/mcp' }), { url: 'https://example.com/mcp' });
  });

  it('loses nothing where it has both names', () => {
    const entry = { serverUrl: 'https://example.com/one', url: 'https://example.com/two' };
    assert.deepEqual(converted(entry), entry);
  });

  it('needs no more than that for any client that came after another', () => {
    for (const to of clientMatrix.filter(({ predecessor }) => predecessor !== undefined)) {
      const from = client(to.predecessor?.value ?? '');
      assert.equal(to.stdioEntry.value, from.stdioEntry.value);
      const parts = ({ httpEntry }: ClientDefinition) => Object.values(httpEntry.value ?? {}).sort();
      assert.deepEqual(parts(to), parts(from), 'only the names of members differ');
    }
  });
});
