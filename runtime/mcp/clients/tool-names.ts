import { toolNameOf } from '../../skill/tool-name.ts';
import type { ClientFamily } from './family.ts';

/**
 * Names the tools of skills for a client. A name that is taken, or too long for the client, gets the digest of the
 * skill's id at its end, so that it is the same however the other skills come and go.
 *
 * @param reserved names of tools that are no skills'
 * @returns the skill's id by the name of its tool, in the order of the ids given
 */
export function nameTools(
  ids: readonly string[],
  { maxToolName }: Pick<ClientFamily, 'maxToolName'>,
  reserved: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const plain = ids.map((id) => ({ id, name: toolNameOf(id) }));
  const uses = new Map<string, number>();
  for (const { name } of plain) uses.set(name, (uses.get(name) ?? 0) + 1);
  const names = new Map<string, string>();
  for (const { id, name } of plain) {
    const isFine = name.length <= maxToolName && !reserved.has(name) && uses.get(name) === 1;
    names.set(isFine ? name : withDigest(name, id, maxToolName), id);
  }
  return names;
}

function withDigest(name: string, id: string, maxLength: number): string {
  const end = `_${digest(id)}`;
  return `${name.slice(0, maxLength - end.length)}${end}`;
}

/** FNV-1a, 32 bits: eight hex digits, and no library to load for them. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
