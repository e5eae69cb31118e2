import type { SecretExamples } from './secret-values.ts';

const lines = (label: string, begin: string): string =>
  `-----BEGIN ${label}-----\n${begin}{b64:${64 - begin.length}}\n{b64:64}\n{b64:64}\n{b64:22}==\n-----END ${label}-----`;
const dashes = '-----';

/** What the rules for keys, web tokens, addresses and headers must find and must leave alone. */
export const keyExamples: Readonly<Record<string, SecretExamples>> = {
  'private-key': {
    match: [
      lines('RSA PRIVATE KEY', 'MIIEpAIBAAKCAQEA'),
      lines('PRIVATE KEY', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'),
      lines('EC PRIVATE KEY', 'MHcCAQEEI'),
      lines('OPENSSH PRIVATE KEY', 'b3BlbnNzaC1rZXktdjEAAAAA'),
      lines('ENCRYPTED PRIVATE KEY', 'MIIFHDBOBgkqhkiG9w0BBQ0w'),
      `${dashes}BEGIN PGP PRIVATE KEY BLOCK${dashes}\nVersion: GnuPG v2\n\nlQOYBF{b64:58}\n{b64:64}\n{b64:64}\n=aBcD\n${dashes}END PGP PRIVATE KEY BLOCK${dashes}`,
      `"private_key": "${lines('PRIVATE KEY', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC').replaceAll('\n', '\\n')}\\n"`,
      `key = ("${dashes}BEGIN PRIVATE KEY${dashes}\\n"\n    "MIIEvQIBADANBgkqhkiG{b64:44}\\n"\n    "{b64:64}\\n")`,
      `  key: |\n    ${dashes}BEGIN RSA PRIVATE KEY${dashes}\n    Proc-Type: 4,ENCRYPTED\n    DEK-Info: AES-128-CBC,{HEX:32}\n\n    {b64:64}\n    {b64:64}\n`,
    ],
    miss: [
      `${dashes}BEGIN RSA PRIVATE KEY${dashes}`,
      `${dashes}BEGIN PRIVATE KEY${dashes}\n...\n${dashes}END PRIVATE KEY${dashes}`,
      `${dashes}BEGIN RSA PRIVATE KEY${dashes}\nMIIEpAIBAAKCAQEA...\n${dashes}END RSA PRIVATE KEY${dashes}`,
      `${dashes}BEGIN PRIVATE KEY${dashes}\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nxxxxxxxxxxxxxxxxxxxxxxxx\n${dashes}END PRIVATE KEY${dashes}`,
      `matches ${dashes}BEGIN PRIVATE KEY${dashes} in any file of the repository, and everything that follows it is redacted`,
      `${dashes}BEGIN PUBLIC KEY${dashes}\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A{b64:32}\n{b64:64}\n${dashes}END PUBLIC KEY${dashes}`,
    ],
  },
  'putty-private-key': {
    match: [
      'PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: me\nPublic-Lines: 1\n{b64:64}\nPrivate-Lines: 1\n{b64:64}\nPrivate-MAC: {hex:40}\n',
    ],
    miss: ['PuTTY-User-Key-File-2: ssh-rsa\n'],
  },
  'encoded-private-key': {
    match: [
      'client-key-data: {base64:-----BEGIN RSA PRIVATE KEY-----\\nMIIEpAIBAAKCAQEAxyz0123456789abcdefghijklmnopqrstuvwxyzABCDEF\\nGHIJKLMNOP}',
    ],
    miss: [
      'certificate: {base64:-----BEGIN CERTIFICATE-----\\nMIIEpAIBAAKCAQEAxyz0123456789abcdefghijklmnopqrstuvwxyzABCDEFxxxx\\nGHIJKLMNOP}',
    ],
  },
  'json-web-key': {
    match: ['{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"{url:43}"}', '{"kty": "oct", "k": "{url:86}"}'],
    miss: ['{"kty":"EC","x":"{url:43}"}', '{"d":"{url:43}"}'],
  },
  'age-secret-key': {
    match: ['AGE-SECRET-KEY-1{bech:58}'],
    miss: ['AGE-SECRET-KEY-1QQQQQQQQQQ', 'age1{b36:58}'],
  },
  'wireguard-private-key': {
    match: ['[Interface]\nPrivateKey = {b64:42}E='],
    miss: ['PrivateKey = <your private key>', 'PublicKey = {b64:42}E='],
  },
  'blockchain-private-key': {
    match: ['PRIVATE_KEY=0x{hex:64}', 'deployer_key: "{hex:64}"'],
    miss: [
      'private_key=0x0000000000000000000000000000000000000000000000000000000000000000',
      'transaction 0x{hex:64}',
    ],
  },
  'seed-phrase': {
    match: ['MNEMONIC="river candle ozone tribe velvet magnet orbit salmon puzzle wheat lantern crisp"\n'],
    miss: [
      'mnemonic = "test test test test test test test test test test test junk"',
      'seed phrase: the twelve words that restore your wallet should never be written down',
    ],
  },
  'json-web-token': {
    match: [
      '{base64url:{"alg":"HS256","typ":"JWT"}}.{base64url:{"iss":"supabase","ref":"kq","role":"service_role","iat":1700000000,"exp":2000000000}}.{url:43}',
      'token: {base64url:{"alg":"RS256"}}.{base64url:{"sub":"41","scope":"all"}}.{url:86}',
    ],
    miss: [
      '{base64url:{"alg":"HS256","typ":"JWT"}}.{base64url:{"sub":"1234567890","name":"John Doe","iat":1516239022}}.{url:43}',
      'eyJhbGciOiJIUzI1NiJ9.payload.signature',
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...',
    ],
  },
  'credentials-in-address': {
    match: [
      'postgresql://app:{b62:20}@db.prod.acme-data.io:5432/app',
      'mongodb+srv://root:{b62:16}@cluster0.ab1cd.mongodb.net/x',
      'https://deploy:{hex:32}@git.acme-data.io/a.git',
      'redis://:{b62:32}@localhost:6379',
      'amqp://svc:kX8-pLq2!v@mq.acme-data.io/vhost',
    ],
    miss: [
      'postgresql://user:password@localhost:5432/mydb',
      'postgres://postgres:postgres@db:5432/app',
      'mongodb://<user>:<password>@host/db',
      'https://user:${TOKEN}@github.com/a/b',
      'redis://:$REDIS_PASSWORD@redis:6379',
      'mysql://root:secret@127.0.0.1/test',
      'https://host.io:8080/@scope/name',
      'https://user:pass@example.com/',
      'see https://a.io/b:c/d and mail me@b.io',
    ],
  },
  'connection-string-password': {
    match: [
      'Server=tcp:acme.database.windows.net,1433;Initial Catalog=a;User ID=svc;Password={b62:18};Encrypt=True',
      'Host=db.acme-data.io;Database=app;Username=svc;Password=kX8pLq2v9Zt',
    ],
    miss: [
      'Server=localhost;Database=app;User Id=sa;Password=Password123!;',
      'Server=.;Database=a;User Id=sa;Password=<password>',
      'Server=db;Database=a;Uid=sa;Pwd=${DB_PASSWORD};',
    ],
  },
  'password-in-call': {
    match: ["conn.login('svc@acme.io', 'kX8pLq2v9Zt{b62:10}', done)", 'client.connect("svc", "{b62:16}")'],
    miss: [
      "page.login('user', 'password123')",
      "connect('localhost', 'my-database-name')",
      'socket.connect("tcp://a", "application/json")',
    ],
  },
  'basic-authorization': {
    match: ['Authorization: Basic {base64:deploy:tK4mWq9zRb7x}', '"Basic {base64:svc_prod:Yx82mQp4Vn1c}"'],
    miss: [
      'Authorization: Basic dXNlcjpwYXNzd29yZA==',
      'Basic authentication',
      'Authorization: Basic <credentials>',
      'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
    ],
  },
  'bearer-authorization': {
    match: [
      'curl -H "Authorization: Bearer {url:40}" https://a.io',
      "headers = {'Authorization': 'Token {hex:40}'}",
      'Authorization: SSWS 00{b62:40}',
      'Authorization: Token token={b62:20}',
    ],
    miss: [
      'Authorization: Bearer <token>',
      'Authorization: Bearer $TOKEN',
      'Authorization: Bearer YOUR_ACCESS_TOKEN',
      'Authorization: Bearer {token}',
      'Authorization: Bearer abc123def456ghi789',
    ],
  },
  'credentials-for-curl': {
    match: ['curl -X POST -u admin:kX8pLq2v9Zt https://a.io', 'curl --user "svc:{b62:16}" https://a.io'],
    miss: [
      'curl -u user:password https://a.io',
      'curl -u "$USER:$PASSWORD" https://a.io',
      'curl -u username:your-api-token https://a.io',
    ],
  },
};
