import type { Resource, ServerContext } from '@modelcontextprotocol/server';
import {
  type Skill,
  type SkillReadResult,
  type SkillSource,
  skillEntry,
} from '@modelcontextprotocol/server/ext/skills';
import type { FileContents } from '../files/digest.ts';
import type { InstalledSkill } from '../registry/installed-skill.ts';
import { exportAgentSkill } from '../skill/export/agent-skill.ts';
import { type Listing, listResources, skillFolderUri, skillScheme } from './listing.ts';
import type { SkillShelf } from './skill-shelf.ts';

/** Entries to a page of `skills/list`: each is made from the skill's files. */
const pageSize = 50;
/** Entries that are kept, by digest. One takes about 1 KB. */
const maxEntries = 1000;
const directoryType = 'inode/directory';

/** Entries that were made, by the version's digest. */
export type SkillEntries = Map<string, Promise<Skill | undefined>>;

/**
 * The installed skills as the extension "Skills over MCP" has them (SEP-2640): each as an agent skill, its files under
 * `skill://<id>/`. Digests are made when they are first asked for and kept with the version's own digest.
 */
export class RegistrySkillSource implements SkillSource {
  private readonly shelf: SkillShelf;
  private readonly listingOf: (context: ServerContext) => Promise<Listing>;
  private readonly entries: SkillEntries;

  /** @param entries what the sources of one process share */
  constructor(
    shelf: SkillShelf,
    entries: SkillEntries,
    listingOf: (context: ServerContext) => Promise<Listing>,
  ) {
    this.shelf = shelf;
    this.entries = entries;
    this.listingOf = listingOf;
  }

  async list(
    { cursor }: { cursor?: string },
    context: ServerContext,
  ): Promise<{ skills: Skill[]; nextCursor?: string }> {
    const { skills } = await this.listingOf(context);
    const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
    const rest = skills.filter(({ manifest }) => manifest.id > after);
    const page = rest.slice(0, pageSize);
    const entries = await Promise.all(page.map((skill) => this.entry(skill)));
    const last = page.at(-1)?.manifest.id;
    const found = entries.filter((entry) => entry !== undefined);
    return rest.length <= pageSize || last === undefined
      ? { skills: found }
      : { skills: found, nextCursor: Buffer.from(last).toString('base64url') };
  }

  async get(uri: string, context: ServerContext): Promise<Skill | undefined> {
    const place = await this.place(uri, context);
    return place?.path === 'SKILL.md' ? this.entry(place.skill) : undefined;
  }

  async read(uri: string, context: ServerContext): Promise<SkillReadResult | undefined> {
    const place = await this.place(uri, context);
    if (place === undefined) return undefined;
    const bytes = (await this.exported(place.skill)).get(place.path);
    if (bytes === undefined) return undefined;
    const mimeType = mimeTypeOf(place.path);
    const text = textOf(bytes);
    return text === undefined ? { bytes, mimeType } : { text, mimeType };
  }

  async readDirectory(
    uri: string,
    _page: { cursor?: string },
    context: ServerContext,
  ): Promise<{ resources: Resource[] } | undefined> {
    const place = await this.place(uri.endsWith('/') ? uri : `${uri}/`, context);
    if (place === undefined) return undefined;
    const children = childrenOf(await this.exported(place.skill), place.path);
    const folder = skillFolderUri(place.skill) + encodePath(place.path);
    return children && { resources: children.map((child) => describe(folder, child)) };
  }

  async listResources(context: ServerContext): Promise<Resource[]> {
    return listResources(await this.listingOf(context));
  }

  /** @returns the skill that the address leads into, and the path in it; undefined when none does */
  private async place(
    uri: string,
    context: ServerContext,
  ): Promise<{ skill: InstalledSkill; path: string } | undefined> {
    if (!uri.startsWith(skillScheme)) return undefined;
    const { skills } = await this.listingOf(context);
    const skill = skills.find((candidate) => uri.startsWith(skillFolderUri(candidate)));
    if (skill === undefined) return undefined;
    try {
      return { skill, path: decodeURIComponent(uri.slice(skillFolderUri(skill).length)) };
    } catch {
      return undefined;
    }
  }

  /** @returns undefined for an agent skill that is not as the specification asks: such a one is not to be listed */
  private entry(skill: InstalledSkill): Promise<Skill | undefined> {
    const known = this.entries.get(skill.digest);
    if (known !== undefined) return known;
    const made = this.makeEntry(skill).catch(() => undefined);
    this.entries.set(skill.digest, made);
    for (const digest of this.entries.keys()) {
      if (this.entries.size <= maxEntries) break;
      this.entries.delete(digest);
    }
    return made;
  }

  private async makeEntry(skill: InstalledSkill): Promise<Skill> {
    const path = skillFolderUri(skill).slice(skillScheme.length, -1);
    return skillEntry(path, Object.fromEntries(await this.exported(skill)));
  }

  private async exported(skill: InstalledSkill): Promise<FileContents> {
    return exportAgentSkill({ manifest: skill.manifest, files: await this.shelf.files(skill) });
  }
}

interface Child {
  readonly name: string;
  /** Undefined for a folder. */
  readonly bytes: Uint8Array | undefined;
}

/** @param folder path in the skill with a `/` at its end; empty for the skill's own folder */
function childrenOf(files: FileContents, folder: string): Child[] | undefined {
  const children = new Map<string, Child>();
  for (const [path, bytes] of files) {
    if (!path.startsWith(folder)) continue;
    const [name = '', ...below] = path.slice(folder.length).split('/');
    children.set(name, { name, bytes: below.length === 0 ? bytes : undefined });
  }
  if (children.size === 0) return undefined;
  return [...children.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function describe(folder: string, { name, bytes }: Child): Resource {
  const uri = `${folder}${encodeURIComponent(name)}`;
  return bytes === undefined
    ? { uri, name, mimeType: directoryType }
    : { uri, name, mimeType: mimeTypeOf(name), size: bytes.length };
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

const mimeTypes: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  json: 'application/json',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  txt: 'text/plain',
  csv: 'text/csv',
  html: 'text/html',
  py: 'text/x-python',
  sh: 'application/x-sh',
  js: 'text/javascript',
  ts: 'text/x-typescript',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
};

function mimeTypeOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(mimeTypes, extension)
    ? (mimeTypes[extension] ?? 'application/octet-stream')
    : 'application/octet-stream';
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    // The digest is over the bytes, so a byte order mark stays.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
