import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installLauncher } from '../../../runtime/mcp/install-launcher.ts';
import { rejectsWith } from '../../support/assert-error.ts';

describe('the server in our bin', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'aios-launcher-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function ship(digest: string, version = '1.0.0'): Promise<void> {
    const rest = `aios-mcp-${digest}.cjs`;
    await writeFile(join(root, rest), `rest ${digest}`);
    await writeFile(join(root, 'aios-mcp.cjs'), `// aios-mcp ${version} ${rest}\nrequire('./${rest}');\n`);
  }

  async function install(): Promise<string[]> {
    const folder = join(root, 'bin');
    await installLauncher({
      folder,
      platform: 'linux',
      javascript: { kind: 'node', path: process.execPath },
      serverBundle: join(root, 'aios-mcp.cjs'),
    });
    return (await readdir(folder)).filter((name) => name.startsWith('aios-mcp-')).sort();
  }

  it('has the file beside it that it loads the rest from', async () => {
    await ship('0123456789ab');
    assert.deepEqual(await install(), ['aios-mcp-0123456789ab.cjs']);
    assert.equal(await readFile(join(root, 'bin', 'aios-mcp-0123456789ab.cjs'), 'utf8'), 'rest 0123456789ab');
  });

  it('keeps the rest of servers that may still run, and no more than four', async () => {
    for (let number = 1; number <= 6; number += 1) {
      const digest = String(number).repeat(12);
      await ship(digest, `1.0.${number}`);
      await install();
      await utimes(join(root, 'bin', `aios-mcp-${digest}.cjs`), number, number);
    }
    assert.deepEqual(
      await install(),
      ['3', '4', '5', '6'].map((digit) => `aios-mcp-${digit.repeat(12)}.cjs`),
    );
  });

  it('is whole again when its rest was cut short', async () => {
    await ship('0123456789ab');
    await install();
    await writeFile(join(root, 'bin', 'aios-mcp-0123456789ab.cjs'), 're');
    await install();
    assert.equal(await readFile(join(root, 'bin', 'aios-mcp-0123456789ab.cjs'), 'utf8'), 'rest 0123456789ab');
  });

  it('may be all in one file', async () => {
    await writeFile(join(root, 'aios-mcp.cjs'), '// aios-mcp 1.0.0\n');
    assert.deepEqual(await install(), []);
  });

  it('is not installed without its rest', async () => {
    await ship('0123456789ab');
    await rm(join(root, 'aios-mcp-0123456789ab.cjs'));
    await rejectsWith(install(), 'file_enoent');
    await assert.rejects(readFile(join(root, 'bin', 'aios-mcp.cjs')), { code: 'ENOENT' });
  });
});
