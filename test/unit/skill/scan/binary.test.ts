import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binaryFindings } from '../../../../runtime/skill/scan/binary.ts';
import type { Finding } from '../../../../runtime/skill/scan/finding.ts';

function bytesOf(...parts: (string | readonly number[])[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from([...part]))),
  );
}

function severityOf(findings: readonly Finding[]): string {
  if (findings.some(({ severity }) => severity === 'block')) return 'block';
  return findings[0]?.severity ?? 'none';
}

/** A ZIP's local header and central directory with no content: enough to be listed. */
function zipOf(names: readonly string[], flags = 0): Uint8Array {
  const parts: Buffer[] = [];
  for (const [signature, size, nameAt, flagsAt] of [
    [0x04034b50, 30, 26, 6],
    [0x02014b50, 46, 28, 8],
  ] as const) {
    for (const name of names) {
      const header = Buffer.alloc(size);
      header.writeUInt32LE(signature, 0);
      header.writeUInt16LE(flags, flagsAt);
      header.writeUInt16LE(name.length, nameAt);
      parts.push(header, Buffer.from(name));
    }
  }
  return Buffer.concat(parts);
}

function portableExecutable(): Uint8Array {
  const bytes = Buffer.alloc(256);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(128, 60);
  bytes.write('PE\0\0', 128, 'latin1');
  return bytes;
}

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13];
const pngEnd = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];
const elf = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0];

describe('files of a skill as bytes', () => {
  const cases: readonly [what: string, path: string, bytes: Uint8Array, severity: string][] = [
    ['a Linux program', 'bin/tool', bytesOf(elf), 'block'],
    ['a Windows program', 'tool.exe', portableExecutable(), 'block'],
    ['a macOS program', 'tool', bytesOf([0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1]), 'block'],
    ['a universal macOS program', 'tool', bytesOf([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2, 0]), 'block'],
    ['Java byte code', 'A.class', bytesOf([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61, 0]), 'block'],
    ['a compiled AppleScript', 'a.scpt', bytesOf('FasdUAS 1.101.10'), 'block'],
    ['a Windows shortcut', 'a.lnk', bytesOf([0x4c, 0, 0, 0, 1, 0x14, 2, 0]), 'block'],
    ['a macOS installer', 'a.pkg', bytesOf('xar!\0'), 'block'],
    ['a virus scanner’s test file', 'a.com', bytesOf(`X5O!P%@AP[4${'\\'}PZX54(P^)7CC)7}$EI`, 'CAR'), 'block'],
    [
      'Python byte code',
      'm.pyc',
      bytesOf([0xcb, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
      'warn',
    ],
    ['a WebAssembly module', 'm.wasm', bytesOf([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), 'warn'],
    ['a gzip archive', 'a.tgz', bytesOf([0x1f, 0x8b, 8, 0]), 'warn'],
    ['a native library by its name', 'x.node', bytesOf([0, 1, 2, 3]), 'block'],
    ['a program under a picture’s name', 'logo.png', portableExecutable(), 'block'],
    ['a script under a picture’s name', 'logo.png', bytesOf('#!/bin/sh\necho hi\n'), 'block'],
    ['a picture with a program behind its end', 'logo.png', bytesOf(png, pngEnd, elf, 'more'), 'block'],
    [
      'a picture with an archive behind its end',
      'logo.png',
      bytesOf(png, pngEnd, 'PK\x03\x04', 'a'.repeat(40)),
      'block',
    ],
    ['an archive with scripts', 'a.zip', zipOf(['run.sh', 'a.txt']), 'warn'],
    ['an archive with a program', 'a.zip', zipOf(['setup.exe']), 'block'],
    ['an archive with a password', 'a.zip', zipOf(['a.txt'], 1), 'block'],
    [
      'an Office document with macros',
      'a.docm',
      zipOf(['[Content_Types].xml', 'word/vbaProject.bin']),
      'block',
    ],
    ['Java byte code in an archive', 'a.jar', zipOf(['META-INF/MANIFEST.MF', 'A.class']), 'warn'],
    ['a PDF that starts a program', 'a.pdf', bytesOf('%PDF-1.7\n1 0 obj << /S /Launch /F (a) >>'), 'block'],
    ['a PDF with a script', 'a.pdf', bytesOf('%PDF-1.7\n1 0 obj << /S /JavaScript /JS (a) >>'), 'warn'],
    ['a pickle that runs a command', 'm.pkl', bytesOf([0x80, 2], 'cposix\nsys', 'tem\nq.'), 'block'],
    ['a pickle of numbers', 'm.pkl', bytesOf([0x80, 2, 0x4b, 1, 0x2e]), 'warn'],
    ['an Office document', 'a.docx', zipOf(['[Content_Types].xml', 'word/document.xml']), 'none'],
    ['a picture', 'logo.png', bytesOf(png, pngEnd), 'none'],
    ['a text', 'SKILL.md', bytesOf('# Skill\n\nText.\n'), 'none'],
    ['a script', 'run.sh', bytesOf('#!/bin/sh\necho hi\n'), 'none'],
    ['an empty file', 'empty.png', bytesOf(), 'none'],
    ['a text that begins like a program', 'MZ.txt', bytesOf('MZ is the mark of DOS programs.'), 'none'],
  ];
  for (const [what, path, bytes, severity] of cases) {
    it(`${severity === 'none' ? 'leaves alone' : severity === 'block' ? 'refuses' : 'tells of'} ${what}`, () => {
      assert.equal(severityOf(binaryFindings(path, bytes)), severity);
    });
  }

  it('says that a program under a picture’s name was meant to mislead', () => {
    const [found] = binaryFindings('assets/logo.png', portableExecutable());
    assert.equal(found?.rule, 'program-in-disguise');
  });

  it('reads bytes that begin inside a larger buffer', () => {
    const inside = Buffer.concat([Buffer.alloc(7), portableExecutable()]).subarray(7);
    assert.equal(severityOf(binaryFindings('a.bin', inside)), 'block');
  });

  it('takes any bytes under any name without an error', () => {
    const heads = fc.constantFrom<readonly number[]>(
      elf,
      png,
      [0x50, 0x4b, 3, 4],
      [0x4d, 0x5a],
      [0x1f, 0x8b],
      [0xca, 0xfe, 0xba, 0xbe],
      [0x80, 4],
      [],
    );
    const names = fc.constantFrom('a.png', 'a.zip', 'a.exe', 'a.pdf', 'a.pkl', 'a.docx', 'a', 'SKILL.md');
    fc.assert(
      fc.property(heads, fc.uint8Array({ maxLength: 300 }), names, (head, rest, name) => {
        for (const { line, column, kind } of binaryFindings(name, bytesOf(head, [...rest]))) {
          assert.deepEqual([line, column], [1, 1]);
          assert.ok(kind === 'binary' || kind === 'malware');
        }
      }),
      { numRuns: 500 },
    );
  });
});
