import { fileTypes, hasBytes, hasText, runningNames } from './binary-signatures.ts';
import type { Finding, FindingSeverity } from './finding.ts';
import { zipFindings } from './zip-listing.ts';

const unreadable = 'A skill is text and scripts that a person can read; what this does, nobody sees.';

/** Types that are known by their beginning, and the names under which they are expected. */
const pictures: readonly {
  names: RegExp;
  isType: (bytes: Uint8Array) => boolean;
  end?: readonly number[];
}[] = [
  {
    names: /\.png$/iu,
    isType: (b) => hasBytes(b, [0x89, 0x50, 0x4e, 0x47]),
    end: [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82],
  },
  { names: /\.jpe?g$/iu, isType: (b) => hasBytes(b, [0xff, 0xd8, 0xff]) },
  { names: /\.gif$/iu, isType: (b) => hasText(b, 'GIF8') },
  { names: /\.pdf$/iu, isType: (b) => hasText(b, '%PDF') },
];

/**
 * Looks at a file as bytes: programs and byte code, archives and what is in them, a program under a picture's name,
 * something behind a picture's end.
 */
export function binaryFindings(path: string, bytes: Uint8Array): Finding[] {
  const found: Finding[] = [];
  const add = (rule: string, severity: FindingSeverity, message: string): void => {
    found.push({ path, line: 1, column: 1, rule, kind: 'binary', severity, message });
  };
  const type = fileTypes.find(({ matches }) => matches(bytes));
  const isDisguised =
    type?.runs === true &&
    /\.(?:png|jpe?g|gif|webp|svg|pdf|txt|md|csv|json|ya?ml|html?|ttf|woff2?|mp[34])$/iu.test(path);
  if (isDisguised) {
    add(
      'program-in-disguise',
      'block',
      `Under this name stands ${type.name}. The name was chosen to mislead.`,
    );
  } else if (type) {
    add(type.runs ? 'program' : 'opaque-file', type.severity, `The file is ${type.name}. ${unreadable}`);
  } else {
    const named = runningNames.find(({ pattern }) => pattern.test(path));
    if (named && bytes.length > 0 && !isReadable(bytes))
      add('program-by-name', named.severity, `By its name the file is ${named.name}. ${unreadable}`);
    else if (named)
      add(
        'program-by-name',
        named.severity === 'block' ? 'warn' : 'info',
        `By its name the file is ${named.name}.`,
      );
  }
  found.push(...zipFindings(path, bytes));
  if (
    hasBytes(bytes, [0x1f, 0x8b]) ||
    hasText(bytes, 'BZh') ||
    hasBytes(bytes, [0xfd, 0x37, 0x7a, 0x58, 0x5a]) ||
    hasText(bytes, 'ustar', 257)
  ) {
    add('archive', 'warn', `The file is an archive. ${unreadable}`);
  }
  found.push(
    ...disguises(path, bytes).map(
      ([severity, message]): Finding => ({
        path,
        line: 1,
        column: 1,
        rule: 'picture-with-something-else',
        kind: 'binary',
        severity,
        message,
      }),
    ),
  );
  if (hasText(bytes, '%PDF')) found.push(...activePdf(path, bytes));
  found.push(...harmfulPickle(path, bytes));
  return found;
}

function isReadable(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, 4096).some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}

/** A picture that is none, or that ends before the file does. */
function disguises(path: string, bytes: Uint8Array): [FindingSeverity, string][] {
  const expected = pictures.find(({ names }) => names.test(path));
  if (expected === undefined || bytes.length === 0) return [];
  if (!expected.isType(bytes)) {
    const start = text(bytes.subarray(0, 400));
    if (/^#!|^\s{0,20}(?:import |require\(|curl |function |<script|<\?php|@echo|powershell)/iu.test(start)) {
      return [
        ['block', 'Under a picture’s or a document’s name stands a script. The name was chosen to mislead.'],
      ];
    }
    return [];
  }
  if (expected.end === undefined) return [];
  const end = lastIndexOf(bytes, expected.end);
  const behind = end < 0 ? undefined : bytes.subarray(end + expected.end.length);
  if (behind === undefined || behind.length < 8) return [];
  const isCode =
    hasText(behind, 'PK') ||
    hasText(behind, 'MZ') ||
    hasBytes(behind, [0x7f, 0x45, 0x4c, 0x46]) ||
    /#!\s?\/|\b(?:curl|wget|powershell|eval|import os)\b|<script|<\?php/iu.test(
      text(behind.subarray(0, 2000)),
    );
  return isCode
    ? [
        [
          'block',
          'Behind the picture’s end stands a program, a script or an archive. A picture has no use for it.',
        ],
      ]
    : behind.length > 1024
      ? [['warn', `Behind the picture’s end stand ${behind.length} more bytes.`]]
      : [];
}

/** Actions that a PDF runs by itself (ISO 32000-1, 12.6.4). */
function activePdf(path: string, bytes: Uint8Array): Finding[] {
  const content = text(bytes.subarray(0, 4_000_000));
  const isLaunch = /\/S\s{0,3}\/Launch\b|\/Launch\s{0,3}<</u.test(content);
  const isScript = /\/S\s{0,3}\/JavaScript\b|\/JavaScript\s{0,3}[<(]/u.test(content);
  if (!isLaunch && !isScript) return [];
  const what = isLaunch ? 'starts a program' : 'runs a script';
  return [
    {
      path,
      line: 1,
      column: 1,
      rule: 'active-document',
      kind: 'binary',
      severity: isLaunch ? 'block' : 'warn',
      message: `The document ${what} when it is opened. Reading it needs none.`,
    },
  ];
}

/** A pickle that names a function which runs commands (pickle protocol, opcodes GLOBAL and STACK_GLOBAL). */
function harmfulPickle(path: string, bytes: Uint8Array): Finding[] {
  const isPickle = hasBytes(bytes, [0x80]) && (bytes[1] ?? 9) <= 5 && bytes.at(-1) === 0x2e;
  if (!isPickle && !/\.(?:pkl|pickle|joblib)$/iu.test(path)) return [];
  const content = text(bytes.subarray(0, 2_000_000));
  if (
    !/c(?:os|posix|nt|subprocess|builtins|__builtin__)\n(?:system|popen|exec|eval|Popen|call|run|check_output)\n|(?:posix|nt|subprocess|builtins)[^\n]{0,12}(?:system|popen|exec|eval|Popen|check_output)/u.test(
      content,
    )
  )
    return [];
  return [
    {
      path,
      line: 1,
      column: 1,
      rule: 'pickle-runs-command',
      kind: 'malware',
      severity: 'block',
      message: 'The pickle runs a command when it is loaded. Data needs none.',
    },
  ];
}

/** Bytes one by one as letters, so that a pattern finds ASCII among them. */
function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function lastIndexOf(bytes: Uint8Array, expected: readonly number[]): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(Buffer.from(expected));
}
