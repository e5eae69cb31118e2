/**
 * What sort of secret a name promises: a password may be weak, a key or token is drawn at random, and of a key
 * whose name does not say what it opens only the value can tell.
 */
export type SecretNameKind = 'password' | 'key' | 'other-key';

/** Patterns in lower case: one of them stands in every name that {@link secretNameKind} takes for a secret's. */
export const secretNameParts: readonly string[] = [
  'pass',
  'pwd',
  'psw',
  'secret',
  'token',
  'key',
  'cred',
  'auth',
  'bearer',
  'jwt',
  'salt',
  'pepper',
  '(?<![a-z])(?:pw|pat)(?![a-z])',
];

const passwords = new Set([
  'password',
  'passwd',
  'passwords',
  'pwd',
  'passphrase',
  'passcode',
  'passw',
  'psw',
  'pw',
]);
const tokens = new Set([
  'secret',
  'secrets',
  'token',
  'tokens',
  'apikey',
  'apitoken',
  'accesskey',
  'secretkey',
]);
const weakTokens = new Set([
  'credential',
  'credentials',
  'creds',
  'auth',
  'authorization',
  'bearer',
  'jwt',
  'pat',
]);

/** Written together by those who do not split words: `dbpassword`, `authtoken`, `clientsecret`. */
const joined =
  /(?:password|passwd|passphrase|secret|token|apikey|accesskey|secretkey|privatekey|authkey)s?$/u;

/** What stands before `key` and makes it no secret. */
const harmlessKeys = new Set(
  'public pub primary foreign partition sort cache object row index idempotency dedup deduplication lookup map dict group unique composite candidate natural surrogate routing hot arrow tab enter return escape esc ctrl control meta alt shift function registry i18n translation locale item list react query field column hash range search tag label feature flag issue project json yaml config option param parameter arg property attribute sequence event metric data schema entity record document file path folder asset image img s3 blob bucket host known answer legend color theme figure any each per message msg state cookie header order order-by group-by groupby orderby sorting join merge trace span correlation request response context session-storage local localstorage recv send gpg pgp fingerprint thumbprint keyserver release host-key known-hosts'.split(
    ' ',
  ),
);

/** What stands before `token` and makes it no secret. */
const harmlessTokens = new Set(
  'csrf xsrf antiforgery page next prev previous pagination paging sync continuation cursor max min total num input output prompt completion reasoning design color cancel cancellation special eos bos pad padding mask unk sep cls word start end stop syntax lexer current first last sub image text speech fee erc20 nft reward governance staking pool utility native base quote change delta watch'.split(
    ' ',
  ),
);

/** Behind a secret's name these make it something about the secret. */
const abouts = new Set(
  'id ids name names url urls uri path paths file files filename filepath type types kind length len size sizes count counts limit limits field fields label labels hint hints policy policies prefix prefixes suffix format formats ttl expiry expires expire expiration expired endpoint endpoints host address addresses param params parameter parameters placeholder pattern patterns regex regexp usage budget algorithm alg method methods version versions status state scope scopes error errors message messages title description desc ref refs reference references arn index column handler manager provider providers service class function validator store storage vault ring board words frame frames press code codes map pair pairs event events set list lists schema model mode required enabled disabled reset rotation rotate strength requirements rules rule check checks checker validation verify verification confirm confirmed manager management generator generation exchange request requests response responses flow flows grant cost costs price pricing estimate estimator per in out for rate window stream streaming ratio savings overhead efficient optimization optimized detection detected scanning scan scanner leak leaks exposure source sources location env var variable variables provided exists valid invalid missing present changed updated created at on date time timestamp age lifetime duration days hours minutes seconds used use uses tracking logging audit auditing binding bindings protection network api apis user username email owner issuer audience subject claims claim payload data info details metadata config configuration settings options option input output inputs outputs props property properties attribute attributes element form view page screen button dialog modal prompt text box icon image link key-name hash hashes hashing digest salt rounds'.split(
    ' ',
  ),
);

/** Behind a secret's name these say nothing about it. */
const fillers = new Set(
  'prod production dev development stage staging live test testing sandbox value val raw str string plain plaintext text clear cleartext b64 base64 hex default old new current main primary secondary backup bak local remote global first second master demo x y z a b c header base'.split(
    ' ',
  ),
);

/** What makes a `key` a secret one without a doubt. */
const secretKeys = new Set(
  'api access secret private encryption encrypt decryption signing sign signature auth authentication account shared master service consumer license licence subscription storage admin client integration write ingest ingestion session hmac jwt aes ssh rsa ecdsa ed25519 webhook deploy server user bot live test prod production sdk rest security crypto cipher sas connection serving instrumentation management developer dev application app customer merchant personal root super preshared psk wireguard vault seal unseal recovery backup db database'.split(
    ' ',
  ),
);

/**
 * Judges the name that a value is assigned to: `STRIPE_SECRET_KEY`, `dbPassword`, `x-api-key`.
 *
 * @returns undefined when the name promises no secret: `tokenCount`, `primary_key`, `password_hint`
 */
export function secretNameKind(name: string): SecretNameKind | undefined {
  const words = wordsOf(name);
  while (words.length > 1 && (fillers.has(words.at(-1) ?? '') || /^\d+$/u.test(words.at(-1) ?? '')))
    words.pop();
  const last = words.at(-1);
  const before = words.at(-2);
  if (last === undefined || abouts.has(last) || /public[_-]?key/iu.test(name)) return undefined;
  if (passwords.has(last)) return 'password';
  if (last === 'pass' && (before !== undefined || words.length === 1)) return 'password';
  if (/passw(?:or)?d$|passphrase$/u.test(last)) return 'password';
  if (
    /.{2}pass$/u.test(last) &&
    !/(?:by|com|tres|encom|sur|over|under|multi|single|first|second|render|tres)pass$/u.test(last)
  )
    return 'password';
  if (last === 'key' || last === 'keys') return keyKind(before, words);
  if (tokens.has(last) || joined.test(last))
    return before !== undefined && harmlessTokens.has(before) ? undefined : 'key';
  if (last === 'salt' || last === 'pepper') return words.length > 1 ? 'key' : undefined;
  return weakTokens.has(last) ? 'key' : undefined;
}

function keyKind(before: string | undefined, words: readonly string[]): SecretNameKind | undefined {
  if (before === undefined) return undefined;
  if (secretKeys.has(before)) return 'key';
  return words.some((word) => harmlessKeys.has(word)) ? undefined : 'other-key';
}

/** `clientSecretKey`, `CLIENT_SECRET_KEY` and `client-secret.key` are the same three words. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');
}
