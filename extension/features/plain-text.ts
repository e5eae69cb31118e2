/** Characters that are not seen and change how what stands beside them is read. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
const longest = 300;

/**
 * Somebody else's text for a quick pick, a title or a notification: one line, nothing unseen in it, and no `$(name)`,
 * which the editor shows as an icon.
 */
export function plainText(text: string): string {
  const line = text.replaceAll(unseen, ' ').replaceAll(/\s+/gu, ' ').trim().replaceAll('$(', '$ (');
  const characters = [...line];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}

/** @returns `one skill`, `3 skills` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `one ${one}` : `${count} ${many}`;
}

/** @returns the text as a sentence begins */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
