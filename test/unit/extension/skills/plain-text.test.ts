import assert from 'node:assert/strict';
import { countOf, plainText } from '../../../../extension/features/plain-text.ts';

describe("somebody else's text in one line", () => {
  it('is one line, without icons and without what is not seen', () => {
    assert.equal(plainText(' two\nlines\t$(trash) here '), 'two lines $ (trash) here');
    assert.equal(plainText('safe\u202Egpj.exe\u200B\u0007'), 'safe gpj.exe');
    assert.equal(plainText('Ünïcode 日本 👍'), 'Ünïcode 日本 👍');
  });

  it('is cut where it gets too long, never within a character', () => {
    const cut = plainText('👍'.repeat(400));
    assert.equal([...cut].length, 300);
    assert.ok(cut.endsWith('👍…'));
  });

  it('counts', () => {
    assert.equal(countOf(1, 'skill'), 'one skill');
    assert.equal(countOf(0, 'skill'), '0 skills');
    assert.equal(countOf(2, 'client'), '2 clients');
  });
});
