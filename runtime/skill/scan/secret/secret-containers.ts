import type { FindingSeverity } from '../finding.ts';

/** A file in a form of its own that holds keys, passwords or what people stored. */
interface Container {
  readonly id: string;
  readonly catches: string;
  /** Matched against the path; what the first bytes tell needs none. */
  readonly path?: RegExp;
  /** One of them begins the file; none: its name is enough. */
  readonly begins: readonly (readonly number[])[];
  readonly severity: FindingSeverity;
}

const sqlite = [...'SQLite format 3'].map((character) => character.charCodeAt(0));

const containers: readonly Container[] = [
  {
    id: 'key-store',
    catches: 'A PKCS #12 file, which holds a certificate with its private key',
    path: /\.(?:p12|pfx|pkcs12)$/iu,
    begins: [
      [0x30, 0x82],
      [0x30, 0x80],
      [0x30, 0x83],
    ],
    severity: 'block',
  },
  {
    id: 'key-store',
    catches: 'A Java key store',
    begins: [
      [0xfe, 0xed, 0xfe, 0xed],
      [0xce, 0xce, 0xce, 0xce],
    ],
    severity: 'block',
  },
  {
    id: 'private-key-file',
    catches: 'A private key in DER',
    path: /\.(?:key|der|pk8|p8)$/iu,
    begins: [
      [0x30, 0x82],
      [0x30, 0x77],
      [0x30, 0x81],
      [0x30, 0x2e],
    ],
    severity: 'block',
  },
  {
    id: 'password-database',
    catches: 'A KeePass password database',
    begins: [[0x03, 0xd9, 0xa2, 0x9a]],
    severity: 'block',
  },
  {
    id: 'password-database',
    catches: 'A password database (Password Safe, 1Password, Bitwarden, GNOME or macOS keychain)',
    path: /\.(?:psafe3|kdb|1pif|1pux|agilekeychain|opvault|keychain(?:-db)?|kwallet|bitwarden|enpassdbsync|dashlane)$/iu,
    begins: [],
    severity: 'block',
  },
  {
    id: 'browser-database',
    catches: "A browser's database of sessions, passwords or keys",
    path: /(?:^|\/)(?:cookies(?:\.sqlite)?|login data|web data|signons\.sqlite|key[34]\.db|formhistory\.sqlite|access_tokens\.db|credentials\.db)$/iu,
    begins: [sqlite],
    severity: 'block',
  },
  {
    id: 'database-file',
    catches: 'A database file, whose content cannot be reviewed',
    begins: [sqlite],
    severity: 'warn',
  },
  {
    id: 'wallet-file',
    catches: 'A wallet of a blockchain client',
    path: /(?:^|\/)wallet\.dat$/iu,
    begins: [],
    severity: 'block',
  },
];

/** Tells a file that holds secrets by its name and its first bytes. */
export function secretContainer(path: string, bytes: Uint8Array): Container | undefined {
  if (bytes.length === 0) return undefined;
  return containers.find(
    ({ path: named, begins }) =>
      (named === undefined || named.test(path)) &&
      (begins.length === 0 || begins.some((start) => start.every((byte, index) => bytes[index] === byte))),
  );
}
