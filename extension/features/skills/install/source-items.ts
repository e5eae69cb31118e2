import {
  leastQueryLength,
  type SearchFailure,
  type SearchResult,
} from '../../../../runtime/registry/search.ts';
import type { SearchHit, SourceKind } from '../../../../runtime/registry/sources/source.ts';
import { capital, plainText } from '../../plain-text.ts';

/** What choosing an item does. `none` only tells something. */
export type SourceChoice =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'browse-folder' | 'browse-archive' | 'shipped' | 'none' };

export interface SourceItem {
  /** An icon's name. */
  readonly icon: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly choice: SourceChoice;
  /** Shown whatever was typed: it is there because of that. */
  readonly alwaysShow: boolean;
}

/** What the person typed, and what came of it so far. */
export interface PickerState {
  readonly text: string;
  /** The kind of place the text names. */
  readonly kind: SourceKind | undefined;
  /** Undefined while nothing was asked or the answer is still to come. */
  readonly found: SearchResult | undefined;
}

const kindWords: Readonly<Record<SourceKind, string>> = {
  folder: 'folder on this machine',
  archive: 'archive',
  git: 'git repository',
  npm: 'package',
  clawhub: 'ClawHub',
  'well-known': 'skills of a web site',
};

const places: readonly SourceItem[] = [
  {
    icon: 'folder-opened',
    label: 'Browse for Folder…',
    description: 'a skill, or a folder of skills',
    choice: { kind: 'browse-folder' },
    alwaysShow: false,
  },
  {
    icon: 'file-zip',
    label: 'Browse for Archive…',
    description: '.zip, .skill, .tgz',
    choice: { kind: 'browse-archive' },
    alwaysShow: false,
  },
  {
    icon: 'package',
    label: 'Shipped Skills',
    description: 'skills that come with AI OS',
    choice: { kind: 'shipped' },
    alwaysShow: false,
  },
];

/** Words to search for, as against a path, an address or a name of a source: those are sent nowhere. */
export function isSearch(text: string): boolean {
  const words = text.trim();
  return [...words].length >= leastQueryLength && isWords(words);
}

function isWords(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{M}\p{N}' _-]*$/u.test(text);
}

/** @returns what the quick pick shows, from the first */
export function sourceItems({ text, kind, found }: PickerState): SourceItem[] {
  const typed = text.trim();
  const items: SourceItem[] = [];
  if (kind !== undefined)
    items.push({
      icon: 'cloud-download',
      label: `Install from ${plainText(typed)}`,
      description: kindWords[kind],
      choice: { kind: 'source', source: typed },
      alwaysShow: true,
    });
  if (found !== undefined) {
    items.push(...found.hits.map(hitItem), ...found.failures.map(failureItem));
    if (found.hits.length + found.failures.length === 0)
      items.push(told('search', `No skill was found for “${plainText(typed)}”`));
  } else if (typed !== '' && kind === undefined && !isSearch(typed)) items.push(hint(typed));
  return [...items, ...places];
}

function hitItem(hit: SearchHit): SourceItem {
  const { source, name, description, version, publisher, downloads, registry } = hit;
  const facts = [
    version,
    publisher,
    downloads === undefined ? undefined : `${downloads.toLocaleString('en')} downloads`,
    source,
    registry,
  ];
  return {
    icon: 'search',
    label: plainText(name),
    description: plainText(facts.filter((fact) => fact !== undefined && fact !== '').join(' · ')),
    detail: plainText(description),
    choice: { kind: 'source', source },
    alwaysShow: true,
  };
}

function failureItem({ kind, error: { message, remedy } }: SearchFailure): SourceItem {
  const place = kind === 'npm' ? 'Your npm registry' : capital(kindWords[kind]);
  // The message begins with an address, which may be all that there is room for.
  return { ...told('warning', `${place} could not be searched`), detail: plainText(`${remedy} ${message}`) };
}

function hint(text: string): SourceItem {
  return isWords(text)
    ? told('search', `Type at least ${leastQueryLength} characters to search`)
    : {
        ...told('question', 'Nothing known has this form'),
        detail: 'A folder, an archive, owner/repo, npm:name, clawhub:name or https://… installs from there.',
      };
}

function told(icon: string, label: string): SourceItem {
  return { icon, label, choice: { kind: 'none' }, alwaysShow: true };
}
