import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ConfigFormat, JsonValue } from '../../../../runtime/client/formats/config-format.ts';
import { json5Format } from '../../../../runtime/client/formats/json5/json5-format.ts';
import { tomlFormat } from '../../../../runtime/client/formats/toml/toml-format.ts';
import { yamlFormat } from '../../../../runtime/client/formats/yaml/yaml-format.ts';
import { AiosError } from '../../../../runtime/errors.ts';
import { assertRefused, decode, encode } from './format-support.ts';

type Text = string | { base64: string };

const path = ['servers', 'aios'];
const value: JsonValue = { command: 'C:\\aios\\aios-mcp', args: ['--stdio'], env: { A: 'b' }, timeout: 300 };

describe('the TOML test suite', () => {
  const { valid, invalid } = readSuite('toml-test.json');
  it('finds every valid text taking our entry and giving it back', () => {
    assert.ok(valid.length > 100);
    for (const [name, bytes] of valid) assertTakesAndGivesBack(tomlFormat, name, bytes);
  });
  it('finds every invalid text refused, with its line', () => {
    assert.ok(invalid.length > 200);
    for (const [name, bytes] of invalid) assertRefusedEverywhere(tomlFormat, name, bytes);
  });
});

describe('the JSON5 test suite', () => {
  const { valid, invalid } = readSuite('json5-tests.json');
  it('finds every valid text read, and every valid object taking our entry and giving it back', () => {
    let taken = 0;
    for (const [name, bytes] of valid) {
      const whole = json5Format.readEntry(name, bytes, []);
      if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) {
        assertRefused(() => json5Format.setEntry(name, bytes, path, value), 'config_not_object');
      } else {
        assertTakesAndGivesBack(json5Format, name, bytes);
        taken += 1;
      }
    }
    assert.ok(taken >= 10 && valid.length > 50, String(taken));
  });
  it('finds every invalid text refused, with its line', () => {
    assert.ok(invalid.length > 20);
    for (const [name, bytes] of invalid) {
      if (decode(bytes).trim() === '') continue;
      assertRefusedEverywhere(json5Format, name, bytes);
    }
  });
});

describe('the YAML test suite', () => {
  const { valid, invalid } = readSuite('yaml-test-suite.json');
  /** Two keys that are both empty: allowed by the grammar, of use to nobody. */
  const twoEmptyKeys = ['2JQS'];
  /** The library overlooks a second %YAML line. */
  const secondVersionLine = ['SF5V'];

  it('finds every valid text with a map taking our entry and giving it back, or refused with a reason', () => {
    let taken = 0;
    for (const [name, bytes] of valid) {
      if (twoEmptyKeys.includes(name)) continue;
      try {
        assertTakesAndGivesBack(yamlFormat, name, bytes);
        taken += 1;
      } catch (error) {
        const isReason =
          AiosError.is(error, 'config_not_object') || AiosError.is(error, 'config_not_editable');
        assert.ok(isReason, `${name}: ${error}`);
      }
    }
    assert.ok(taken >= 140, String(taken));
  });
  it('finds every invalid text refused, with its line', () => {
    assert.ok(invalid.length > 80);
    for (const [name, bytes] of invalid) {
      if (!secondVersionLine.includes(name)) assertRefusedEverywhere(yamlFormat, name, bytes);
    }
  });
});

function readSuite(name: string): { valid: [string, Uint8Array][]; invalid: [string, Uint8Array][] } {
  const url = new URL(`../../../fixtures/format-suites/${name}`, import.meta.url);
  const suite = JSON.parse(readFileSync(url, 'utf8')) as Record<'valid' | 'invalid', Record<string, Text>>;
  const bytesOf = (texts: Record<string, Text>): [string, Uint8Array][] => {
    return Object.entries(texts).map(([id, text]) => {
      return [id, typeof text === 'string' ? encode(text) : Buffer.from(text.base64, 'base64')];
    });
  };
  return { valid: bytesOf(suite.valid), invalid: bytesOf(suite.invalid) };
}

function assertTakesAndGivesBack(format: ConfigFormat, name: string, bytes: Uint8Array): void {
  const edit = format.setEntry(name, bytes, path, value);
  assert.deepEqual(format.readEntry(name, edit.bytes, path), value, name);
  assert.equal(format.setEntry(name, edit.bytes, path, value).bytes, edit.bytes, name);
  const back = format.removeEntry(name, edit.bytes, path, edit.createdFrom);
  assert.equal(decode(back), decode(bytes), name);
}

function assertRefusedEverywhere(format: ConfigFormat, name: string, bytes: Uint8Array): void {
  const runs = [
    () => format.readEntry(name, bytes, path),
    () => format.readKeys(name, bytes, []),
    () => format.setEntry(name, bytes, path, value),
    () => format.removeEntry(name, bytes, path, 0),
  ];
  for (const run of runs) {
    try {
      run();
    } catch (error) {
      assert.ok(AiosError.is(error, 'config_not_parsable'), `${name}: ${error}`);
      assert.ok((error.line ?? 0) >= 1 && (error.column ?? 0) >= 1, name);
      continue;
    }
    assert.fail(`${name} was not refused`);
  }
}
