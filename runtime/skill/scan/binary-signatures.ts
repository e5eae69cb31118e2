import type { FindingSeverity } from './finding.ts';

/** What the first bytes of a file say that it is. */
export interface FileType {
  readonly name: string;
  /** A program or byte code: something that runs and that nobody can read. */
  readonly runs: boolean;
  readonly severity: FindingSeverity;
  readonly matches: (bytes: Uint8Array) => boolean;
}

/** @returns whether these bytes stand at an offset; -1 stands for any byte */
export function hasBytes(bytes: Uint8Array, expected: readonly number[], offset = 0): boolean {
  return (
    bytes.length >= offset + expected.length &&
    expected.every((byte, index) => byte < 0 || bytes[offset + index] === byte)
  );
}

/** @returns whether this ASCII text stands at an offset */
export function hasText(bytes: Uint8Array, text: string, offset = 0): boolean {
  return hasBytes(
    bytes,
    [...text].map((letter) => letter.charCodeAt(0)),
    offset,
  );
}

/** A PE file: "MZ", and where its header says, "PE\0\0" (Microsoft PE format specification). */
function isPortableExecutable(bytes: Uint8Array): boolean {
  if (!hasText(bytes, 'MZ') || bytes.length < 64) return false;
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(60, true);
  return header + 4 <= bytes.length && hasBytes(bytes, [0x50, 0x45, 0, 0], header);
}

/** A Java class and a universal Mach-O begin alike; Java's version is above 44, a universal file has few parts. */
function isJavaClass(bytes: Uint8Array): boolean {
  return (
    hasBytes(bytes, [0xca, 0xfe, 0xba, 0xbe]) && bytes.length > 8 && bytes[6] === 0 && (bytes[7] ?? 0) >= 44
  );
}

function isUniversalMachO(bytes: Uint8Array): boolean {
  return hasBytes(bytes, [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0]) && (bytes[7] ?? 0) > 0 && (bytes[7] ?? 0) < 44;
}

const machO: readonly (readonly number[])[] = [
  [0xfe, 0xed, 0xfa, 0xce],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
];

/** Byte code of CPython: a magic number whose third and fourth bytes are CR LF (importlib/_bootstrap_external.py). */
function isPythonByteCode(bytes: Uint8Array): boolean {
  const version = bytes[1] ?? 0;
  if (bytes.length < 16 || !hasBytes(bytes, [0x0d, 0x0a], 2)) return false;
  return version >= 0x0c && version <= 0x0f && bytes.subarray(4, 16).includes(0);
}

/** The test file that every virus scanner knows (eicar.org); split, so that this file is none. */
const eicar = ['X5O!P%@AP[4', 'PZX54(P^)7CC)7}$EICAR'].join('\\');

/** Types of file in the order in which they are looked for. */
export const fileTypes: readonly FileType[] = [
  {
    name: 'a Linux program (ELF)',
    runs: true,
    severity: 'block',
    matches: (b) => hasBytes(b, [0x7f, 0x45, 0x4c, 0x46]),
  },
  { name: 'a Windows program (PE)', runs: true, severity: 'block', matches: isPortableExecutable },
  {
    name: 'a macOS program (Mach-O)',
    runs: true,
    severity: 'block',
    matches: (b) => machO.some((magic) => hasBytes(b, magic)) || isUniversalMachO(b),
  },
  { name: 'Java byte code', runs: true, severity: 'block', matches: isJavaClass },
  { name: 'Android byte code', runs: true, severity: 'block', matches: (b) => hasText(b, 'dex\n') },
  {
    name: 'Lua byte code',
    runs: true,
    severity: 'block',
    matches: (b) => hasBytes(b, [0x1b, 0x4c, 0x75, 0x61]),
  },
  {
    name: 'a WebAssembly module',
    runs: true,
    severity: 'warn',
    matches: (b) => hasBytes(b, [0, 0x61, 0x73, 0x6d]),
  },
  { name: 'a compiled AppleScript', runs: true, severity: 'block', matches: (b) => hasText(b, 'FasdUAS ') },
  {
    name: 'a Windows shortcut',
    runs: true,
    severity: 'block',
    matches: (b) => hasBytes(b, [0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0]),
  },
  { name: 'a virus scanner’s test file', runs: true, severity: 'block', matches: (b) => hasText(b, eicar) },
  {
    name: 'a Windows installer or an old Office document',
    runs: false,
    severity: 'warn',
    matches: (b) => hasBytes(b, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
  },
  { name: 'a macOS installer', runs: true, severity: 'block', matches: (b) => hasText(b, 'xar!') },
  {
    name: 'a Linux package',
    runs: true,
    severity: 'block',
    matches: (b) => hasText(b, '!<arch>\ndebian') || hasBytes(b, [0xed, 0xab, 0xee, 0xdb]),
  },
  { name: 'a browser extension', runs: true, severity: 'block', matches: (b) => hasText(b, 'Cr24') },
  { name: 'a RAR archive', runs: false, severity: 'warn', matches: (b) => hasText(b, 'Rar!\u001a\u0007') },
  {
    name: 'a 7-Zip archive',
    runs: false,
    severity: 'warn',
    matches: (b) => hasBytes(b, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
  },
  { name: 'a cabinet archive', runs: false, severity: 'warn', matches: (b) => hasText(b, 'MSCF') },
  { name: 'a disc image', runs: false, severity: 'block', matches: (b) => hasText(b, 'CD001', 0x8001) },
  { name: 'Python byte code', runs: true, severity: 'warn', matches: isPythonByteCode },
];

/** Names that run by a double click or are loaded as code, whatever stands in the file. */
export const runningNames: readonly { pattern: RegExp; name: string; severity: FindingSeverity }[] = [
  {
    pattern: /\.(?:exe|scr|com|pif|cpl|msi|msix|appx)$/iu,
    name: 'a Windows program or installer',
    severity: 'block',
  },
  { pattern: /\.(?:dll|sys|ocx)$/iu, name: 'a Windows library', severity: 'block' },
  { pattern: /\.(?:so(?:\.\d{1,3}){0,3}|dylib|node)$/iu, name: 'a native library', severity: 'block' },
  {
    pattern: /\.(?:dmg|pkg|mpkg|deb|rpm|apk|ipa|appimage|snap|flatpak)$/iu,
    name: 'an installer',
    severity: 'block',
  },
  { pattern: /\.app\/Contents\/MacOS\//iu, name: 'a macOS application', severity: 'block' },
  { pattern: /\.(?:scpt|scptd|workflow|shortcut)$/iu, name: 'a compiled script', severity: 'warn' },
  {
    pattern: /\.(?:lnk|url|webloc|desktop|library-ms|search-ms|settingcontent-ms)$/iu,
    name: 'a shortcut',
    severity: 'warn',
  },
  {
    pattern: /\.(?:hta|vbe|jse|wsf|wsh|chm|reg|msc|ps1xml)$/iu,
    name: 'a file that Windows runs by a double click',
    severity: 'warn',
  },
  { pattern: /\.(?:jar|war|class|dex)$/iu, name: 'Java byte code', severity: 'warn' },
  { pattern: /\.(?:pyc|pyo|pyd)$/iu, name: 'Python byte code', severity: 'warn' },
  {
    pattern: /\.(?:docm|dotm|xlsm|xltm|xlam|pptm|potm|ppam)$/iu,
    name: 'an Office document with macros',
    severity: 'warn',
  },
  { pattern: /\.(?:iso|img|vhdx?|vmdk)$/iu, name: 'a disc image', severity: 'block' },
  {
    pattern: /\.(?:pkl|pickle|joblib)$/iu,
    name: 'a pickle, which runs code when it is loaded',
    severity: 'warn',
  },
];
