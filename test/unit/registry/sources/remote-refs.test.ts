import assert from 'node:assert/strict';
import {
  findRef,
  parseRemoteRefs,
  splitRefAndPath,
  versionsOf,
} from '../../../../runtime/registry/sources/git/remote-refs.ts';

const commit = (digit: string): string => digit.repeat(40);
const refs = parseRemoteRefs(
  [
    `${commit('1')}\trefs/heads/main`,
    `${commit('2')}\trefs/heads/feature/x`,
    `${commit('3')}\trefs/tags/v1.0.0`,
    `${commit('4')}\trefs/tags/v1.0.0^{}`,
    `${commit('5')}\trefs/tags/1.10.0`,
    `${commit('6')}\trefs/tags/v1.9.0`,
    `${commit('7')}\trefs/tags/v2.0.0-rc.1`,
    `${commit('8')}\trefs/tags/latest`,
    `${commit('9')}\trefs/pull/1/head`,
    'warning: nonsense',
    '',
  ].join('\n'),
);

describe('the refs of a remote repository', () => {
  for (const [ref, expected] of Object.entries({
    main: { commit: commit('1') },
    'refs/heads/main': { commit: commit('1') },
    'feature/x': { commit: commit('2') },
    'v1.0.0': { commit: commit('4'), version: '1.0.0' },
    '1.0.0': { commit: commit('4'), version: '1.0.0' },
    'v1.10.0': { commit: commit('5'), version: '1.10.0' },
    '^1.0.0': { commit: commit('5'), version: '1.10.0' },
    '1.9.x': { commit: commit('6'), version: '1.9.0' },
    '*': { commit: commit('5'), version: '1.10.0' },
    '2.0.0-rc.1': { commit: commit('7'), version: '2.0.0-rc.1' },
    latest: { commit: commit('8') },
    '^3.0.0': undefined,
    'refs/heads/latest': undefined,
    'refs/tags/main': undefined,
    develop: undefined,
  }))
    it(`finds ${ref}`, () => assert.deepEqual(findRef(ref, refs), expected));

  it('give the versions, newest first', () =>
    assert.deepEqual(versionsOf(refs), ['2.0.0-rc.1', '1.10.0', '1.9.0', '1.0.0']));

  for (const [text, expected] of Object.entries({
    'main/skills/a': { ref: 'main', path: 'skills/a' },
    main: { ref: 'main', path: undefined },
    'feature/x/skills': { ref: 'feature/x', path: 'skills' },
    'v1.0.0/a': { ref: 'v1.0.0', path: 'a' },
    [`${commit('a')}/a`]: { ref: commit('a'), path: 'a' },
    'feature/y': undefined,
  }))
    it(`tell ${text} apart`, () => assert.deepEqual(splitRefAndPath(text, refs), expected));
});
