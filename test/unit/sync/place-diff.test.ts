import assert from 'node:assert/strict';
import { makeSyncHome } from '../../support/sync-home.ts';

describe('The diff of a place', () => {
  it('is of our entry and our files alone, and hides what a person put into our entry', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const { path } = home.laid.cursor;
    const text = (await home.read(path)).replace('/bin/aios-mcp"', '/bin/mine", "env": { "KEY": "hush" }');
    await home.write(text, path);
    const skill = ['.claude', 'skills', 'meeting-notes', 'SKILL.md'];
    await home.write(`${await home.read(...skill)}Mine.\n`, ...skill);
    const { items } = await home.runtime.sync.status();
    const diffs = await Promise.all(items.map((item) => home.runtime.sync.diff(item)));
    const [entry = '', copy = '', ...others] = diffs.filter((diff) => diff !== '');
    assert.deepEqual(others, []);
    assert.match(entry, /^--- ours\/aios\n\+\+\+ here\/aios\n@@/mu);
    assert.match(entry, /^-.*aios-mcp"$/mu);
    assert.match(entry, /^\+.*mine",?$/mu);
    assert.match(entry, /"KEY": "\(hidden\)"/u);
    assert.doesNotMatch(entry, /hush|GITHUB/u);
    assert.match(copy, /^\+\+\+ here\/meeting-notes\/SKILL\.md$/mu);
    assert.match(copy, /^\+Mine\.$/mu);
  });
});
