/** Names that Windows keeps for devices, with whatever extension. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?$/iu;
/** What Windows cannot hold in a name, or drops from its end; U+FFFD is what a name that is not UTF-8 is read as. */
const foreignName = /[\p{Cc}<>:"|?*\\\ufffd]|[. ]$/u;

/** What a file system commonly holds in one name, in bytes. */
export const maxNameBytes = 255;
/** A path in a skill, in bytes: below any home, it stays under what systems take at once. */
export const maxPathBytes = 1024;

/** Whether every system can hold a file or folder of that name: one part of a path, without slashes. */
export function isPortableName(name: string): boolean {
  return !foreignName.test(name) && !deviceName.test(name);
}

/** A path as systems see it that tell neither case nor composed letters apart: two with the same are one there. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}
