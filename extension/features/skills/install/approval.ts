import type { FileContents } from '../../../../runtime/files/digest.ts';
import type { Proposal } from '../../../../runtime/registry/proposal.ts';
import type { PageAction, PageContent } from '../../../pages/pages.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { plainText } from '../../plain-text.ts';
import { comparablePaths, proposalPage, type ShownProposal } from '../pages/proposal-page.ts';
import { readmeName, renderFile, renderMarkdown } from '../pages/render-markdown.ts';

/**
 * Shows what is proposed on a page and waits until the person agrees or leaves.
 *
 * @returns the digests of what was agreed to; none when the page was closed
 */
export async function askOnPage(
  context: FeatureContext,
  proposals: readonly Proposal[],
): Promise<ReadonlySet<string>> {
  const pages = await context.pages();
  const leftOut = new Set<number>();
  const drawn = await Promise.all(proposals.map(drawTexts));
  let agreed = false;
  const content = (): PageContent => {
    const shown = proposals.map(
      (proposal, index): ShownProposal => ({
        proposal,
        readme: drawn[index]?.readme,
        changelog: drawn[index]?.changelog,
        isLeftOut: leftOut.has(index),
      }),
    );
    return { title: titleOf(proposals), body: (link) => proposalPage(shown, link), actions };
  };
  const actions: Readonly<Record<string, PageAction>> = {
    agree: () => {
      agreed = true;
      page.close();
    },
    cancel: () => page.close(),
    'leave-out': (index) => {
      if (typeof index !== 'number' || proposals[index] === undefined) return;
      if (!leftOut.delete(index)) leftOut.add(index);
      page.update(content());
    },
    read: (place) => lookAt(context, proposals, place),
    compare: (place) => lookAt(context, proposals, place),
  };
  const page = pages.show('aios.proposal', content(), { preserveFocus: false });
  await page.closed;
  const wanted = agreed ? proposals.filter((_proposal, index) => !leftOut.has(index)) : [];
  return new Set(wanted.map(({ record }) => record.digest));
}

/** A person knows the skill that they have; of that, what has changed is told. */
async function drawTexts({
  files,
  changes,
  previous,
}: Proposal): Promise<Pick<ShownProposal, 'readme' | 'changelog'>> {
  return {
    readme: previous === undefined ? await renderFile(files, readmeName) : undefined,
    changelog: changes?.changelog === undefined ? undefined : await renderMarkdown(changes.changelog),
  };
}

function titleOf(proposals: readonly Proposal[]): string {
  const [only] = proposals;
  const verb = proposals.every(({ previous }) => previous !== undefined) ? 'Update' : 'Install';
  return proposals.length === 1 && only !== undefined
    ? `${verb} ${plainText(only.record.manifest.name)}?`
    : `${verb} ${proposals.length} Skills?`;
}

/** @param place `0/3`: the fourth file of the first proposal */
async function lookAt(
  { runtime, pages }: FeatureContext,
  proposals: readonly Proposal[],
  place: number | string | undefined,
): Promise<void> {
  const [index, file] = String(place).split('/').map(Number);
  const proposal = proposals[index ?? -1];
  const path = proposal && comparablePaths(proposal)[file ?? -1];
  if (proposal === undefined || path === undefined) return;
  const { record, previous, files } = proposal;
  const { files: virtual } = await pages();
  if (previous === undefined) {
    await virtual.open(nameOf(record, path), files.get(path) ?? new Uint8Array());
    return;
  }
  const before: FileContents = await runtime.registry.filesOf(previous);
  await virtual.compare(
    `${path}: ${previous.manifest.version} ↔ ${record.manifest.version}`,
    { name: nameOf(previous, path), bytes: before.get(path) },
    { name: nameOf(record, path), bytes: files.get(path) },
  );
}

function nameOf({ manifest, digest }: Proposal['record'], path: string): string {
  return `${manifest.id}/${manifest.version} (${digest.slice(7, 15)})/${path}`;
}
