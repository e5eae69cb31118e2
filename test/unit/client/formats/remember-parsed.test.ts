import assert from 'node:assert/strict';
import { rememberParsed } from '../../../../runtime/client/formats/remember-parsed.ts';

describe('remembering what was parsed', () => {
  function counted(): { parse: (file: string, text: string) => { text: string }; count: () => number } {
    let times = 0;
    const parse = rememberParsed((_file: string, text: string) => {
      times += 1;
      if (text === 'broken') throw new Error('broken');
      return { text };
    });
    return { parse, count: () => times };
  }

  it('parses the same text of the same file once', () => {
    const { parse, count } = counted();
    const first = parse('a.json', '{}');
    parse('a.json', '{"x":1}');
    assert.equal(parse('a.json', '{}'), first);
    assert.equal(count(), 2);
  });

  it('tells the same text in another file apart, since errors name it', () => {
    const { parse, count } = counted();
    assert.notEqual(parse('a.json', '{}'), parse('b.json', '{}'));
    assert.equal(count(), 2);
  });

  it('gives what the text is parsed to, however many came between', () => {
    const { parse } = counted();
    for (let round = 0; round < 3; round += 1)
      for (let number = 0; number < 40; number += 1)
        assert.deepEqual(parse('a.json', `${number}`), { text: `${number}` });
  });

  it('throws again what cannot be parsed', () => {
    const { parse, count } = counted();
    for (let round = 0; round < 2; round += 1) assert.throws(() => parse('a.json', 'broken'), /broken/u);
    assert.equal(count(), 2);
  });
});
