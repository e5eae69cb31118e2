import type { TextRule } from '../text-rule.ts';
import { saysAnywhere } from '../whole-text.ts';
import { isMention, softenExample, softenMention, zoneOf } from './context.ts';

const why = 'Code that is decoded only at the moment it runs hides from every reader what it does.';
const encodedText = /["'][A-Za-z0-9+/=]{40,}["']/u;
const runsCommands =
  /\bos\.(?:system|popen)\(|\bsubprocess\.|(?<![.\w])(?:exec|eval)\(|\bexecSync\(|\bnew Function\(|\bchild_process\b|\biex\b/iu;
const runsText = /(?<![.\w])(?:exec|eval)\(|os\.(?:system|popen)\(\s{0,3}\w|new Function\(/u;
const intoShell =
  '\\|\\s{0,4}(?:[^\\n|]{0,60}\\|\\s{0,4}){0,2}(?:(?:sudo|exec|nohup|env)\\s{1,3}(?:-\\S{1,12}\\s{1,3}){0,3}){0,2}(?:\\/(?:usr\\/)?(?:local\\/)?bin\\/(?:env\\s{1,3})?)?(?:(?:ba|z|da|k|a)?sh(?![\\w.\\/=-])|osascript\\b|iex\\b|powershell\\b|(?:python[\\d.]{0,4}|node|perl|ruby|php)(?=\\s{0,3}(?:-(?:\\s|$|["\'`)])|$|[;&|)"\'`\\n])))';
const decoder =
  '(?:base64\\s{1,3}(?:-{1,2}\\w{0,7}\\s{0,3})?(?:-d|-D|--decode|-di)\\b|base64\\s{1,3}(?:-i\\s{1,3}\\S{1,40}\\s{1,3})?-[dD]\\b|b64decode|openssl\\s{1,3}(?:base64|enc)\\b[^\\n|]{0,80}-d\\b|xxd\\s{1,3}(?:-\\w{1,3}\\s{1,3}){0,3}-?r|gunzip|gzip\\s{1,3}-\\w{0,3}d|zcat|uudecode|base32\\s{1,3}-d|\\brev\\b|tr\\s{1,3}["\']?(?:a-zA-Z|A-Za-z|\\[a-z|a-z)|frombase64string)';

/** Code that is packed, encoded or taken apart so that it cannot be read. */
export const obfuscationRules: readonly TextRule[] = [
  {
    id: 'decoded-variable-run',
    kind: 'malware',
    severity: 'block',
    catches: 'A command decoded into a variable that is then run',
    why: 'Encoding keeps readers and scanners from seeing what is run.',
    hints: ['base64 -d', 'base64 --decode', 'xxd -r'],
    pattern:
      /\b(?<name>[A-Za-z_]\w{0,40})=["']?\$\((?:echo|printf)\s[^\n|]{12,4000}(?:\|\s{0,3}tr\s[^\n|]{1,20})?\|\s{0,3}(?:base64\s{1,3}(?:-d|-D|--decode)|xxd\s{1,3}-r(?:\s{1,3}-p)?)\s{0,3}\)["']?[^\n]{0,40}(?:\n[^\n]{0,200}){0,6}?\n[^\n]{0,60}\b(?:eval|(?:ba|z|da)?sh\s{1,3}-c|python[\d.]{0,4}\s{1,3}-c)\s{1,3}["']?\$\{?\k<name>\b/gu,
    soften: softenMention,
  },
  {
    id: 'decoded-into-shell',
    kind: 'malware',
    severity: 'block',
    catches: 'Encoded text that is decoded into a shell',
    why,
    hints: [
      'base64',
      'openssl',
      'xxd',
      'gunzip',
      'gzip -',
      'zcat',
      'uudecode',
      'base32',
      '| rev',
      '|rev',
      '| tr ',
      '|tr ',
      'b64decode',
    ],
    pattern: new RegExp(`${decoder}[^\\n|]{0,160}${intoShell}`, 'giu'),
    accept: ({ match }) => !/\b(?:rev|tr)\b/u.test(match[0]) || /\|\s{0,4}(?:ba|z|da)?sh\b/u.test(match[0]),
    soften: (match) =>
      softenMention(match) ??
      (/\$\{?[a-z_]\w{0,30}\}?["']?\s{0,4}\|/iu.test(match.line) &&
      zoneOf(match.file) === 'code' &&
      !saysAnywhere(match.file, encodedText)
        ? 'warn'
        : undefined),
  },
  {
    id: 'decoded-in-command-substitution',
    kind: 'malware',
    severity: 'block',
    catches: 'Encoded text that is decoded and run as a command',
    why,
    hints: ['base64', 'openssl', 'xxd', 'base32', 'printf'],
    pattern:
      /(?:\b(?:eval|exec|source|(?:ba|z|da|k)?sh)\b|(?:^|[\s;&|])\.)\s{1,4}(?:-\S{1,6}\s{1,3}){0,3}["'`]{0,2}(?:\\?\$\(|<\(|<<<\s{0,3}["']?\$\(|`)[^\n)]{0,600}(?:base64\s{1,3}-{1,2}\w{0,7}d|-D\b|openssl\s{1,3}(?:base64|enc)|xxd\s{1,3}(?:-\w{1,3}\s{1,3}){0,3}-?r|base32\s{1,3}-d|printf\s{1,3}["']?\\x)/giu,
    soften: softenMention,
  },
  {
    id: 'python-decoded-exec',
    kind: 'malware',
    severity: 'block',
    catches: 'Python that runs decoded text',
    why,
    hints: [
      'decode',
      'fromhex',
      'unhexlify',
      'decompress',
      '.loads(',
      'chr',
      '[::-1]',
      'bytes([',
      'bytearray([',
    ],
    pattern:
      /(?:\b(?:exec|eval|compile)|getattr\(\s{0,2}__builtins__\s{0,2},\s{0,2}[^)\n]{1,60}\))\s{0,2}\(\s{0,3}(?:[\w.]{1,40}\(\s{0,3}|__import__\(["']\w{1,30}["']\)\.){0,5}?(?:\w{1,30}\.){0,3}(?:b(?:64|32|16|85)decode|a85decode|decodebytes|fromhex|unhexlify|zlib\.decompress|gzip\.decompress|lzma\.decompress|bz2\.decompress|marshal\.loads|codecs\.decode|pickle\.loads|decompress|(?:""|'')\.join\(\s{0,3}(?:chr|map\(\s{0,2}chr|\[?\s{0,2}chr)|bytes\(\[|bytearray\(\[)|\b(?:exec|eval)\s{0,2}\(\s{0,3}["'`][^\n]{0,4000}["'`]\s{0,2}\[::-1\]|(?:marshal|pickle)\.loads\(\s{0,3}(?:zlib\.decompress\(|base64\.|b64decode|bytes\.fromhex)/giu,
    accept: ({ match }) => !/^compile/iu.test(match[0]) || /decode|decompress|loads/iu.test(match[0]),
    soften: softenMention,
  },
  {
    id: 'script-decoded-eval',
    kind: 'malware',
    severity: 'block',
    catches: 'JavaScript, PHP or PowerShell that runs decoded text',
    why,
    hints: [
      'atob(',
      'buffer.from(',
      'buffer(',
      'fromcharcode',
      'unescape(',
      'decodeuricomponent(',
      'base64_decode',
      'gzinflate',
      'gzuncompress',
      'str_rot13',
      'hex2bin',
      'zlib.',
      'frombase64string',
      '[char',
      '-join',
      'gzipstream',
      'deflatestream',
    ],
    pattern:
      /(?:\b(?:eval|new Function|Function|assert|create_function|runInThisContext|runInNewContext|setTimeout|execSync|exec|spawnSync|require\(["']child_process["']\)\.exec\w{0,4}|import)\s{0,2}\(\s{0,3}(?:[\w.]{1,30}\(\s{0,3}){0,3}?(?:atob\(|Buffer\.from\([^\n)]{0,8000}["'`](?:base64|hex)["'`]|Buffer\(\s{0,2}["'][A-Za-z0-9+/=]{16,}|String\.fromCharCode|unescape\(|decodeURIComponent\(\s{0,2}(?:escape|atob|["'`]%)|base64_decode|gzinflate|gzuncompress|str_rot13|hex2bin|zlib\.(?:inflate|gunzip|unzip)\w{0,8}\())|\b(?:iex|invoke-expression)\b[^\n]{0,120}(?:frombase64string|\[char\[?\]?|-join|gzipstream|deflatestream)|frombase64string\([^\n]{0,4000}\)[^\n]{0,80}\|\s{0,3}(?:iex|invoke-expression)\b|\[scriptblock\]::create\([^\n]{0,80}frombase64string/giu,
    soften: softenMention,
  },
  {
    id: 'obfuscated-javascript',
    kind: 'malware',
    severity: 'block',
    catches: 'JavaScript run through an obfuscator',
    why: 'An honest script may be minified, but nobody makes it unreadable on purpose.',
    hints: ['_0x', '[][(![]', '\\x', "['constructor']"],
    pattern:
      /\b_0x[0-9a-f]{4,6}\b(?:[^\n]{0,400}?\b_0x[0-9a-f]{3,6}\b){3}|\[\]\[\(!\[\]\+\[\]\)\[\+|゜-゜/giu,
    soften: softenExample,
  },
  {
    id: 'assembled-from-codes',
    kind: 'malware',
    severity: 'warn',
    catches: 'Text put together from character codes',
    why,
    hints: ['chr(', 'fromcharcode', '[char]', '\\x', '%c'],
    pattern:
      /(?:\bchr\(\d{1,3}\)\s{0,3}[+.&]\s{0,3}){7}|\bfromCharCode\((?:\s{0,2}(?:0x)?[0-9a-f]{2,3}\s{0,2},){9}|(?:\[char\](?:0x)?[0-9a-f]{2,3}\s{0,3}\+\s{0,3}){6}|["'](?:\\x[0-9a-f]{2}){24}|\bmap\(\s{0,2}chr\s{0,2},\s{0,2}\[(?:\s{0,2}\d{1,3},){9}/giu,
    soften: (match) => (isMention(match) || zoneOf(match.file) === 'fixture' ? 'info' : undefined),
  },
  {
    id: 'split-command-words',
    kind: 'malware',
    severity: 'block',
    catches: 'A command word taken apart so that filters do not see it',
    why: 'A shell reads c""url as curl; a person who has nothing to hide writes curl.',
    hints: [
      'c""',
      'u""r',
      'r""l',
      "c''",
      "u''r",
      "r''l",
      'w""g',
      'g""e',
      "w''g",
      "g''e",
      'a""s',
      'b""a',
      's""h',
      "a''s",
      "b''a",
      "s''h",
      "b'a",
      'b"a',
      'n""c',
      "n''c",
      'e""v',
      "e''v",
      'v""a',
      "v''a",
      'y""t',
      "y''t",
      'c"u',
      "c'u",
      '${ifs}',
      '$ifs',
      "$'\\",
      'cu\\r',
      'c\\u',
      'w\\g',
      'e\\t',
      'a\\s',
      'c$@',
      'u$@',
      'a$@',
    ],
    pattern:
      /\b(?:c(?:""|'')url|cu(?:""|'')rl|cur(?:""|'')l|c"u"r"?l|c'u'r'?l|cu\\rl|c\\url|w(?:""|'')get|wg(?:""|'')et|w\\get|wge\\t|ba(?:""|'')sh|b(?:""|'')ash|bas(?:""|'')h|b'a's'?h|b"a"s"?h|ba\\sh|n(?:""|'')c|e(?:""|'')val|ev(?:""|'')al|py(?:""|'')thon|c\$@url|cu\$@rl|ba\$@sh)\b|\b(?:curl|wget|cat|nc|bash|sh|rm|chmod)\$\{?IFS\}?[^\s"']{2}|\$'(?:\\x[0-9a-f]{2}|\\[0-7]{3}){3,}/giu,
    soften: softenMention,
  },
  {
    id: 'xor-decoded-code',
    kind: 'malware',
    severity: 'block',
    catches: 'Text put together by XOR in a program that runs commands',
    why,
    hints: ['^'],
    pattern:
      /\b(?:bytes|bytearray|chr|fromCharCode|map)\s{0,2}\(?\s{0,3}\[?\(?[^\n]{0,80}?\b\w{1,20}(?:\[[^\]\n]{1,30}\])?\s{0,3}\^\s{0,3}\w{1,20}[^\n]{0,80}|\bcharCodeAt\([^)\n]{0,40}\)\s{0,3}\^/giu,
    accept: ({ file }) => saysAnywhere(file, runsCommands),
    soften: (match) => softenMention(match) ?? (saysAnywhere(match.file, runsText) ? undefined : 'warn'),
  },
  {
    id: 'dynamic-import-of-shell',
    kind: 'malware',
    severity: 'warn',
    catches: 'A shell reached by an import that hides its name',
    why,
    hints: ['__import__', 'getattr', 'importlib'],
    pattern:
      /__import__\(\s{0,2}(?:["'](?:os|subprocess|pty|socket|ctypes)["']|["'][a-z]{1,9}["']\s{0,2}\+\s{0,2}["'])[^\n]{0,12}\)\s{0,2}\.\s{0,2}(?:system|popen|run|call|Popen|spawn|connect)|getattr\(\s{0,2}(?:os|subprocess|__import__\([^)]{1,20}\))\s{0,2},\s{0,2}(?:["'][a-z]{1,6}["']\s{0,2}\+|["'][^"'\n]{1,12}["']\[::-1\])/giu,
    soften: (match) =>
      isMention(match) ? 'info' : /\+|\[::-1\]/u.test(match.match[0]) ? 'block' : undefined,
  },
  {
    id: 'crypto-miner',
    kind: 'malware',
    severity: 'block',
    catches: 'A cryptocurrency miner',
    why: 'It spends your machine and your power for somebody else.',
    hints: [
      'stratum+',
      'xmrig',
      'minerd',
      'cpuminer',
      'coinhive',
      'miner.start',
      'nbminer',
      'cryptonight',
      'lolminer',
      'phoenixminer',
    ],
    pattern:
      /\bstratum\+(?:tcp|ssl|tls):\/\/[^\s"'`]{4,120}|\b(?:xmrig|minerd|cpuminer|nbminer|lolminer|phoenixminer|t-rex)(?:\.exe)?\b[^\n]{0,120}(?:\s-o\s|--url|--coin|-u\s{1,3}[a-z0-9]{20,}|donate-level|\.tar\.gz|releases\/download)|\bcoinhive(?:\.min)?\.js\b|\bminer\.start\(\s{0,3}["'`](?:monero|xmr|bitcoin|btc|eth\w{0,7}|ravencoin)["'`][^\n]{0,60}/giu,
    soften: softenMention,
  },
];
