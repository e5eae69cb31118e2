import assert from 'node:assert/strict';
import {
  isSearch,
  type PickerState,
  sourceItems,
} from '../../../../extension/features/skills/install/source-items.ts';
import { AiosError } from '../../../../runtime/errors.ts';

const places = ['Browse for Folder…', 'Browse for Archive…', 'Shipped Skills'];

function shown(state: Partial<PickerState>): string[] {
  return sourceItems({ text: '', kind: undefined, found: undefined, ...state }).map(({ label }) => label);
}

describe('the items of Install Skill…', () => {
  it('are the places to look in while nothing is typed', () => {
    assert.deepEqual(shown({}), places);
  });

  it('begin with the source that the text names', () => {
    const items = sourceItems({ text: ' acme/skills ', kind: 'git', found: undefined });
    assert.equal(items[0]?.label, 'Install from acme/skills');
    assert.equal(items[0]?.description, 'git repository');
    assert.deepEqual(items[0]?.choice, { kind: 'source', source: 'acme/skills' });
    assert.ok(items[0]?.alwaysShow);
  });

  it('show what a search found, each with what it is and where it is from', () => {
    const hit = {
      source: 'clawhub:notes',
      name: 'Notes $(trash)',
      description: 'Takes\nnotes.',
      version: '1.2.0',
      publisher: 'Ada',
      downloads: 12_345,
    };
    const [item] = sourceItems({ text: 'notes', kind: undefined, found: { hits: [hit], failures: [] } });
    assert.deepEqual(item, {
      icon: 'search',
      label: 'Notes $ (trash)',
      description: '1.2.0 · Ada · 12,345 downloads · clawhub:notes',
      detail: 'Takes notes.',
      choice: { kind: 'source', source: 'clawhub:notes' },
      alwaysShow: true,
    });
  });

  it('name the registry that a package is from where npm has several', () => {
    const hits = [
      { registry: 'npm.example.com (@acme)', source: 'npm:@acme/notes', version: '1.2.0', publisher: 'Ada' },
      { registry: 'packages.example.org', source: 'npm:notes' },
      { source: 'clawhub:notes' },
    ].map((hit) => ({ ...hit, name: 'notes', description: 'Takes notes.' }));
    const items = sourceItems({ text: 'notes', kind: undefined, found: { hits, failures: [] } });
    assert.deepEqual(
      items.slice(0, 3).map(({ description }) => description),
      [
        '1.2.0 · Ada · npm:@acme/notes · npm.example.com (@acme)',
        'npm:notes · packages.example.org',
        'clawhub:notes',
      ],
    );
  });

  it('tell of a failed search, of one without results, and of what is not enough', () => {
    const error = new AiosError('https://example.com/api answers with status 503.', {
      code: 'source_offline',
      remedy: 'Try later.',
    });
    const failures = (['clawhub', 'npm'] as const).map((kind) => ({ kind, error }));
    const failed = sourceItems({ text: 'notes', kind: undefined, found: { hits: [], failures } });
    assert.deepEqual(failed[0]?.choice, { kind: 'none' });
    assert.equal(failed[0]?.label, 'ClawHub could not be searched');
    assert.equal(failed[0]?.detail, 'Try later. https://example.com/api answers with status 503.');
    assert.equal(failed[1]?.label, 'Your npm registry could not be searched');
    assert.deepEqual(shown({ text: 'notes', found: { hits: [], failures: [] } }), [
      'No skill was found for “notes”',
      ...places,
    ]);
    assert.deepEqual(shown({ text: 'no' }), ['Type at least 3 characters to search', ...places]);
    assert.deepEqual(shown({ text: './missing' }), ['Nothing known has this form', ...places]);
  });

  it('take words for a search and nothing else', () => {
    for (const text of ['notes', 'meeting notes', 'Zürich', "day's plan", '日本語'])
      assert.ok(isSearch(text), text);
    for (const text of [
      '',
      'no',
      '/home/ada/notes',
      './notes',
      '~/notes',
      'C:\\notes',
      'acme/skills',
      'https://example.com',
      'npm:notes',
      'ada@example.com',
      'notes.zip',
      'token=abc',
    ])
      assert.ok(!isSearch(text), text);
  });
});
