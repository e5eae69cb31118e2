import type { TextMatch, TextRule } from '../text-rule.ts';
import { isMention, isProse, softenMention, zoneOf } from './context.ts';
import { classifyUrl } from './hosts.ts';
import { phrases } from './phrases.ts';
import { softenDownload, weighDownload, whyDownload as why } from './weigh-download.ts';

/** Files that run as they are. */
const runnable =
  /\.(?:sh|bash|zsh|command|py|pyw|js|mjs|cjs|rb|pl|ps1|bat|cmd|vbs|exe|msi|pkg|dmg|app|jar|run|bin|appimage|hta|scpt)\b/iu;

/** Programs that are fetched in one step and started in another, and those that words tell the reader to fetch and start. */
export const toldToRunRules: readonly TextRule[] = [
  {
    id: 'download-run-later',
    kind: 'malware',
    severity: 'block',
    catches: 'A download that a later step runs',
    why,
    hints: ['curl', 'wget', 'invoke-webrequest', 'iwr ', 'aria2c', 'start-bitstransfer'],
    pattern:
      /\b(?:curl|wget|aria2c|Invoke-WebRequest|iwr|Start-BitsTransfer)(?:\.exe)?\s[^\n|;&]{0,240}?https?:\/\/[^\s"'`)<>|;&]{4,300}[^\n|;&]{0,160}/giu,
    accept: (match) => isRunLater(match),
    soften: softenDownload,
  },
  {
    id: 'told-to-download-and-run',
    kind: 'malware',
    severity: 'block',
    catches: 'An order in words to fetch a program and run it',
    why,
    hints: [
      'download ',
      'fetch ',
      'grab ',
      'retrieve ',
      ...phrases(
        ['obtain', 'pull', 'save', 'get'],
        ['the', 'it', 'our', 'this', 'http', 'and', 'a', 'an', 'its'],
      ),
    ],
    pattern:
      /\b(?:download|fetch|grab|retrieve|obtain|pull|save|get)\b[^\n]{0,100}?https?:\/\/[^\s"'`)<>\]]{4,240}[^\n]{0,60}?\b(?:and|then|,)\s{1,2}(?:\w{2,14}\s){0,3}?(?:run|execute|start|launch|open|install|double-click|unpack)\b\s(?:it|this|them|that|the (?:file|script|installer|program|binary|executable|helper|app|setup|package|downloaded))\b[^\n]{0,120}|\b(?:download|fetch|grab|retrieve|obtain|pull|get)\b\s?(?:and|,|\+|&)\s?(?:then\s)?(?:run|execute|start|launch|install)\b[^\n]{0,60}\n?[^\n]{0,40}https?:\/\/[^\s"'`)<>\]]{4,240}/giu,
    accept: (match) => isProse(match.file),
    soften: (match) => {
      if (isMention(match)) return 'info';
      const weight = weighDownload(match);
      if (weight !== 'block') return weight;
      if (zoneOf(match.file) !== 'instruction') return 'warn';
      const [address = ''] = /https?:\/\/[^\s"'`)<>\]]{4,240}/u.exec(match.match[0]) ?? [];
      const isBare = classifyUrl(address) !== 'unknown' || address.startsWith('http:');
      const isPressing =
        /\b(?:before (?:anything|any|using|you|doing|the first|first)|first|required|must|mandatory|immediately|automatically|prerequisite)\b/iu.test(
          `${match.line} ${match.match[0]}`,
        );
      return isBare || runnable.test(address) || isPressing ? undefined : 'warn';
    },
  },
  {
    id: 'hidden-clone-run',
    kind: 'malware',
    severity: 'block',
    catches: 'A repository fetched into a hidden place and run at once',
    why,
    hints: ['git clone'],
    pattern:
      /\bgit\s{1,3}clone\s[^\n;&|]{0,200}\s(?:["']?(?:\/tmp|\/var\/tmp|\/dev\/shm|~|\$HOME|\$\{HOME\}|\$TMPDIR)\/(?:[\w.-]{1,40}\/){0,3}\.\w[\w.-]{0,40}["']?)\s{0,3}(?:>[^\n;&|]{0,40})?(?:&&|;|\n)[^\n]{0,80}(?:\b(?:ba|z)?sh|\bpython[\d.]{0,4}|\bnode|\bmake|\bnpm|\.)\s[^\n]{0,120}/giu,
    soften: softenMention,
  },
];

/** So far below a download it is looked for what runs it, in characters. */
const reach = 3_000;

function isRunLater({ file, match }: TextMatch): boolean {
  const text = match[0];
  const name = savedName(text);
  if (name === undefined || name.length < 2) return false;
  const start = match.index + text.length;
  const after = file.text.slice(start, start + reach);
  const file_ = name.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  // A shell's or an interpreter's argument, or the file's own path where a command begins.
  const run = new RegExp(
    `(?:^|[\\n;&|\`($]|\\bsudo\\s|\\bnohup\\s|\\bexec\\s)\\s{0,8}(?:[-*\\d.)>#$\\s]{0,8})?["'\`]{0,2}(?:(?:(?:ba|z|da|k)?sh|source|\\.|python[\\d.]{0,4}|node|bun|ruby|perl|php|pwsh|powershell|osascript|cmd|start|open|Start-Process|&)\\s{1,3}(?:-\\S{1,20}\\s{1,3}){0,3})?["'\`]?(?:\\.[/\\\\]|[\\w./~$-]{0,60}[/\\\\])?${file_}["'\`]?(?=\\s|$|[;&|"'\`)])`,
    'iu',
  );
  const found = run.exec(after);
  if (found === null) return false;
  // Its bare name alone where a command begins may be a word of a sentence.
  return /\b(?:sh|bash|zsh|source|python|node|bun|ruby|perl|php|pwsh|powershell|osascript|cmd|start|open|start-process)|[./&]/iu.test(
    found[0].replace(new RegExp(`${file_}["'\`]?$`, 'iu'), ''),
  );
}

/** @returns the name that a download is saved under, when it is one that can be run */
function savedName(command: string): string | undefined {
  const named =
    /\s(?:-o|--output|-O|--output-document|-OutFile|-Destination)[ =]{1,3}["']?(?!https?:)([^\s"']{1,200})/u.exec(
      command,
    )?.[1] ?? />\s{0,3}["']?([\w./~$-]{1,200})/u.exec(command)?.[1];
  const address = /https?:\/\/[^\s"'`)<>|;&]{4,300}/u.exec(command)?.[0] ?? '';
  const own = /\s-\w{0,8}O\w{0,4}\b|--remote-name|^(?:wget|aria2c)\b/u.test(command)
    ? address.split(/[?#]/u)[0]?.split('/').slice(3).at(-1)
    : undefined;
  const name = (named ?? own)?.split(/[/\\]/u).at(-1);
  return name === undefined ||
    /\.(?:json|ya?ml|csv|txt|md|html?|pdf|png|jpe?g|gif|svg|xml|toml|lock|gpg|asc|pem|crt|sig|sha256|deb|rpm|tar|gz|tgz|zip|xz|bz2|7z|db|sqlite|parquet|onnx|gguf|bin|pt|safetensors|wav|mp[34])$/iu.test(
      name,
    )
    ? undefined
    : name;
}
