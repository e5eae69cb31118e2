import type { TextRule } from '../text-rule.ts';
import { saysAnywhere } from '../whole-text.ts';
import { isMention, softenExample, softenMention, zoneOf } from './context.ts';
import { phrases } from './phrases.ts';

/** Places where a person's secrets lie, as a source text for patterns. */
export const secretPlaces =
  '(?:(?:~|\\$HOME|\\$\\{HOME\\})[\\\\/]\\.(?:ssh|aws|gnupg|kube|azure)\\b(?![\\\\/])|\\.ssh[\\\\/]{1,2}(?:id_\\w{2,10}(?![\\w.]{0,100}\\.pub)(?!\\w)|\\*|config|known_hosts|identity|(?![\\w-]{0,100}\\.pub))|\\bid_(?:rsa|dsa|ecdsa|ed25519)\\b(?!\\.pub)|\\.aws[\\\\/]{1,2}(?:credentials|config|\\*)?|\\.config[\\\\/]{1,2}gcloud|application_default_credentials|\\.azure[\\\\/]{1,2}|\\.kube[\\\\/]{1,2}config|\\.docker[\\\\/]{1,2}config\\.json|\\.gnupg|\\.netrc|\\.npmrc|\\.pypirc|\\.git-credentials|\\.config[\\\\/]{1,2}gh[\\\\/]{1,2}hosts|\\.pgpass|\\.vault-token|\\.(?:openclaw|clawdbot|moltbot)[\\\\/]{1,2}(?:\\.env|credentials|openclaw\\.json|clawdbot\\.json|config\\.json|auth)|\\.claude(?:\\.json|[\\\\/]{1,2}\\.credentials)|\\.codex[\\\\/]{1,2}auth\\.json|\\.gemini[\\\\/]{1,2}oauth|\\bLogin Data\\b|\\bcookies\\.sqlite|\\blogins\\.json|\\bkey4\\.db|\\bLocal State\\b|Library[\\\\/]{1,2}Keychains|login\\.keychain|[\\\\/]{1,2}etc[\\\\/]{1,2}shadow|wallet\\.dat|\\.electrum|Exodus[\\\\/]{1,2}exodus\\.wallet|\\bkeystore[\\\\/]{1,2}UTC--|\\.config[\\\\/]{1,2}solana[\\\\/]{1,2}id\\.json|nkbihfbeogaeaoehlefnkodbefgpgknn|bfnaelmomeimhlpmgjnjophhpkkoljpa|\\btdata\\b|discord[\\\\/]{1,2}Local Storage|\\.kdbx\\b|keychain-db|\\.bitcoin[\\\\/]{1,2}|\\.ethereum[\\\\/]{1,2}keystore)';

/** Short texts, one of which stands in the path of most keys, in lower case. */
export const keyFolderHints: readonly string[] = [
  '.ssh',
  'id_rsa',
  'id_ed25519',
  '.aws',
  'gcloud',
  '.kube',
  '.gnupg',
  '.netrc',
];

/** What a program says somewhere that has to do with what a rule found in it. */
const sendsSomething = /requests\.post|urlopen|smtplib|\.send\(|fetch\(|axios\.post|webhook/iu;
const walletAddress = /(?:bc1|\[13\]\[a-km-z|0x\[a-f|\^0x|T\[A-Za-z1-9\])/iu;
const clipboardWritten = /pyperclip\.copy|set-clipboard|clipboard\.write|pbcopy/iu;
const again = /while\s|setInterval|loop/iu;

const why = 'Keys and passwords are no business of a skill; with them somebody else becomes you.';

/** Reading what gives access to everything else. */
export const credentialRules: readonly TextRule[] = [
  {
    id: 'private-key-read',
    kind: 'malware',
    severity: 'warn',
    catches: 'A file of keys or passwords is read',
    why,
    hints: [
      ...keyFolderHints,
      '.git-credentials',
      'login data',
      'cookies.sqlite',
      'logins.json',
      'keychain',
      'shadow',
      'wallet',
      'exodus',
      'electrum',
      'nkbihfbeo',
      '.openclaw',
      '.clawdbot',
      '.claude',
      '.codex',
      'local state',
      'tdata',
      'keystore',
      '.npmrc',
      '.pypirc',
      '.docker',
    ],
    pattern: new RegExp(
      `(?:\\b(?:cat|cp|scp|rsync|tar|zip|base64|xxd|type|copy|less|head|tail|strings|get-content|gc|open|readFile(?:Sync)?|read_text|read_bytes|Path|File\\.read|file_get_contents|copyfile|copytree|sqlite3(?:\\.connect)?)\\b)[^\\n;|&]{0,100}${secretPlaces}`,
      'giu',
    ),
    accept: ({ match }) =>
      !/known_hosts|ssh\/config|aws\/config|\.pub\b|kube\/config|\.npmrc|docker\/config/iu.test(match[0]),
    soften: (match) => {
      if (isMention(match)) return 'info';
      if (zoneOf(match.file) === 'fixture') return 'info';
      return /Login Data|cookies\.sqlite|logins\.json|key4\.db|Local State|exodus\.wallet|nkbihfbeo|bfnaelm|wallet\.dat|etc\/shadow|login\.keychain|tdata/iu.test(
        match.match[0],
      ) && zoneOf(match.file) !== 'reference'
        ? 'block'
        : undefined;
    },
  },
  {
    id: 'keychain-dumped',
    kind: 'malware',
    severity: 'block',
    catches: 'Passwords taken out of the system’s keychain',
    why,
    hints: [
      'dump-keychain',
      'find-generic-password',
      'find-internet-password',
      'cmdkey',
      'vaultcmd',
      'cryptunprotectdata',
      'secret-tool',
      'chainbreaker',
      'safe storage',
      'credential manager',
    ],
    pattern:
      /\bsecurity\s{1,3}dump-keychain\b[^\n]{0,80}|\bsecurity\s{1,3}find-(?:generic|internet)-password\b[^\n]{0,60}["']?(?:Chrome|Brave|Edge|Arc|Opera|Chromium)?\s?Safe Storage[^\n]{0,60}|["'](?:Chrome|Brave|Edge|Arc|Opera|Chromium) Safe Storage["']|\bCryptUnprotectData\b|\bvaultcmd\b[^\n]{0,30}\/listcreds|\bchainbreaker\b/giu,
    soften: softenExample,
  },
  {
    id: 'password-asked-by-script',
    kind: 'malware',
    severity: 'block',
    catches: 'A window that asks for the person’s password',
    why: 'The system asks for it itself when it is needed; a script that asks keeps it.',
    hints: ['hidden answer', 'dscl', 'get-credential', 'promptforcredential', 'authonly'],
    pattern:
      /\bdisplay dialog\b[^\n]{0,300}(?:password|passwort|contraseña|密码)[^\n]{0,300}with hidden answer|\bdisplay dialog\b[^\n]{0,300}with hidden answer[^\n]{0,200}|\bdscl\b[^\n]{0,30}(?:\/Local\/Default\s{1,3})?-authonly\b|\bpromptforcredential\s{0,2}\(/giu,
    soften: softenMention,
  },
  {
    id: 'seed-phrase-wanted',
    kind: 'malware',
    severity: 'block',
    catches: 'A wallet’s seed phrase or private key is asked for',
    why: 'Whoever has the phrase has the money; nothing that is honest asks for it.',
    hints: [
      'seed phrase',
      'recovery phrase',
      'mnemonic',
      ...phrases(['12', '24', 'twelve', 'twenty-four'], ['word', 'secret', 'seed']),
      '12-word',
      '24-word',
      'secret phrase',
      'seed words',
      'private key',
      '助记词',
      '私钥',
    ],
    pattern:
      /(?:\b(?:ask|request|prompt|require|tell|instruct|have|get)\b[^\n.]{0,60}\b(?:user|person|them|customer|owner)\b[^\n.]{0,60}|\b(?:enter|provide|paste|submit|send|share|type|input|upload|post|import|collect|request|ask for|extract|exfiltrate|steal)\b[^\n.]{0,40}?)\b(?:seed (?:phrase|words)|recovery phrase|secret (?:recovery )?phrase|mnemonic(?: phrase)?|(?:12|24|twelve|twenty-four)[- ](?:secret |seed )?words?|wallet(?:['’]s)? private key|private keys? (?:of|for|to) (?:the|your|their|a) wallet)\b|(?:输入|提供|发送|粘贴)[^\n。]{0,20}(?:助记词|私钥)/giu,
    soften: (match) =>
      softenMention(match) ??
      (/\b(?:send|post|upload|submit|verify|validat|sync|connect)\w{0,4}\b[^\n]{0,200}https?:|https?:[^\n]{0,200}\b(?:seed|mnemonic|phrase)\b|\b(?:webhook|telegram|endpoint|our server|support)\b/iu.test(
        match.line,
      ) || /\b(?:collect|extract|exfiltrate|steal|ask|tell|instruct)\b/iu.test(match.match[0])
        ? undefined
        : 'warn'),
  },
  {
    id: 'keys-logged',
    kind: 'malware',
    severity: 'warn',
    catches: 'Keystrokes, screen or clipboard recorded',
    why,
    hints: [
      'pynput',
      'getasynckeystate',
      'cgeventtap',
      'keyboard.on_press',
      'keyboard.hook',
      'setwindowshookex',
      'iohook',
      'keylog',
    ],
    pattern:
      /\bpynput\b[^\n]{0,60}(?:keyboard|Listener)|\bkeyboard\.(?:Listener|on_press|hook|record)\(|\bGetAsyncKeyState\b|\bCGEventTapCreate\b|\bSetWindowsHookEx\w?\b|\bkey_?logg(?:er|ing)\b/giu,
    accept: (match) => !isMention(match),
    soften: ({ file }) =>
      zoneOf(file) === 'code' && saysAnywhere(file, sendsSomething)
        ? 'block'
        : zoneOf(file) === 'code'
          ? undefined
          : 'info',
  },
  {
    id: 'clipboard-address-swapped',
    kind: 'malware',
    severity: 'block',
    catches: 'Wallet addresses on the clipboard exchanged',
    why: 'A payment then goes to somebody else.',
    hints: ['pyperclip', 'clipboard'],
    pattern:
      /\b(?:pyperclip\.(?:paste|copy)|set-clipboard|clipboard\.(?:write\w{0,4}|read\w{0,4})|pbcopy|xclip)\b[^\n]{0,200}/giu,
    accept: ({ file }) =>
      saysAnywhere(file, walletAddress) && saysAnywhere(file, clipboardWritten) && saysAnywhere(file, again),
    soften: softenMention,
  },
];
