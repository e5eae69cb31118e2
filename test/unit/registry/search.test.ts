import assert from 'node:assert/strict';
import { AiosError } from '../../../runtime/errors.ts';
import { SkillSearch } from '../../../runtime/registry/search.ts';
import type { SearchHit, Source } from '../../../runtime/registry/sources/source.ts';

const notes: SearchHit = { source: 'clawhub:notes', name: 'Notes', description: 'Takes notes.' };
const minutes: SearchHit = { source: 'clawhub:minutes', name: 'Minutes', description: 'Writes minutes.' };

function place(search: Source['search']): Source {
  return {
    kind: 'clawhub',
    matches: () => false,
    fetch: () => Promise.reject(new Error('A search fetches nothing.')),
    ...(search && { search }),
  };
}

function searching(...sources: Source[]): SkillSearch {
  return new SkillSearch({
    environment: { platform: 'linux', home: '/home/ada', aiosHome: '/home/ada/.aios', variables: {} },
    network: () => ({ allowedPrivateHosts: [] }),
    sources: async () => sources,
  });
}

describe('searching for skills', () => {
  const { signal } = new AbortController();

  it('asks every place and gives each skill once', async () => {
    const asked: string[] = [];
    const one = place(async (query) => {
      asked.push(query);
      return [notes];
    });
    const other = place(async () => [notes, minutes]);
    const { hits, failures } = await searching(one, other).search('  meeting   notes ', signal);
    assert.deepEqual(asked, ['meeting notes']);
    assert.deepEqual(hits, [notes, minutes]);
    assert.deepEqual(failures, []);
  });

  it('asks nobody before three characters are typed', async () => {
    const nobody = place(() => assert.fail('It was asked.'));
    for (const query of ['', 'no', ' n o'.slice(0, 3), 'no  ', '\u{1F600}\u{1F600}'])
      assert.deepEqual(await searching(nobody).search(query, signal), { hits: [], failures: [] });
    await assert.rejects(searching(nobody).search('not', signal), /It was asked/u);
  });

  it('tells of a place that fails beside what the others found', async () => {
    const offline = new AiosError('ClawHub did not answer.', {
      code: 'source_offline',
      remedy: 'Try later.',
    });
    const down = place(() => Promise.reject(offline));
    const { hits, failures } = await searching(
      down,
      place(async () => [notes]),
    ).search('notes', signal);
    assert.deepEqual(hits, [notes]);
    assert.deepEqual(failures, [{ kind: 'clawhub', error: offline }]);
  });

  it('tells of one place of a source that fails beside what its others found', async () => {
    const closed = new AiosError('It asks for a password.', { code: 'source_refused', remedy: 'Sign in.' });
    const partly = place(async (_query, { onFailure }) => {
      onFailure?.(closed);
      return [notes];
    });
    const { hits, failures } = await searching(partly).search('notes', signal);
    assert.deepEqual(hits, [notes]);
    assert.deepEqual(failures, [{ kind: 'clawhub', error: closed }]);
  });

  it('gives nothing once it is cancelled', async () => {
    const cancel = new AbortController();
    const slow = place(async (_query, context) => {
      cancel.abort();
      context.signal.throwIfAborted();
      return [notes];
    });
    assert.deepEqual(await searching(slow).search('notes', cancel.signal), { hits: [], failures: [] });
  });

  it('passes over a place that cannot be searched', async () => {
    assert.deepEqual(await searching(place(undefined)).search('notes', signal), { hits: [], failures: [] });
  });
});
