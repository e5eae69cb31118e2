import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeScanned } from '../../../../runtime/skill/scan/decode-scanned.ts';
import type { Finding } from '../../../../runtime/skill/scan/finding.ts';
import { secretRules } from '../../../../runtime/skill/scan/rules/secret-rules.ts';
import { LineIndex, locateFindings } from '../../../../runtime/skill/scan/run-rules.ts';
import { scanText } from '../../../../runtime/skill/scan/scan-text.ts';
import { loadLintRules, secretlintFindings } from '../../../../runtime/skill/scan/secretlint.ts';
import type { ScannedText, TextRule } from '../../../../runtime/skill/scan/text-rule.ts';
import { secretExamples } from './secret-examples.ts';
import { credentialFileExamples, emptyCredentialFiles } from './secret-examples-files.ts';
import { harmless } from './secret-examples-harmless.ts';
import { blank, fill, randomFrom } from './secret-values.ts';

const drawn = (template: string, seed = 1): string => fill(template, randomFrom(seed));

async function scan(path: string, content: string | Uint8Array): Promise<Finding[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return [...(await scanText(path, bytes, decodeScanned(path, bytes))).secrets];
}

function asScanned(text: string): ScannedText {
  return { path: 'file.txt', text };
}

function findingsOf(rule: TextRule, text: string): ReturnType<typeof locateFindings> {
  return locateFindings([rule], asScanned(text), new LineIndex(text));
}

function refusals(findings: readonly Finding[]): string[] {
  return findings.filter(({ severity }) => severity === 'block').map(({ rule }) => rule);
}

const draws = 20;
const seeds = Array.from({ length: draws }, (_, index) => index + 1);

describe('the rules for secrets', () => {
  it('each have examples', () => {
    assert.deepEqual(secretRules.map(({ id }) => id).sort(), Object.keys(secretExamples).sort());
  });

  it('know 60 services and more', () => {
    assert.ok(secretRules.length >= 200, `${secretRules.length} rules`);
  });

  it('carry the flags g and u, and hints in lower case', () => {
    for (const { id, pattern, hints } of secretRules) {
      assert.ok(pattern.global && pattern.unicode, id);
      for (const hint of hints) assert.equal(hint, hint.toLowerCase(), id);
    }
  });

  for (const rule of secretRules) {
    const { match, miss } = secretExamples[rule.id] ?? { match: [], miss: [] };
    describe(rule.id, () => {
      for (const template of match) {
        it(`finds ${template.slice(0, 60)}, by a hint, and does not show it`, () => {
          // Of values drawn at random, some few look as if a person had written them.
          const found = seeds.filter((seed) => findingsOf(rule, drawn(template, seed)).length > 0);
          assert.ok(found.length >= draws * 0.9, `${found.length} of ${draws}`);
          const text = drawn(template);
          assert.ok(
            rule.hints.some((hint) => text.toLowerCase().includes(hint)),
            'no hint',
          );
          for (const { finding, start, end } of findingsOf(rule, text)) {
            const secret = text.slice(start, end);
            assert.ok(!finding.message.includes(secret), finding.message);
            assert.ok(!finding.message.includes(secret.slice(-8)), finding.message);
          }
        });
      }
      for (const template of match.filter((text) => blank(text) !== text && !/\{base64/u.test(text))) {
        it(`leaves alone ${blank(template).slice(0, 60)}`, () => {
          assert.deepEqual(findingsOf(rule, blank(template)), []);
        });
      }
      for (const template of miss) {
        it(`leaves alone ${template.slice(0, 60)}`, () => {
          for (const seed of seeds) {
            const text = drawn(template, seed);
            assert.deepEqual(findingsOf(rule, text), [], text);
          }
        });
      }
    });
  }
});

describe('secretlint', () => {
  const token = drawn('ghp_{checked}');

  const lint = async (text: string): Promise<Finding[]> =>
    secretlintFindings(await loadLintRules(), asScanned(text), new LineIndex(text)).map(
      ({ finding }) => finding,
    );

  it('finds what its recommended rules know', async () => {
    const [finding] = await lint(`a = 1\ntoken = "${token}"\n`);
    assert.equal(finding?.rule, 'secretlint-github');
    assert.deepEqual([finding.line, finding.column, finding.severity], [2, 10, 'block']);
  });

  for (const comment of [
    `// secretlint-disable\nconst t = "${token}";`,
    `<!-- secretlint-disable -->\n${token}\n<!-- secretlint-enable -->`,
    `// secretlint-disable-next-line\n"${token}"`,
    `"${token}" // secretlint-disable-line`,
    `# secretlint-disable @secretlint/secretlint-rule-github -- checked\n${token}`,
  ]) {
    it(`is not switched off by ${comment.replace(token, '…').replaceAll('\n', ' ')}`, async () => {
      assert.deepEqual(refusals(await lint(comment)), ['secretlint-github']);
    });
  }

  it('never shows what it found', async () => {
    const key = drawn('{b62:40}');
    const url = `postgres://svc:${drawn('{b62:20}')}@db.acme.io/x`;
    const findings = await lint(`aws_secret_access_key = ${key}\n${token}\n${url}\n`);
    assert.equal(findings.length, 3);
    for (const { message } of findings)
      for (const secret of [key, token, url]) assert.ok(!message.includes(secret.slice(0, 8)), message);
  });

  it('leaves placeholders alone', async () => {
    assert.deepEqual(
      await lint(drawn('xoxb-your-slack-bot-token ghp_{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')),
      [],
    );
    assert.deepEqual(await lint('postgresql://user:password@localhost:5432/db'), []);
  });

  it('does not open a file of the name that a skill gives', async () => {
    const file = { path: 'package.json.p12', text: 'x' };
    assert.deepEqual(secretlintFindings(await loadLintRules(), file, new LineIndex('x')), []);
  });
});

describe('a value assigned to the name of a secret', () => {
  const value = drawn('{b62:28}');
  const password = drawn('{low:3}7{upp:2}#{b62:6}');

  for (const [path, text] of [
    ['a.py', `api_key = "${value}"`],
    ['a.py', `client = Client(api_key='${value}', timeout=3)`],
    ['a.py', `key = os.getenv("ACME_API_KEY", "${value}")`],
    ['a.py', `os.environ['ACME_TOKEN'] = '${value}'`],
    ['a.py', `API_KEY: str = b"${value}"`],
    ['a.ts', `const clientSecret: string = '${value}';`],
    ['a.ts', `const key = process.env.ACME_KEY || "${value}";`],
    ['a.ts', `export default { secretKey: \`${value}\` };`],
    ['a.json', JSON.stringify({ env: { ACME_TOKEN: value } })],
    ['a.ipynb', JSON.stringify({ source: [`API_KEY = "${value}"\n`] })],
    ['a.yaml', `env:\n  - name: ACME_TOKEN\n    value: "${value}"\n`],
    ['a.yaml', `access_key: ${value}\n`],
    ['.env.local.bak', `ACME_SECRET=${value}\n`],
    ['a.toml', `secret_key = "${value}"\n`],
    ['a.sh', `run --api-key ${value} --verbose\n`],
    ['Dockerfile', `ENV ACME_TOKEN ${value}\n`],
    ['SKILL.md', `Our API key: \`${value}\`\n`],
    ['a.xml', `<add key="ApiKey" value="${value}" />`],
    ['a.xml', `<clientSecret>${value}</clientSecret>`],
    ['main.tf', `variable "api_token" {\n  type    = string\n  default = "${value}"\n}`],
    ['a.php', `define('ACME_SECRET', '${value}');`],
    ['a.go', `const apiKey string = "${value}"`],
    ['a.rb', `config[:access_token] ||= "${value}"`],
    ['a.py', `db_password = "${password}"`],
    ['a.yaml', `password: ${password}\n`],
  ] as const) {
    it(`is refused in ${path}: ${text.replaceAll(value, '…').replaceAll('\n', ' ').slice(0, 60)}`, async () => {
      const findings = await scan(path, text);
      assert.equal(refusals(findings).length, 1, JSON.stringify(findings));
      for (const { message } of findings)
        assert.ok(!message.includes(value) && !message.includes(password), message);
    });
  }

  for (const [path, texts] of Object.entries(harmless))
    for (const text of texts)
      it(`is none in ${path}: ${text.replaceAll('\n', ' ').slice(0, 70)}`, async () => {
        assert.deepEqual(await scan(path, drawn(text)), []);
      });

  it('is only told of under a name that says it is made up', async () => {
    const [finding] = await scan('a.py', `FAKE_API_TOKEN = "${value}"`);
    assert.equal(finding?.severity, 'info');
    assert.equal(refusals(await scan('a.py', `FAKE_TOKEN = "${drawn('ghp_{checked}')}"`)).length, 1);
  });

  it('is looked for by its name, whatever words the name is made of', async () => {
    for (const name of [
      'tokenCount',
      'publicKey',
      'primary_key',
      'csrf_token',
      'password_hint',
      'keyboard',
      'path',
      'pattern',
      'next_page_token',
    ])
      assert.deepEqual(await scan('a.py', `${name} = "${value}"`), [], name);
    for (const name of [
      'stripe_key',
      'authToken',
      'x-api-key',
      'DB_PASS_PROD',
      'clientSecretValue',
      'SECRET_KEY_BASE',
      'GITHUB_PAT',
      'db_pw',
      'HASH_PEPPER',
    ])
      assert.equal(refusals(await scan('a.py', `${name} = "${value}"`)).length, 1, name);
  });
});

describe('a file that keeps credentials', () => {
  for (const [path, template] of Object.entries(credentialFileExamples))
    it(`is refused: ${path}`, async () => {
      const findings = await scan(path, drawn(template));
      assert.ok(refusals(findings).length > 0, JSON.stringify(findings));
    });

  for (const [path, template] of Object.entries(emptyCredentialFiles))
    it(`is not refused when it holds none: ${path}`, async () => {
      assert.deepEqual(await scan(path, drawn(template)), []);
    });

  it('is only told of where the value is what everybody puts there at first', async () => {
    const [finding] = await scan(
      'docker-compose.yml',
      'environment:\n  POSTGRES_PASSWORD: mysecretpassword1\n',
    );
    assert.equal(finding?.severity, 'warn');
  });

  for (const [path, start, severity] of [
    ['cert.p12', [0x30, 0x82, 0x0a], 'block'],
    ['release.keystore', [0xfe, 0xed, 0xfe, 0xed], 'block'],
    ['vault.kdbx', [0x03, 0xd9, 0xa2, 0x9a], 'block'],
    ['notes.bin', [0x03, 0xd9, 0xa2, 0x9a], 'block'],
    ['key.der', [0x30, 0x82, 0x04], 'block'],
    ['Cookies', [...Buffer.from('SQLite format 3\0')], 'block'],
    ['app.db', [...Buffer.from('SQLite format 3\0')], 'warn'],
  ] as const)
    it(`is known by its first bytes: ${path}`, async () => {
      const findings = await scan(path, Uint8Array.from([...start, 0, 1, 2, 3]));
      assert.deepEqual(
        findings.map((finding) => finding.severity),
        [severity],
      );
    });

  it('is not known by its name alone where its bytes say otherwise', async () => {
    assert.deepEqual(await scan('cert.p12', 'put your certificate here'), []);
    assert.deepEqual(await scan('app.key', 'keys of a song: C, G, D'), []);
  });
});

describe('the scan for secrets', () => {
  const token = drawn('ghp_{checked}');

  it('looks at the whole of a file, however long', async () => {
    const text = `${'Line of prose about nothing at all.\n'.repeat(150_000)}${token}\n`;
    assert.ok(text.length > 5_000_000);
    const [finding] = await scan('long.md', text);
    assert.deepEqual([finding?.rule, finding?.line, finding?.column], ['github-token', 150_001, 1]);
  });

  it('looks at the whole of a line, however long', async () => {
    const [finding] = await scan('min.js', `${'var a=1;'.repeat(500_000)}"${token}"`);
    assert.deepEqual([finding?.line, finding?.column], [1, 4_000_002]);
  });

  it('tells lines apart whatever ends them', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const [finding] = await scan('a.md', ['one', '', `  ${token}`, 'four'].join(end));
      assert.deepEqual([finding?.line, finding?.column], [3, 3], JSON.stringify(end));
    }
  });

  it('reads UTF-8 and UTF-16, with a mark and without', async () => {
    const text = `first\nKEY=${token}\n`;
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const [name, bytes] of [
      ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
      ['UTF-16, little end first, with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), little])],
      ['UTF-16, big end first, with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), big])],
      ['UTF-16, little end first', little],
      ['UTF-16, big end first', big],
    ] as const) {
      const [finding] = await scan('a.txt', bytes);
      assert.deepEqual([finding?.line, finding?.column], [2, 5], name);
    }
  });

  it('finds a token between bytes that are no text', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0, 1, 2, 255, 254, 0]),
      Buffer.from(token),
      Buffer.from([0, 0, 200]),
    ]);
    assert.deepEqual(refusals(await scan('a.bin', bytes)), ['github-token']);
  });

  it('tells each secret of a line, and each once', async () => {
    const other = drawn('glpat-{url:20}', 2);
    const text = JSON.stringify({ a: token, b: other, github_token: token });
    const found = (await scan('a.json', text)).sort((a, b) => a.column - b.column);
    assert.deepEqual(
      found.map(({ rule, column }) => [rule, column - 1]),
      [
        ['github-token', text.indexOf(token)],
        ['gitlab-token', text.indexOf(other)],
        ['github-token', text.lastIndexOf(token)],
      ],
    );
  });

  it('says no more than 20 times the same of one file', async () => {
    const text = seeds.concat(seeds.map((seed) => seed + 100)).map((seed) => drawn('ghp_{checked}', seed));
    assert.equal((await scan('a.txt', text.join('\n'))).length, 20);
  });

  it('never throws, whatever a file holds', async () => {
    const piece = fc.constantFrom(
      'password=',
      '"token": "',
      '-----BEGIN PRIVATE KEY-----',
      'eyJhbGciOi',
      '.',
      'sk-',
      '://',
      ':',
      '@',
      '\\n',
      '\n',
      'ghp_',
      'AccountKey=',
      '<password>',
      '\u0000',
      '\ud800',
      '"',
      "'",
      '=',
      'Basic ',
      'xoxb-',
      '{',
      '}',
      'Aa1',
      '%',
    ); // prettier-ignore
    const path = fc.constantFrom(
      '.env',
      '.netrc',
      'a.py',
      'wp-config.php',
      'a.json',
      '.bash_history',
      'x.p12',
      '../a',
      '',
    );
    await fc.assert(
      fc.asyncProperty(path, fc.array(piece, { maxLength: 40 }), async (name, pieces) => {
        for (const finding of await scan(name, pieces.join(''))) assert.equal(finding.kind, 'secret');
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(path, fc.uint8Array({ maxLength: 300 }), async (name, bytes) => {
        await scan(name, bytes);
      }),
      { numRuns: 300 },
    );
  });
});
