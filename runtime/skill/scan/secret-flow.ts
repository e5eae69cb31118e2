import type { Finding } from './finding.ts';
import { type Flow, findFlow } from './flow.ts';
import { isAmongPatterns, isMention, isProse, zoneOf } from './rules/context.ts';
import { secretPlaces } from './rules/credentials.ts';
import { classifyUrl, isSuspectUrl } from './rules/hosts.ts';
import { quote } from './run-rules.ts';
import type { ScannedText } from './text-rule.ts';

/** Whole stores of secrets: one named variable that a client sends to its own service is none. */
const secretStores = new RegExp(
  [
    secretPlaces,
    '\\bdict\\(\\s{0,2}os\\.environ\\s{0,2}\\)|\\bos\\.environ\\.(?:items|copy)\\(\\)|\\bos\\.environ\\b(?!\\s{0,2}[[.])',
    '\\bprocess\\.env\\b(?!\\s{0,2}[[.?\\w])|\\{\\s{0,2}\\.\\.\\.process\\.env|Object\\.(?:entries|keys|assign)\\([^)\\n]{0,20}process\\.env',
    '\\$\\(\\s{0,2}(?:env|printenv)\\s{0,2}(?:\\)|\\|)|`(?:env|printenv)`|\\b(?:gci|get-childitem|dir|ls)\\s{1,3}env:|\\[environment\\]::getenvironmentvariables|\\bENV\\.to_h\\b',
    '["\'`/](?:[\\w~./{}$-]{0,40}\\/)?\\.env["\'`]',
    'meta-data\\/iam\\/security-credentials|service-accounts\\/[^\\s"\']{0,40}\\/token|metadata\\/identity\\/oauth2\\/token',
    '\\b(?:SOUL|MEMORY)\\.md|\\bhistory\\.jsonl\\b|\\.(?:bash|zsh)_history|\\blogin\\.keychain|\\bbrowser_?cookie3?\\.\\w|\\bwin32crypt\\.',
  ].join('|'),
  'iu',
);

const network =
  /\b(?:requests|httpx|session|aiohttp|client|http|s)\.(?:post|put|patch|request)\(|\burlopen\(|\b(?:urllib\.request\.)?Request\(|\b(?:axios|got|ky|superagent|needle)(?:\.(?:post|put|request))?\(|\bfetch\(|\)\.(?:get|request)\(|\bhttps?\.request\(|\bsendBeacon\(|\.sendall?\(|\.send_message\(|\.sendmail\(|\bsendMail\(|\bInvoke-(?:RestMethod|WebRequest)\b|\b(?:irm|iwr)\s|\.Upload(?:String|Data|File)\(|\bcurl\b[^\n]{0,200}(?:\s-d|\s--data|\s-F|\s-T|\s--upload|-X\s{0,2}(?:POST|PUT))|\b(?:curl|wget)\b[^\n]{0,200}[?&/]\w{0,20}=\$\{?\w|\b(?:nc|ncat)\s{1,3}\S|\bwget\b[^\n]{0,100}--post|\.publish\(|XMLHttpRequest|\.upload_file\(|\bhttp_post\(|\bcurl_setopt\(|\bNet::HTTP\.post|\b(?:https?|requests|axios|httpx|session|client)\.get\(|\.get\(\s{0,2}["'`]https?:\/\/[^"'`\n]{4,200}(?:["'`]\s{0,3}\+|\$\{)/iu;

const download =
  /\b(?:requests|httpx|session|client|axios|got|superagent)\.get\(|\burlopen\(|\bawait\s{1,3}fetch\(|\bhttps?\.get\(|\bInvoke-(?:WebRequest|RestMethod)\b|\b(?:irm|iwr)\s{1,3}["'$h]|\.Download(?:String|Data)\(|\bfile_get_contents\(\s{0,2}["']https?|\bNet::HTTP\.get\(|(?<![.\w])get\(\s{0,2}["']https?|\bwebsockets?\.connect\(|\bcreate_connection\(|\.recv\(|\bURI\.open\(|=\s{0,3}["'`]?\$\(\s{0,2}(?:curl|wget)\b|\bcheck_output\(\s{0,3}\[?\s{0,2}["'](?:curl|wget)/iu;

const execution =
  /(?<![.\w])(?:exec|eval)\s{0,2}\(|\bnew Function\(|\bvm\.run\w{3,20}\(|\brunIn(?:This|New)?Context\(|\b(?:Invoke-Expression|iex)\s|\bpickle\.loads\(|\bmarshal\.loads\(|\binstance_eval\b|\beval\s{1,3}\$\w|\b(?:os\.(?:system|popen)|subprocess\.(?:getoutput|getstatusoutput)|execSync)\(\s{0,2}\w{1,30}\s{0,2}[,)]|\bsubprocess\.(?:run|call|Popen|check_output)\(\s{0,2}\w{1,30}\s{0,2},[^\n]{0,100}shell\s{0,2}=\s{0,2}True|\|\s{0,3}(?:ba|z)?sh\b|\b(?:ba|z)?sh\s{1,3}-c\s{1,3}["']?\$|^\s{0,20}eval\s{1,3}["']?\$/iu;

const secretFlow: Flow = {
  source: secretStores,
  sink: network,
  sourceHints: [
    '.ssh',
    'id_rsa',
    'id_ed25519',
    'environ',
    'process.env',
    '.env',
    'printenv',
    'env:',
    '$(env',
    '`env',
    'env.to_h',
    'soul.md',
    'memory.md',
    '_history',
    'history.jsonl',
    '.aws',
    'gcloud',
    '.azure',
    '.kube',
    '.docker',
    '.gnupg',
    '.netrc',
    '.npmrc',
    '.pypirc',
    '.git-credentials',
    '.pgpass',
    '.openclaw',
    '.clawdbot',
    '.moltbot',
    '.claude',
    '.codex',
    '.gemini',
    'login data',
    'cookies.sqlite',
    'logins.json',
    'key4.db',
    'local state',
    'keychain',
    '/shadow',
    'wallet.dat',
    'electrum',
    'exodus',
    'keystore',
    'solana',
    'tdata',
    'nkbihfbeo',
    '.bitcoin',
    '.ethereum',
    '.kdbx',
    'gh/hosts',
    '.vault-token',
    'application_default',
    'cookie3',
    'browsercookie',
    'win32crypt',
    'security-credentials',
    'service-accounts/',
    'identity/oauth2/token',
  ],
  sinkHints: [
    '.post(',
    '.get(',
    '.put(',
    '.patch(',
    '.request(',
    'urlopen(',
    'request(',
    'axios',
    'got(',
    'fetch(',
    'sendbeacon',
    '.send',
    'sendmail',
    'invoke-',
    'irm ',
    'iwr ',
    '.upload',
    'curl',
    'nc ',
    'ncat',
    'wget',
    '.publish(',
    'xmlhttprequest',
    'http_post',
    '.post ',
  ],
  isHarmless:
    /^(?!.*(?:read|open\(|cat\s)).*\b(?:exists|is_file)\(|\blen\(|\.length\b|existsSync|subprocess\.(?:run|Popen|call)\([^\n]{0,300}env\s{0,2}=|\bspawn|execFile|load_dotenv|dotenv|\.get\(\s{0,2}["']\w/u,
};

const codeFlow: Flow = {
  source: download,
  sink: execution,
  sourceHints: [
    '.get(',
    'urlopen(',
    'fetch(',
    'invoke-',
    'irm ',
    'iwr ',
    '.download',
    'file_get_contents',
    'uri.open',
    '$(curl',
    '$(wget',
    'check_output(',
    'get("http',
    "get('http",
    '.connect(',
    'create_connection(',
    '.recv(',
  ],
  sinkHints: [
    'exec(',
    'exec (',
    'eval(',
    'eval (',
    'eval ',
    'function(',
    'vm.run',
    'context(',
    'invoke-expression',
    'iex ',
    '.loads(',
    'instance_eval',
    'os.system(',
    'os.popen(',
    'getoutput(',
    'execsync(',
    'getstatusoutput(',
    'shell=true',
    'shell = true',
    '| sh',
    '|sh',
    '| bash',
    '|bash',
    'sh -c',
  ],
  isHarmless: /\.status_code|\.ok\b|\.json\(\)\s{0,2}\[|\blen\(/u,
};

/** Text that is decoded in one line and run in another. */
const decodedFlow: Flow = {
  source:
    /\b(?:b(?:64|32|16|85)decode|a85decode|unhexlify|fromhex|urlsafe_b64decode)\(|\bBuffer\.from\([^)\n]{1,4000}[,/]\s{0,2}["'`]?(?:base64|hex)["'`]|(?<![.\w])atob\(|FromBase64String\(|\bcodecs\.decode\(|\b(?:zlib|gzip|lzma|bz2)\.decompress\(/iu,
  sink: execution,
  sourceHints: [
    'decode(',
    'unhexlify(',
    'fromhex(',
    'buffer.from(',
    'atob(',
    'frombase64string(',
    'decompress(',
  ],
  sinkHints: codeFlow.sinkHints,
  isHarmless: /\blen\(|\.length\b|json\.loads|JSON\.parse/u,
};

/** What stands in a file in which secrets or downloads may flow: stores, requests, downloads, execution. */
export const flowHints: readonly (readonly string[])[] = [
  secretFlow.sourceHints,
  secretFlow.sinkHints,
  codeFlow.sourceHints,
  codeFlow.sinkHints,
  decodedFlow.sourceHints,
];

/**
 * Follows whole stores of secrets (key files, the environment, browser profiles, an agent's memory) to a request
 * that sends them out, and downloads to a place where they are run as code.
 *
 * @param hasHint for each group of {@link flowHints} whether one of its hints stands in the file
 */
export function flowFindings(file: ScannedText, hasHint: readonly boolean[]): Finding[] {
  return isProse(file) ? flowsInProse(file, hasHint) : flowsIn(file, hasHint);
}

/** In a text for readers only its blocks of code are programs, and only those that it does not warn of. */
function flowsInProse(file: ScannedText, hasHint: readonly boolean[]): Finding[] {
  if (!file.text.includes('```')) return [];
  const text = onlyCode(file.text);
  return flowsIn({ ...file, text, lower: text.toLowerCase() }, hasHint).map((finding) => {
    const index = offsetOfLine(file.text, finding.line);
    const match = Object.assign([''], { index, input: file.text }) as unknown as RegExpExecArray;
    const isNamed = isMention({ file, match, value: '', line: '' });
    return isNamed && finding.severity === 'block' ? { ...finding, severity: 'warn' } : finding;
  });
}

/** The lines inside fences; the others are empty. */
function onlyCode(text: string): string {
  let isInside = false;
  return text
    .split('\n')
    .map((line) => {
      const isFence = /^\s{0,12}(?:```|~~~)/u.test(line);
      if (isFence) isInside = !isInside;
      return isInside && !isFence ? line : '';
    })
    .join('\n');
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let at = 1; at < line; at += 1) offset = text.indexOf('\n', offset) + 1;
  return offset;
}

function flowsIn(file: ScannedText, hasHint: readonly boolean[]): Finding[] {
  const [hasSecret, hasSink, hasDownload, hasExecution, hasDecoder] = hasHint;
  const findings: Finding[] = [];
  const sent = hasSecret && hasSink ? findFlow(secretFlow, file) : undefined;
  if (sent)
    findings.push({
      ...place(file, sent.line),
      rule: 'secrets-flow-to-network',
      severity: weighSent(file),
      message: `Keys, passwords or the environment sent out by a program: ${quote(sent.text)}. What it read before, it sends to somebody else.`,
    });
  else if (hasSecret && hasSink) {
    const line = collectingLine(file);
    if (line !== undefined)
      findings.push({
        ...place(file, line),
        rule: 'secret-places-collected',
        severity: weighSent(file),
        message:
          'A list of places where keys and passwords lie, in a program that sends data out. Together that is a thief’s tool.',
      });
  }
  const run = hasDownload && hasExecution ? findFlow(codeFlow, file) : undefined;
  if (run)
    findings.push({
      ...place(file, run.line),
      rule: 'download-flows-to-execution',
      severity: weighRun(file),
      message: `Code that is fetched and run: ${quote(run.text)}. Whatever the other side serves at that moment runs with your rights.`,
    });
  const decoded = hasDecoder && hasExecution ? findFlow(decodedFlow, file) : undefined;
  if (decoded)
    findings.push({
      ...place(file, decoded.line),
      rule: 'decoded-text-flows-to-execution',
      severity: weighDecoded(file),
      message: `Decoded text that is run: ${quote(decoded.text)}. Encoding keeps readers and scanners from seeing what it does.`,
    });
  return findings;
}

/** Text that the program itself brings along in a coat has no reason to wear it. */
function weighDecoded(file: ScannedText): Finding['severity'] {
  const isOwn = /["'`](?:[A-Za-z0-9+/_-]{20,}={0,2}|(?:[0-9a-f]{2}){12,})["'`]/u.test(file.text);
  return isOwn && zoneOf(file) !== 'fixture' && !isProse(file) ? 'block' : 'warn';
}

const places = new RegExp(
  `${secretPlaces}|~\\/\\.(?:ssh|aws|gnupg|kube|gcloud|azure|env)\\b|["']\\.(?:ssh|aws|gnupg|kube|gcp|gcloud|azure|env|docker|netrc)["']`,
  'giu',
);

/** @returns the line of the first of three places of secrets in a program that has no pattern to look for, only a request to send */
function collectingLine(file: ScannedText): number | undefined {
  if (!['code', 'instruction'].includes(zoneOf(file))) return undefined;
  if (
    !/\b(?:requests|httpx|axios|client|https?|session)\.(?:post|put|request)\(|\burlopen\(|\bfetch\([^\n]{0,200}(?:POST|PUT|method)|\.sendall?\(|\bcurl\b[^\n]{0,200}(?:\s-d|\s--data|\s-F|\s-T)|\bInvoke-RestMethod\b|\b(?:nc|ncat)\s{1,3}\S/iu.test(
      file.text,
    )
  )
    return undefined;
  const found = [...file.text.matchAll(places)].filter(({ index }) => !isAmongPatterns(file.text, index));
  const [first] = found;
  if (first === undefined || new Set(found.map(([each]) => each.toLowerCase())).size < 3) return undefined;
  return file.text.slice(0, first.index).split('\n').length;
}

function place(file: ScannedText, line: number): Pick<Finding, 'path' | 'line' | 'column' | 'kind'> {
  return { path: file.path, line, column: 1, kind: 'malware' };
}

function urlsOf(file: ScannedText): string[] {
  return [...file.text.matchAll(/(?:https?|wss?):\/\/[^\s"'`)<>\]|]{3,300}/giu)].map(([each]) => each);
}

function isChatHook(each: string): boolean {
  return /api\.telegram\.org\/(?:bot|file)|discord(?:app)?\.com\/api\/webhooks/u.test(each);
}

function weighSent(file: ScannedText): Finding['severity'] {
  const urls = urlsOf(file);
  const isSuspect = urls.some((each) => isSuspectUrl(each) || isChatHook(each));
  const isExample = zoneOf(file) === 'fixture' || (isProse(file) && zoneOf(file) !== 'instruction');
  if (isSuspect) return isExample ? 'warn' : 'block';
  const isOwn = urls.every((each) => ['known', 'local'].includes(classifyUrl(each)));
  const isNowhere =
    urls.length === 0 &&
    !/\b(?:hostname|host)\s{0,2}:\s{0,2}["'`][\w-]{1,60}\.[\w.-]{2,60}|connect\(\s{0,3}\(?\s{0,2}["'`]|\bSMTP\w{0,4}\(\s{0,2}["']|\bhost\s{0,2}=\s{0,2}["'`][\w-]{1,60}\./iu.test(
      file.text,
    );
  return isOwn && (urls.length > 0 || isNowhere) ? 'warn' : isExample ? 'warn' : 'block';
}

function weighRun(file: ScannedText): Finding['severity'] {
  const urls = urlsOf(file);
  if (zoneOf(file) === 'fixture' || isProse(file)) return 'warn';
  return urls.length === 0 || urls.every((each) => ['known', 'local'].includes(classifyUrl(each)))
    ? 'warn'
    : 'block';
}
