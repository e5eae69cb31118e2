import { AiosError } from '../errors.ts';
import type { ClientDefinition, ConfigFormatName, UnknownLayout } from './client-definition.ts';
import type { ConfigFormat, EntryEdit, JsonValue } from './formats/config-format.ts';
import { loadConfigFormat } from './formats/config-formats.ts';
import { equalValues } from './formats/entry-value.ts';
import { clientMatrix } from './matrix.ts';

/** What is left of a file without an entry. */
const emptyTexts: Readonly<Record<ConfigFormatName, string>> = {
  json: '{}\n',
  jsonc: '{}\n',
  json5: '{}\n',
  toml: '',
  yaml: '',
};

/** A server's entry in one client's config file: what stands there, and how it is edited. */
export interface ConfigEntry {
  /** How many keys lead to it, its own among them. */
  readonly depth: number;
  /** What a file of this format holds when it has no entry. */
  readonly emptyText: string;
  /**
   * @returns its value; undefined when it is absent
   * @throws AiosError `config_…`, and `client_layout_unknown` for a layout that this version cannot edit
   */
  read(bytes: Uint8Array): JsonValue | undefined;
  /** @throws AiosError as `read` */
  set(bytes: Uint8Array | undefined, value: JsonValue): EntryEdit;
  /**
   * Sets an entry that is there member by member, so that comments beside the others stay in every format.
   * @throws AiosError as `read`
   */
  change(bytes: Uint8Array, value: JsonValue): EntryEdit;
  /**
   * @param createdFrom which of the keys were made for it, see `EntryEdit`
   * @throws AiosError `config_…`
   */
  remove(bytes: Uint8Array, createdFrom: number): Uint8Array;
  /** @returns how many comments the file has. @throws AiosError `config_…` */
  countComments(bytes: Uint8Array): number;
}

/**
 * @param file the config's path
 * @throws AiosError `client_unknown` for a client that only a newer version knows
 */
export async function configEntryOf(client: string, server: string, file: string): Promise<ConfigEntry> {
  const definition = clientMatrix.find(({ id }) => id === client);
  if (definition === undefined) {
    throw new AiosError(`The ledger names a client "${client}" that this version does not know.`, {
      code: 'client_unknown',
      remedy: 'Use the newer version of AI OS that delivered to it.',
    });
  }
  const format = await loadConfigFormat(definition.format.value);
  const keys = [...definition.serversKey.value, server];
  return {
    depth: keys.length,
    emptyText: emptyTexts[definition.format.value],
    read(bytes) {
      refuseUnknownLayout(definition, format, file, bytes);
      return format.readEntry(file, bytes, keys);
    },
    set(bytes, value) {
      if (bytes !== undefined) refuseUnknownLayout(definition, format, file, bytes);
      return format.setEntry(file, bytes, keys, value);
    },
    change(bytes, value) {
      refuseUnknownLayout(definition, format, file, bytes);
      // The editors of TOML and YAML leave members alone that stay as they are.
      if (emptyTexts[definition.format.value] === '') return format.setEntry(file, bytes, keys, value);
      return { bytes: changeMembers(format, file, bytes, keys, value), createdFrom: keys.length };
    },
    remove: (bytes, createdFrom) => format.removeEntry(file, bytes, keys, createdFrom),
    countComments: (bytes) => format.countComments(file, bytes),
  };
}

function changeMembers(
  format: ConfigFormat,
  file: string,
  bytes: Uint8Array,
  keys: readonly string[],
  value: JsonValue,
): Uint8Array {
  const found = format.readEntry(file, bytes, keys);
  if (!isObject(found) || !isObject(value)) return format.setEntry(file, bytes, keys, value).bytes;
  let changed = bytes;
  for (const [key, member] of Object.entries(value)) {
    const isSame = Object.hasOwn(found, key) && equalValues(found[key] ?? null, member);
    if (!isSame) changed = format.setEntry(file, changed, [...keys, key], member).bytes;
  }
  for (const key of Object.keys(found)) {
    if (!Object.hasOwn(value, key)) changed = format.removeEntry(file, changed, [...keys, key], keys.length);
  }
  return changed;
}

function isObject(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseUnknownLayout(
  { name, unknownLayout }: ClientDefinition,
  format: ConfigFormat,
  file: string,
  bytes: Uint8Array,
): void {
  if (unknownLayout === undefined) return;
  const { keys } = unknownLayout.value;
  const sign = signOfUnknown(unknownLayout.value, format.readEntry(file, bytes, keys));
  if (sign === undefined) return;
  throw new AiosError(`${file} has a layout that this version does not know: "${keys.join('.')}" ${sign}.`, {
    code: 'client_layout_unknown',
    remedy: `Update AI OS, or add the server to ${name} by hand; nothing was changed.`,
    file,
  });
}

/** @returns what shows that a layout is not known, as the rest of a sentence; undefined where it is */
function signOfUnknown(layout: UnknownLayout, value: JsonValue | undefined): string | undefined {
  if ('newerThan' in layout)
    return typeof value === 'number' && value > layout.newerThan ? `is ${value}` : undefined;
  if (!isObject(value)) return undefined;
  return layout.without.some((key) => Object.hasOwn(value, key)) ? undefined : 'holds servers';
}
