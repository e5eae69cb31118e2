import type { ConfigFormat } from '../config-format.ts';
import { findEntry, isTable } from '../config-tree.ts';
import { notObject } from '../refusals.ts';
import { rememberParsed } from '../remember-parsed.ts';
import { treeFormatOf } from '../tree-format.ts';
import { openToml, type TomlDocument } from './toml-document.ts';
import { removeTomlText, setTomlText } from './toml-edit.ts';
import { piecesOf } from './toml-pieces.ts';

/** TOML, as Codex has it. */
export const tomlFormat: ConfigFormat = treeFormatOf<TomlDocument>({
  language: 'TOML',
  open: rememberParsed(openToml),
  refuseBlockedPath,
  setText: setTomlText,
  removeText: removeTomlText,
  commentsOf: ({ program }) => program.comments.map((comment) => comment.value),
  holdsComment,
});

function refuseBlockedPath(document: TomlDocument, path: readonly string[]): void {
  for (let length = 1; length < path.length; length += 1) {
    const keys = path.slice(0, length);
    const found = findEntry(document.tree, keys);
    if (found === undefined || isTable(found)) continue;
    const offset = piecesOf(document, keys)[0]?.node.range[0] ?? 0;
    const held = Array.isArray(found) ? 'an array' : 'a single value';
    throw notObject(document.file, document.text, offset, keys, held, 'a table');
  }
}

/** Comments behind the last line of a table count as inside, up to the next header. */
function holdsComment(document: TomlDocument, path: readonly string[]): boolean {
  const { program, text } = document;
  return piecesOf(document, path).some((piece) => {
    const [start, end] = piece.node.range;
    const next = program.body[0].body.find((node) => node.range[0] > start);
    const until = piece.kind === 'section' ? (next?.range[0] ?? text.length) : end;
    return program.comments.some(({ range }) => range[0] >= start && range[1] <= until);
  });
}
