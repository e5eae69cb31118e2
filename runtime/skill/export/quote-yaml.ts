/**
 * Writes a text as a YAML double-quoted scalar. A JSON string is one; escaped besides: what YAML does not allow or
 * takes for a line end, and `---`, at which simple readers of front matter split wherever it stands.
 */
export function doubleQuote(text: string): string {
  const unicodeEscape = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text.toWellFormed())
    .replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/gu, unicodeEscape)
    .replaceAll(/(?<=--)-/gu, unicodeEscape);
}
