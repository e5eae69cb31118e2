/**
 * Whether a value names a secret or computes it instead of being one: an expression, a variable, a path, an
 * address without credentials, a reference into a vault.
 */
export function isReference(value: string, quoted: boolean): boolean {
  if (isElsewhere(value) || plainValue.test(value)) return true;
  if (searchPattern.test(value)) return true;
  return !quoted && (expression.test(value) || dottedName.test(value));
}

/** Whether a value says where the secret is: in a vault, in a file, in the environment. */
export function isElsewhere(value: string): boolean {
  return vaultReference.test(value) || (pathOrAddress.test(value) && !encodedBytes.test(value));
}

/** Base64 may begin with a slash and hold another. */
const encodedBytes = /^[A-Za-z0-9+/]{38,}={1,2}$/u;

const vaultReference =
  /^(?:op|vault|secret|secrets|ref\+\w+|awssm|gcpsm|ssm|keyring|keychain|env|file|azurekeyvault|akv|doppler|infisical|bws|sops|arn|projects|kv|secretsmanager|parameter|keyvault):|@Microsoft\.KeyVault|^ENC\[|^!(?:Ref|Sub|GetAtt|env|secret|vault|reference)\b|^\$ANSIBLE_VAULT|^AQICAH|^projects\/[\w-]+\/secrets\/|^(?:env|process\.env|os\.environ|secrets|vars|config|settings|self|this|import\.meta)[.[]/iu;

const pathOrAddress =
  /^(?:~|\.{1,2})?\/[\w.@-]+(?:\/|$)|^[A-Za-z]:\\|^[\w-]+\/[\w-]+(?:\/[\w.-]+)*\.[a-z]{2,4}$|^(?:https?|ftp|wss?|file|s3|gs|urn|mailto|chrome-extension|vscode|data):|^[\w.+-]+@[\w-]+\.[\w.]+$|^(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?$/iu;

/** Numbers, dates, versions, media types, hashes of something, `true`. */
const plainValue =
  /^[\d.,:/ +-]+$|^\d{4}-\d\d-\d\dT|^v?\d+\.\d+|^(?:application|text|image|audio|video|multipart)\/|^(?:sha\d{1,3}|md5)[-:]|^(?:true|false|null|none|nil|undefined|yes|no)$|^0x0+$/iu;

/** A regular expression, as scanners for secrets are full of, or the colours of a terminal. */
const searchPattern =
  /\\[bdwsSWD.]|\[[^\]\n]{1,40}\](?:[{+*?]|$)|\{\d+,?\d*\}|\(\?[:=!iP<]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}-|\\[0-7]{3}|\\(?:x1b|033|u001b|e)\[/iu;

const expression =
  /[()[\]{}<>]|^[$@%&*!#]|[A-Za-z_$][\w$]*\s*(?:\?\.|->|::|=>)|^(?:new|await|return|typeof|function|lambda|async|if|not|self|this|None|require|import)\b|[=!]=|&&|\|\||\+\+|["'`;]|\\$/u;

/** `config.token`, `settings.API_KEY`, `args.key`. */
const dottedName = /^[A-Za-z_$][\w$]*(?:[.][A-Za-z_$][\w$]*)+$/u;
