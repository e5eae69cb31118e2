import type { Flow } from './flow.ts';
import { secretPlaces } from './rules/credentials.ts';

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

/** Stores of secrets, sent out. */
export const secretFlow: Flow = {
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

/** Downloads, run. */
export const codeFlow: Flow = {
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
export const decodedFlow: Flow = {
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

/** What stands in a file in which secrets or downloads may flow, by the numbers of {@link flowGroups}. */
export const flowHints: readonly (readonly string[])[] = [
  secretFlow.sourceHints,
  secretFlow.sinkHints,
  codeFlow.sourceHints,
  codeFlow.sinkHints,
  decodedFlow.sourceHints,
];

export const flowGroups = { secrets: 0, network: 1, downloads: 2, execution: 3, decoders: 4 } as const;
