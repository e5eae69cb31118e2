import assert from 'node:assert/strict';
import {
  comparablePaths,
  proposalPage,
  type ShownProposal,
} from '../../../../extension/features/skills/pages/proposal-page.ts';
import type { Html } from '../../../../extension/pages/html.ts';
import type { Proposal } from '../../../../runtime/registry/proposal.ts';
import { makeRegistryHome, type RegistryHome, type SmallSkill } from '../../../support/registry-home.ts';

describe('the page before an install', () => {
  let home: RegistryHome;

  beforeEach(async () => {
    home = await makeRegistryHome();
  });

  afterEach(() => home[Symbol.asyncDispose]());

  async function proposed(skill: SmallSkill): Promise<Proposal> {
    const source = await home.write(skill);
    const nobody = { choose: async () => [] };
    const { proposals } = await home.installer.propose({ source, workingFolder: home.path }, nobody);
    assert.ok(proposals[0]);
    return proposals[0];
  }

  function page(...proposals: Proposal[]): string {
    const shown = proposals.map(
      (proposal): ShownProposal => ({ proposal, readme: undefined, changelog: undefined, isLeftOut: false }),
    );
    const { text }: Html = proposalPage(shown, (action, argument = '') => `#${action}:${argument}`);
    return text;
  }

  it('says what it is, from where, and by which digest', async () => {
    const proposal = await proposed({});
    const text = page(proposal);
    for (const told of ['Meeting Notes', '1.0.0', proposal.record.source, proposal.record.digest, '#agree:'])
      assert.ok(text.includes(told), told);
    assert.match(text, /The scan found nothing/u);
    assert.ok(text.indexOf('prompt.md') < text.indexOf('skill.yaml'), 'what the model is told comes first');
  });

  it('escapes what a skill says of itself', async () => {
    const proposal = await proposed({});
    const manifest = { ...proposal.record.manifest, name: '<img src=x>', description: '</p><script>' };
    const text = page({ ...proposal, record: { ...proposal.record, manifest } });
    assert.doesNotMatch(text, /<img|<script/u);
    assert.match(text, /&lt;img src=x&gt;/u);
  });

  it('names of an update every file that changes, and no other', async () => {
    await home.install({ files: { 'notes.md': 'old', 'same.md': 'same' } });
    const proposal = await proposed({ version: '1.1.0', files: { 'new.md': 'new', 'same.md': 'same' } });
    assert.deepEqual(comparablePaths(proposal).toSorted(), ['new.md', 'notes.md', 'prompt.md', 'skill.yaml']);
    assert.equal(comparablePaths(proposal)[0], 'prompt.md');
    const text = page(proposal);
    assert.match(text, /1\.0\.0 → 1\.1\.0/u);
    assert.match(text, /New: <a[^>]*>new\.md/u);
    assert.match(text, /Gone: <a[^>]*>notes\.md/u);
    assert.match(text, /Changed: <a[^>]*>prompt\.md/u);
    assert.doesNotMatch(text, /same\.md/u);
  });

  it('lets a person leave out one of several', async () => {
    const proposals = [await proposed({}), await proposed({ id: 'second' })];
    assert.match(page(...proposals), /Install 2 of 2/u);
    const shown = proposals.map((proposal, index) => ({
      proposal,
      readme: undefined,
      changelog: undefined,
      isLeftOut: index === 0,
    }));
    const { text } = proposalPage(shown, (action, argument = '') => `#${action}:${argument}`);
    assert.match(text, /Install 1 of 2/u);
    const none = proposalPage(
      shown.map((one) => ({ ...one, isLeftOut: true })),
      (action) => `#${action}`,
    );
    assert.doesNotMatch(none.text, /#agree/u);
  });
});
