import assert from 'node:assert/strict';
import { detailsPage } from '../../../../extension/features/skills/pages/details-page.ts';
import { makeRegistryHome } from '../../../support/registry-home.ts';

describe('the page of an installed skill', () => {
  it('has Update as its main button only where there is something newer', async () => {
    await using home = await makeRegistryHome();
    await home.install();
    const record = await home.registry.get('meeting-notes');
    const mainButtonOf = (offered: string | undefined): string | undefined => {
      const details = { record, offered, versions: [record], operations: [], clients: [] };
      const files = { findings: [], paths: [], outline: [], readme: undefined, changelog: undefined };
      const { text } = detailsPage({ ...details, ...files }, (action) => `#${action}`);
      assert.match(text, /href="#update"/u);
      return /class="primary" href="([^"]*)"/u.exec(text)?.[1];
    };
    assert.equal(mainButtonOf(undefined), undefined);
    assert.equal(mainButtonOf('2.0.0'), '#update');
  });
});
