import { judgeCredentials } from '../secret/credential-url.ts';
import { judgeJsonWebToken } from '../secret/json-web-token.ts';
import { isDocumented, isMonotonous, isPlaceholder } from '../secret/placeholder.ts';
import { isEncodedPrivateKey, isPrivateKeyBody } from '../secret/private-key.ts';
import { isGuessable, looksLikePassword } from '../secret/randomness.ts';
import { isReference } from '../secret/reference.ts';
import { isDrawn, standsAlone, tokenRule } from '../secret/token-rule.ts';
import type { TextMatch, TextRule } from '../text-rule.ts';

const revoke =
  'Whoever reads the skill can use it: revoke it and make a new one that stays outside of skills';

/** Private keys, tokens that say what they are, and credentials in addresses and headers. */
export const keyRules: readonly TextRule[] = [
  {
    id: 'private-key',
    kind: 'secret',
    severity: 'block',
    catches: 'A private key (RSA, EC, DSA, OpenSSH, PGP, PKCS #8)',
    why: revoke,
    hints: ['private key'],
    pattern: /-{4,5} ?BEGIN ((?:[A-Z0-9]{2,12} ){0,3})PRIVATE KEY(?: BLOCK)? ?-{4,5}/gu,
    accept: ({ file, match }) => isPrivateKeyBody(file.text, match.index + match[0].length, match[1] ?? ''),
  },
  {
    id: 'putty-private-key',
    kind: 'secret',
    severity: 'block',
    catches: 'A PuTTY private key',
    why: revoke,
    hints: ['putty-user-key-file-'],
    pattern: /PuTTY-User-Key-File-[1-3]: [a-z0-9@.-]{3,40}\r?\n/gu,
    accept: ({ file, match }) => {
      const after = file.text.slice(match.index, match.index + 6_000);
      const [, key = ''] = /Private-Lines: [1-9][0-9]{0,2}\s+([A-Za-z0-9+/]{40,})/u.exec(after) ?? [];
      return key !== '' && isDrawn(key);
    },
  },
  {
    id: 'encoded-private-key',
    kind: 'secret',
    severity: 'block',
    catches: 'A private key in base64',
    why: revoke,
    hints: ['ls0tls1crudjti'],
    pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/]{90,}/gu,
    accept: ({ value }) => isEncodedPrivateKey(value),
  },
  {
    id: 'json-web-key',
    kind: 'secret',
    severity: 'block',
    catches: 'The private part of a JSON Web Key',
    why: revoke,
    hints: ['"kty"', "'kty'"],
    pattern: /["'](?:d|k)["']\s{0,5}:\s{0,5}["']([A-Za-z0-9_-]{42,700})["']/gu,
    group: 1,
    accept: ({ file, match, value }) =>
      isDrawn(value) &&
      /["']kty["']/u.test(file.text.slice(Math.max(0, match.index - 1500), match.index + 1500)),
  },
  tokenRule({
    id: 'age-secret-key',
    catches: 'An age secret key',
    source: 'age-encryption.org/v1',
    hints: ['age-secret-key-'],
    pattern: /AGE-SECRET-KEY-(?:1|PQ-1)(?<body>[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58,100})/gu,
  }),
  {
    id: 'wireguard-private-key',
    kind: 'secret',
    severity: 'block',
    catches: 'A WireGuard private or preshared key',
    why: revoke,
    hints: ['privatekey', 'presharedkey'],
    pattern: /(?:PrivateKey|PresharedKey)\s{0,4}=\s{0,4}([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)/gu,
    group: 1,
    accept: ({ value }) => isDrawn(value),
  },
  {
    id: 'blockchain-private-key',
    kind: 'secret',
    severity: 'block',
    catches: 'The private key of a blockchain account',
    why: revoke,
    hints: ['private', 'deployer', 'mnemonic', 'wallet', 'signer'],
    pattern:
      /(?:private[_ -]?key|deployer(?:[_ -]?key)?|wallet[_ -]?key|signer[_ -]?key|\bpk)["'\s:=(]{1,8}(?:0x)?([a-f0-9]{64})(?![a-f0-9])/giu,
    group: 1,
    accept: ({ value }) => !isPlaceholder(value),
  },
  {
    id: 'seed-phrase',
    kind: 'secret',
    severity: 'block',
    catches: 'The seed phrase of a wallet',
    why: revoke,
    hints: ['mnemonic', 'seed phrase', 'seed_phrase', 'seedphrase', 'recovery phrase', 'recovery_phrase'],
    pattern:
      /(?:mnemonic|(?:seed|recovery)[ _]?phrase)["'\s:=(]{1,8}((?:[a-z]{3,8} ){11}(?:(?:[a-z]{3,8} ){3,12})?[a-z]{3,8})["'\r\n]/giu,
    group: 1,
    accept: ({ value }) => isSeedPhrase(value),
  },
  {
    id: 'json-web-token',
    kind: 'secret',
    severity: 'block',
    catches: 'A JSON Web Token',
    why: revoke,
    hints: ['eyj', 'ewog', 'eyai'],
    pattern:
      /(?<![A-Za-z0-9_-]{3})(?:eyJ|ewog|eyAi)[A-Za-z0-9_-]{8,2000}\.(?:eyJ|ewog|eyAi)[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{16,1000}/gu,
    accept: (about) => standsAlone(about) && judgeJsonWebToken(about.value) !== undefined,
    soften: ({ value }) => judgeJsonWebToken(value),
  },
  {
    id: 'credentials-in-address',
    kind: 'secret',
    severity: 'block',
    catches: 'A password in an address',
    why: revoke,
    hints: ['://'],
    pattern:
      /(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,24}:\/\/([^\s:/@"'`<>]{0,80}):([^\s/@"'`<>]{1,120})@([^\s"'`<>/?#,;)\\]{1,100})/gu,
    group: 2,
    accept: (about) => judgeAddress(about) !== undefined,
    soften: judgeAddress,
  },
  {
    id: 'connection-string-password',
    kind: 'secret',
    severity: 'block',
    catches: 'A password in a connection string',
    why: revoke,
    hints: ['password=', 'pwd=', 'password ='],
    pattern:
      /(?:Server|Data Source|Host|Endpoint|Database|Initial Catalog|User ID|Uid|User ?name|DBQ|DSN)\s?=[^;\r\n"']{1,200};[^\r\n"']{0,300}?(?:Password|Pwd)\s?=\s?([^;\s"'<>{}$%]{4,200})/giu,
    group: 1,
    accept: ({ match, value }) =>
      isDrawn(value) && judgeCredentials('', value, hostIn(match[0])) !== undefined,
    soften: ({ match, value }) => judgeCredentials('', value, hostIn(match[0])),
  },
  {
    id: 'password-in-call',
    kind: 'secret',
    severity: 'block',
    catches: 'A password in a call',
    why: revoke,
    hints: ['login(', 'connect(', 'authenticate('],
    pattern:
      /(?:login|connect|authenticate)\(\s{0,10}["'][^"'\r\n]{2,80}["']\s{0,5},\s{0,10}["']([^"'\s]{8,120})["']/giu,
    group: 1,
    accept: ({ value }) =>
      isDrawn(value) &&
      !isGuessable(value) &&
      !isReference(value, true) &&
      /\d/u.test(value) &&
      looksLikePassword(value),
  },
  {
    id: 'basic-authorization',
    kind: 'secret',
    severity: 'block',
    catches: 'A user and password in a header',
    why: revoke,
    hints: ['basic '],
    pattern: /\bBasic\s{1,4}([A-Za-z0-9+/]{10,400}={0,2})(?![A-Za-z0-9+/])/gu,
    group: 1,
    accept: ({ value }) => judgeBasic(value) !== undefined,
    soften: ({ value }) => judgeBasic(value),
  },
  {
    id: 'bearer-authorization',
    kind: 'secret',
    severity: 'block',
    catches: 'A token in a header',
    why: revoke,
    hints: ['bearer ', 'token ', 'apikey ', 'ssws '],
    pattern:
      /\b(?:authorization|auth)\b["'\]]{0,3}\s{0,4}[:=,]\s{0,4}[bfr]?["'`]?(?:Bearer|Token|ApiKey|SSWS|OAuth|Key)\s{1,4}(?:token=)?["']?([A-Za-z0-9_.~+/=-]{16,2000})/giu,
    group: 1,
    accept: ({ value }) =>
      isDrawn(value) && /\d/u.test(value) && !/^ey[JA]/u.test(value) && !isMonotonous(value.slice(0, 24)),
  },
  {
    id: 'credentials-for-curl',
    kind: 'secret',
    severity: 'block',
    catches: 'A user and password given to a command',
    why: revoke,
    hints: ['curl', 'wget'],
    pattern:
      /\b(?:curl|wget)\b[^\r\n]{0,300}?\s(?:-u|--user|--password|--http-password)[ =]["']?([A-Za-z0-9_.@+-]{1,60}):([^\s"'`:$<>{}[\]]{6,120})/gu,
    group: 2,
    accept: ({ match }) => judgeCredentials(match[1] ?? '', match[2] ?? '', 'of.a.command.net') !== undefined,
    soften: ({ match }) => judgeCredentials(match[1] ?? '', match[2] ?? '', 'of.a.command.net'),
  },
];

function judgeAddress({ match, file }: TextMatch): ReturnType<typeof judgeCredentials> {
  const [, user = '', password = '', host = ''] = match;
  // A port and a path with an `@`, as in `https://host:8080/@scope`, has its slash before; a template has its end behind.
  if (/^\d{1,5}$/u.test(password) && user.includes('.')) return undefined;
  if (file.text[match.index - 1] === '$' && match[0].startsWith('env:')) return undefined;
  return judgeCredentials(user, password, host);
}

function hostIn(connection: string): string {
  return (
    /(?:Server|Data Source|Host|Endpoint)\s?=\s?(?:tcp:|sb:\/\/)?([^;,"']{1,200})/iu.exec(connection)?.[1] ??
    'of.a.database.net'
  );
}

function judgeBasic(value: string): ReturnType<typeof judgeCredentials> {
  if (isDocumented(value)) return undefined;
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  const [, user, password] = /^([\x20-\x39\x3b-\x7e]{0,80}):([\x20-\x7e]{3,200})$/u.exec(decoded) ?? [];
  if (user === undefined || password === undefined) return undefined;
  return judgeCredentials(user, password, 'of.a.header.net');
}

/** The phrases that development chains print are known to everyone. */
function isSeedPhrase(phrase: string): boolean {
  const words = phrase.split(' ');
  const isLength = words.length === 12 || words.length === 15 || words.length === 18 || words.length === 24;
  return (
    isLength &&
    new Set(words).size >= words.length - 2 &&
    !/^test test|^abandon|^word\b|\bjunk$|\bthe\b|\byour\b/u.test(phrase)
  );
}
