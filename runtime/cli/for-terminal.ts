/**
 * Makes a text safe to print: skills and files name themselves, and what they say must not move the cursor, change
 * colours or turn the reading direction. Line ends and tabs stay.
 */
export function forTerminal(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
