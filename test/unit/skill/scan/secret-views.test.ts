import assert from 'node:assert/strict';
import { decodeScanned } from '../../../../runtime/skill/scan/decode-scanned.ts';
import type { Finding } from '../../../../runtime/skill/scan/finding.ts';
import { scanText } from '../../../../runtime/skill/scan/scan-text.ts';
import { fill, randomFrom } from './secret-values.ts';

const random = randomFrom(11);
const token = fill('ghp_{checked}', random);
const value = fill('{b62:40}', random);
const half = (text: string): [string, string] => [text.slice(0, 15), text.slice(15)];

async function blocked(path: string, text: string): Promise<Finding[]> {
  const bytes = Buffer.from(text);
  const { secrets } = await scanText(path, bytes, decodeScanned(path, bytes));
  return secrets.filter(({ severity }) => severity === 'block');
}

describe('secrets that do not stand as one word', () => {
  const [first, second] = half(token);
  const places: Readonly<Record<string, readonly [path: string, text: string, line: number]>> = {
    'over two lines of a shell': ['run.sh', `set -e\nexport T=${first}\\\n${second}\n`, 2],
    'over two lines of a text': ['a.py', `x = 1\nT = "${first}\\\n${second}"\n`, 2],
    'put together with plus': ['a.js', `const t = "${first}" + "${second}";\n`, 1],
    'put together by standing below each other': ['a.py', `T = ("${first}"\n     "${second}")\n`, 1],
    'with JSON’s escapes': ['a.json', `{"api_key": "${value.slice(0, 9)}\\/${value.slice(9)}\\u003d"}\n`, 1],
    'below its name in YAML': ['a.yaml', `a: 1\napi_key: >-\n  ${value}\n`, 2],
    'below its name in a property list': [
      'a.plist',
      `<dict>\n<key>ApiKey</key>\n<string>${value}</string>\n</dict>\n`,
      2,
    ],
    'under its name in a table': ['a.csv', `id,api_key,x\n1,short,y\n2,${value},z\n`, 3],
    'in base64': ['note.txt', `see\n${Buffer.from(`A=1\nGITHUB_TOKEN=${token}\n`).toString('base64')}\n`, 2],
    'in base64 behind its name': [
      's.yaml',
      `kind: Secret\ndata:\n  api-key: ${Buffer.from(value).toString('base64')}\n`,
      3,
    ],
  };
  for (const [what, [path, text, line]] of Object.entries(places)) {
    it(`are found ${what}, and shown by four characters at most`, async () => {
      const findings = await blocked(path, text);
      assert.deepEqual(
        findings.map((finding) => finding.line),
        [line],
      );
      assert.ok(findings.every(({ message }) => !message.includes(value.slice(0, 5))));
      assert.ok(findings.every(({ message }) => !message.includes(token.slice(0, 9))));
    });
  }

  it('are not made up from texts that stand beside each other', async () => {
    assert.deepEqual(await blocked('a.py', 'names = ["api", "key", "token"]\nT = "abc" + "def"\n'), []);
    assert.deepEqual(await blocked('a.csv', 'token,count\nthe,12000000000\nand,9000000000\n'), []);
    assert.deepEqual(await blocked('a.yaml', 'password: >-\n  Ask the administrator for it\n'), []);
  });

  it('are no coin: its address on Solana is known to everybody', async () => {
    const coin = fill('{b62:44}', random).replaceAll(/[0OIl]/gu, 'x');
    assert.deepEqual(await blocked('a.md', `Swap on Solana: {"token": "${coin}"}\n`), []);
    assert.equal((await blocked('a.md', `Call our service: {"token": "${coin}"}\n`)).length, 1);
  });
});
