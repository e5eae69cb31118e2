import { oneLine } from '../one-line.ts';

/**
 * Lays rows out in columns for a terminal. Widths count characters as a person sees them, so that accents and
 * emoji do not bend the table. A row stays one line, whatever its cells hold.
 *
 * @returns the lines, without a line end after the last; nothing for no rows
 */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const all = [header, ...rows.map((row) => row.map(oneLine))];
  const widths = header.map((_cell, column) => Math.max(...all.map((row) => width(row[column] ?? ''))));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Made when it is first needed: that takes as long as a short command. */
let segmenter: Intl.Segmenter | undefined;
/** Where every character stands for itself, and takes a column. */
const plain = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u2013-\u2026]*$/u;

function width(text: string): number {
  if (plain.test(text)) return text.length;
  segmenter ??= new Intl.Segmenter();
  return [...segmenter.segment(text)].length;
}
