import type { ClientDefinition } from './client-definition.ts';
import type { JsonValue } from './formats/config-format.ts';

/**
 * A server's entry of one client as its successor writes it. Only the names of members differ between them, as Windsurf
 * has `serverUrl` where Devin Desktop has `url`; whatever else stands in an entry is a person's and stays.
 *
 * @param entry as it stands in the predecessor's config
 */
export function convertEntry(
  entry: Readonly<Record<string, JsonValue>>,
  from: ClientDefinition,
  to: ClientDefinition,
): Record<string, JsonValue> {
  const names = renamedMembers(from, to);
  const members = Object.entries(entry).map(([name, value]): [string, JsonValue] => {
    const next = names.get(name);
    return [next === undefined || Object.hasOwn(entry, next) ? name : next, value];
  });
  return Object.fromEntries(members);
}

/** @returns the successor's name of each member that the two spell differently, by the predecessor's */
function renamedMembers(from: ClientDefinition, to: ClientDefinition): ReadonlyMap<string, string> {
  const before = Object.entries(from.httpEntry.value ?? {});
  const after = Object.entries(to.httpEntry.value ?? {});
  const pairs = before.flatMap(([name, filledWith]): [string, string][] => {
    const next = after.find(([, other]) => other === filledWith)?.[0];
    return next === undefined || next === name ? [] : [[name, next]];
  });
  return new Map(pairs);
}
