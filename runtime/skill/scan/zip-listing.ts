import { hasBytes } from './binary-signatures.ts';
import type { Finding, FindingSeverity } from './finding.ts';

const centralHeader = [0x50, 0x4b, 0x01, 0x02];
/** No archive in a skill has more; what follows is not looked at, and that is said. */
const maxEntries = 20_000;

interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
}

const officeNames = /\.(?:docx|xlsx|pptx|odt|ods|odp|dotx|xltx|potx|vsdx|epub|docm|xlsm|pptm)$/iu;
const running =
  /\.(?:exe|scr|com|pif|dll|msi|bat|cmd|ps1|vbs|js|jse|wsf|hta|lnk|command|sh|app\/|dylib|so|scpt|jar|pkg|dmg)$/iu;

/** What a ZIP archive holds, by its central directory (PKWARE APPNOTE 4.3.12): nothing is unpacked. */
export function zipFindings(path: string, bytes: Uint8Array): Finding[] {
  if (!hasBytes(bytes, [0x50, 0x4b, 0x03, 0x04]) && !hasBytes(bytes, [0x50, 0x4b, 0x05, 0x06])) return [];
  const entries = listEntries(bytes);
  const add = (rule: string, severity: FindingSeverity, message: string): Finding => ({
    path,
    line: 1,
    column: 1,
    rule,
    kind: 'binary',
    severity,
    message,
  });
  if (entries.some(({ isEncrypted }) => isEncrypted)) {
    return [
      add(
        'encrypted-archive',
        'block',
        'The archive is locked by a password: nobody but its maker has seen what is in it.',
      ),
    ];
  }
  const names = entries.map(({ name }) => name);
  const findings: Finding[] = [];
  const isOffice = officeNames.test(path) || names.includes('[Content_Types].xml');
  if (names.some((name) => /(?:^|\/)vbaProject\.bin$/u.test(name)))
    findings.push(add('office-macros', 'block', 'The document holds macros, which run when it is opened.'));
  const program = names.find((name) => running.test(name) && !(/\.js$/iu.test(name) && !isOffice));
  const isCode = names.find((name) =>
    /\.(?:exe|scr|com|pif|dll|msi|lnk|hta|vbs|jse|wsf|dylib|dmg|pkg)$/iu.test(name),
  );
  if (names.some((name) => name === 'META-INF/MANIFEST.MF' || name.endsWith('.class')))
    findings.push(add('program', 'warn', 'The file is Java byte code, which nobody can read.'));
  else if (isCode !== undefined)
    findings.push(
      add(
        'archive-with-program',
        'block',
        `The archive holds a program: ${JSON.stringify(isCode.slice(0, 80))}. A skill is text and scripts that a person can read.`,
      ),
    );
  else if (!isOffice)
    findings.push(
      add(
        'archive',
        'warn',
        `The file is an archive${program === undefined ? '' : ` with scripts, among them ${JSON.stringify(program.slice(0, 80))}`}. What is in it, nobody sees who reads the skill.`,
      ),
    );
  return findings;
}

function listEntries(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  let at = buffer.indexOf(Buffer.from(centralHeader));
  while (at >= 0 && at + 46 <= bytes.length && entries.length < maxEntries) {
    if (!hasBytes(bytes, centralHeader, at)) break;
    const nameLength = view.getUint16(at + 28, true);
    entries.push({
      name: buffer.toString('utf8', at + 46, Math.min(bytes.length, at + 46 + nameLength)),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  // Without a central directory, the first local header still tells whether there is a password.
  if (entries.length === 0 && bytes.length > 30 && hasBytes(bytes, [0x50, 0x4b, 0x03, 0x04])) {
    entries.push({
      name: buffer.toString('utf8', 30, Math.min(bytes.length, 30 + view.getUint16(26, true))),
      isEncrypted: (view.getUint16(6, true) & 1) === 1,
    });
  }
  return entries;
}
