import * as vscode from 'vscode';
import { messageOf } from '../../../../runtime/errors.ts';
import type { FileContents } from '../../../../runtime/files/digest.ts';
import type { SkillRecord } from '../../../../runtime/registry/installed-skill.ts';
import { splitSections } from '../../../../runtime/skill/prompt-sections.ts';
import type { Finding } from '../../../../runtime/skill/scan/finding.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
import type { Page, PageAction, PageContent } from '../../../pages/pages.ts';
import { plainText } from '../../plain-text.ts';
import { skillFor } from '../pick-skill.ts';
import { stateWordsOf } from '../skill-states.ts';
import type { SkillsContext } from '../skills-context.ts';
import { clientSwitches } from '../versions/enabled-clients.ts';
import { detailsPage, type SkillDetails } from './details-page.ts';
import { readmeName, renderFile } from './render-markdown.ts';

/** What follows from a version's files alone: reckoned once for each version that is shown. */
interface ReadVersion extends Pick<SkillDetails, 'findings' | 'paths' | 'outline' | 'readme' | 'changelog'> {
  readonly digest: string;
  readonly files: FileContents;
}

const shownOperations = 20;
const changelogName = /^(?:changelog|changes|history)(?:\.md|\.txt)?$/iu;

/** Opens the page of an installed skill, or brings the one that is open to the front. */
export async function showDetails(context: SkillsContext, given: unknown): Promise<void> {
  const record = await skillFor(context, given, { title: 'Show Details' });
  if (record === undefined) return;
  const { id } = record.manifest;
  // A click in the tree looks; the keyboard stays there.
  const preserveFocus = typeof given === 'object';
  const pages = await context.pages();
  await pages.showOnce(`aios.skill ${id}`, () => openDetails(context, id, preserveFocus), preserveFocus);
}

/** Opens the page, which follows what is done to the skill and closes when it is taken out. */
async function openDetails(context: SkillsContext, id: string, preserveFocus: boolean): Promise<Page> {
  const { runtime, updates, log } = context;
  const read = reader(context);
  const content = async (): Promise<PageContent> => contentOf(context, id, read, await runtime.sync.status());
  const page = (await context.pages()).show('aios.skill', await content(), { preserveFocus });
  const refresh = async (): Promise<void> => {
    const isThere = await runtime.registry.previous(id);
    if (isThere === undefined) page.close();
    else page.update(await content());
  };
  const request = (): void => void refresh().catch((error: unknown) => log.error(messageOf(error)));
  const following = [runtime.driftWatch.onStatus(request), updates.onDidChange(request)];
  void page.closed.then(() => {
    for (const one of following) one.dispose();
  });
  return page;
}

async function contentOf(
  context: SkillsContext,
  id: string,
  read: (record: SkillRecord) => Promise<ReadVersion>,
  status: SyncStatus,
): Promise<PageContent> {
  const { runtime, updates } = context;
  const record = await runtime.registry.get(id);
  const version = await read(record);
  const details: SkillDetails = {
    ...version,
    record,
    versions: await runtime.registry.versions(id),
    operations: await runtime.store.history.list({ skill: id, limit: shownOperations }).catch(() => []),
    clients: clientSwitches(record, status.clients).map(({ id: client, name, on }) => ({
      name,
      state: stateWordsOf(status, record, client, on),
    })),
    offered: updates.offeredFor(record),
  };
  return {
    title: plainText(record.manifest.name),
    body: (link) => detailsPage(details, link),
    actions: actionsFor(context, record, version.files),
  };
}

function actionsFor(
  { pages }: SkillsContext,
  { manifest: { id, version } }: SkillRecord,
  files: FileContents,
): Readonly<Record<string, PageAction>> {
  const command = (name: string) => () => vscode.commands.executeCommand(name, id);
  return {
    update: command('aios.skills.update'),
    'roll-back': command('aios.skills.rollBack'),
    pin: command('aios.skills.pin'),
    unpin: command('aios.skills.unpin'),
    enable: command('aios.skills.enableFor'),
    copy: command('aios.skills.copySource'),
    remove: command('aios.skills.remove'),
    read: async (path) => {
      const bytes = files.get(String(path));
      if (bytes !== undefined) await (await pages()).files.open(`${id}/${version}/${path}`, bytes);
    },
  };
}

/** @returns what reads a version's files, the same version once */
function reader({ runtime }: SkillsContext): (record: SkillRecord) => Promise<ReadVersion> {
  let last: ReadVersion | undefined;
  return async (record) => {
    const files = await runtime.registry.filesOf(record);
    if (last?.digest === record.digest && last.files.size === files.size) return last;
    last = {
      digest: record.digest,
      files,
      findings: await scan(files),
      paths: [...files.keys()],
      outline: outlineOf(record, files),
      readme: await renderFile(files, readmeName),
      changelog: await renderFile(files, changelogName),
    };
    return last;
  };
}

async function scan(files: FileContents): Promise<readonly Finding[] | undefined> {
  if (files.size === 0) return undefined;
  const { scanFiles } = await import('../../../../runtime/skill/scan/scan-files.ts');
  return scanFiles(files);
}

function outlineOf({ manifest: { promptFile } }: SkillRecord, files: FileContents): string[] {
  const prompt = Buffer.from(files.get(promptFile) ?? '').toString('utf8');
  return splitSections(prompt).flatMap(({ heading }) => (heading === '' ? [] : [heading]));
}
