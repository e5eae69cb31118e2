import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic, Fix, Place, TextRange } from './diagnostic.ts';

/** The alias limit of the `yaml` package: past it a document of some hundred bytes grows to gigabytes. */
const maxAliases = 100;
/** A manifest nests five deep. */
const maxDepth = 32;
/** More than a person reads at once. */
const maxDiagnostics = 20;

/** A manifest's text with places in it. */
export class ManifestText {
  readonly file: string;
  readonly lines = new LineCounter();

  constructor(file: string) {
    this.file = file;
  }

  diagnostic(code: string, message: string, remedy: string, offset = 0, fix?: Fix): Diagnostic {
    const place = this.place(offset);
    return { code, severity: 'error', message, file: this.file, ...place, remedy, ...(fix && { fix }) };
  }

  /** Line and column from 1. Nothing has been read yet when a file is refused for its size. */
  place(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** Where a value or a key stands; undefined for one that was never read. */
  range(node: unknown): TextRange | undefined {
    const [start, end] = (isNode(node) ? node.range : undefined) ?? [];
    return start === undefined || end === undefined
      ? undefined
      : { start: this.place(start), end: this.place(end) };
  }
}

/** What stands in a manifest: the value, and the document that knows where each part of it stands. */
export interface ManifestDocument {
  readonly document: Document;
  readonly data: unknown;
}

/**
 * Parses a manifest's YAML: one document of plain YAML 1.2, in which keys are text and unique. What makes YAML
 * surprising is refused: tags, other YAML versions, aliases without end, nesting without end. Never throws.
 */
export function parseManifestYaml(text: string, at: ManifestText): ManifestDocument | Diagnostic[] {
  let document: Document | undefined;
  try {
    document = parseDocument(text, {
      lineCounter: at.lines,
      prettyErrors: false,
      // Comparing every key with every other takes seconds for a hostile file; repeatedKeys uses a set.
      uniqueKeys: false,
      stringKeys: true,
      logLevel: 'error',
    });
    const found = syntaxErrors(document.errors, at);
    if (found.length === 0) found.push(...checkNodes(document, at));
    return found.length > 0 ? found : { document, data: document.toJS({ maxAliasCount: maxAliases }) };
  } catch (error) {
    // The parser calls itself for what is nested; the other thing that throws is aliases that make too much.
    if (document === undefined || error instanceof RangeError) return [tooDeep(at, 0)];
    return [tooManyAliases(at, firstAlias(document))];
  }
}

/** @returns where the value at a path stands, or the nearest thing around it that does stand there */
export function offsetOf(document: Document, path: readonly string[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}

/** @returns a key of the map at a path */
export function keyNode(document: Document, path: readonly string[], key: string): Scalar | undefined {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  return isScalar(pair?.key) ? pair.key : undefined;
}

function syntaxErrors(errors: readonly YAMLError[], at: ManifestText): Diagnostic[] {
  const exhausted = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  // What else is said after it only follows from it.
  if (exhausted) return [tooDeep(at, exhausted.pos[0])];
  return errors.slice(0, maxDiagnostics).map(({ code, message, pos: [offset] }) => {
    if (code === 'MULTIPLE_DOCS') {
      return at.diagnostic(
        'yaml_syntax',
        'The manifest holds more than one YAML document.',
        'Remove the line --- and what follows it; a skill has one manifest.',
        offset,
      );
    }
    if (code === 'NON_STRING_KEY') {
      return at.diagnostic('yaml_key', 'A key here is not plain text.', 'Write a word as the key.', offset);
    }
    return at.diagnostic('yaml_syntax', firstSentence(message), 'Correct the YAML at this place.', offset);
  });
}

/** Looks at each node for what parses and yet is not taken. */
function checkNodes(document: Document, at: ManifestText): Diagnostic[] {
  const found = checkVersion(document, at);
  const anchors = new Set<string>();
  visit(document, {
    Node(_key, node, path) {
      const offset = node.range?.[0] ?? 0;
      if (path.filter(isCollection).length > maxDepth) {
        found.push(tooDeep(at, offset));
        return visit.BREAK;
      }
      if (isAlias(node)) {
        if (!anchors.has(node.source)) found.push(unknownAlias(at, node.source, offset));
      } else {
        if (node.anchor !== undefined) anchors.add(node.anchor);
        if (node.tag !== undefined) found.push(foreignTag(at, node.tag, offset));
      }
      if (isMap(node)) found.push(...repeatedKeys(node, at));
      return found.length >= maxDiagnostics ? visit.BREAK : undefined;
    },
  });
  return found.slice(0, maxDiagnostics);
}

function checkVersion(document: Document, at: ManifestText): Diagnostic[] {
  const { explicit, version } = document.directives?.yaml ?? {};
  if (!explicit || version === '1.2') return [];
  return [
    at.diagnostic(
      'yaml_version',
      `The manifest asks for YAML ${version}.`,
      'Remove the line that begins with %YAML; manifests are read as YAML 1.2.',
    ),
  ];
}

function repeatedKeys(map: YAMLMap, at: ManifestText): Diagnostic[] {
  const seen = new Set<string>();
  const found: Diagnostic[] = [];
  for (const { key } of map.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    if (seen.has(name)) {
      found.push(
        at.diagnostic(
          'duplicate_key',
          `The key "${name}" is there twice.`,
          'Remove one of the two.',
          key.range?.[0],
        ),
      );
    }
    seen.add(name);
  }
  return found;
}

function foreignTag(at: ManifestText, tag: string, offset: number): Diagnostic {
  return at.diagnostic(
    'yaml_tag',
    `The manifest uses the YAML tag ${tag.replace(/^tag:yaml\.org,2002:/u, '!!')}.`,
    'Remove the tag (the word that begins with !); put a value in quotes if it is to be text.',
    offset,
  );
}

function unknownAlias(at: ManifestText, name: string, offset: number): Diagnostic {
  return at.diagnostic(
    'yaml_alias_unknown',
    `The YAML alias *${name} names nothing above it.`,
    `Put the value in quotes if it is to begin with *, or mark what it stands for with &${name}.`,
    offset,
  );
}

function tooManyAliases(at: ManifestText, offset: number): Diagnostic {
  return at.diagnostic(
    'yaml_aliases',
    `The manifest uses YAML aliases (*name) more than ${maxAliases} times, one inside the other counted as often as it is meant.`,
    'Write the values out instead of using aliases.',
    offset,
  );
}

function firstAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_key, { range }) {
      offset = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function tooDeep(at: ManifestText, offset: number): Diagnostic {
  return at.diagnostic(
    'yaml_too_deep',
    `The manifest is nested more than ${maxDepth} deep.`,
    'Take the brackets or the indentation away; no part of a manifest nests like that.',
    offset,
  );
}

function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/\.?$/u, '.');
}
