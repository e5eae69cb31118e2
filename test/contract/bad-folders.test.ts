import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ToldError } from '../support/assert-cli.ts';
import { type TarSpec, writeTar, writeZip, type ZipSpec } from '../support/hostile-archive.ts';
import { contentOf } from '../support/registry-home.ts';
import { type CliRun, makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { manifestText, skillFiles, writeFiles } from '../support/skill-files.ts';

const megabyte = 1024 * 1024;
const mostMegabytes = 200;
const preload = new URL('../support/report-memory.ts', import.meta.url).href;
const isWindows = process.platform === 'win32';
const isLinux = process.platform === 'linux';

describe('the command line given what no skill is', function () {
  this.timeout(60_000);
  let home: ThrowAwayHome;
  let registry: Record<string, string>;
  const servers: Server[] = [];

  before(async () => {
    home = await makeHome();
    const files = skillFiles({ 'skill.yaml': manifestText({ id: 'earlier' }) });
    const good = await writeFiles(join(home.path, 'good'), files);
    const { exitCode, stderr } = await runCli(home, ['install', good, '--yes']);
    assert.equal(exitCode, 0, stderr);
    registry = await contentOf(home.aios);
  });
  after(async () => {
    for (const server of servers) server.close();
    await home[Symbol.asyncDispose]();
  });

  /** Refused for the reason, with the registry as before and little memory taken. */
  async function isRefused(source: string, code: string, says: RegExp): Promise<void> {
    const memory = join(home.path, 'memory');
    const run: CliRun = await runCli(home, ['install', source, '--yes', '--json'], {
      nodeOptions: ['--import', preload],
      environment: { AIOS_TEST_MEMORY: memory },
    });
    assert.equal(run.exitCode, 1, run.stderr);
    const { error } = run.json as { error: ToldError };
    assert.equal(error.code, code, error.message);
    assert.match(error.message, says);
    assert.match(error.remedy, /^[A-Z].*\.$/u);
    assert.deepEqual(await contentOf(home.aios), registry);
    const megabytes = Number(await readFile(memory, 'utf8')) / megabyte;
    assert.ok(megabytes > 10 && megabytes < mostMegabytes, `${megabytes} MB`);
  }

  type Spoil = (folder: string) => Promise<unknown>;
  const folders: Record<string, [code: string, says: RegExp, spoil: Spoil, can?: boolean]> = {
    '10,000 files': [
      'folder_too_many_files',
      /at most 512/u,
      async (folder) => {
        for (let index = 0; index < 10_000; index += 1) await writeFile(join(folder, `file-${index}`), '');
      },
    ],
    'a 200 MB file': [
      'folder_too_large',
      /"?.*big.* over 16777216 bytes/u,
      async (folder) => {
        await writeFile(join(folder, 'big'), '');
        await truncate(join(folder, 'big'), 200 * megabyte);
      },
    ],
    'a link to a file': [
      'folder_link',
      /passwd-link/u,
      (folder) => symlink('/etc/passwd', join(folder, 'passwd-link')),
    ],
    'a link to a folder above': [
      'folder_link',
      /up is a symbolic link/u,
      (folder) => symlink('..', join(folder, 'up')),
    ],
    'a pipe': [
      'folder_special_file',
      /pipe is neither/u,
      async (folder) => execFileSync('mkfifo', [join(folder, 'pipe')]),
      !isWindows,
    ],
    'a socket': [
      'folder_special_file',
      /s is neither/u,
      async (folder) => {
        const server = createServer();
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve));
      },
      !isWindows,
    ],
    'a name that is not UTF-8': [
      'folder_bad_name',
      /other systems/u,
      (folder) => writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x61, 0xff])]), ''),
      isLinux,
    ],
    'names that differ by case alone': [
      'folder_same_name',
      /one name/u,
      (folder) => writeFiles(folder, new Map([['Prompt.md', Buffer.from('x')]])),
      isLinux,
    ],
    'a name with an escape sequence': [
      'folder_bad_name',
      /other systems/u,
      (folder) => writeFile(join(folder, 'a\u001b[2J'), ''),
      !isWindows,
    ],
    'folders without end': [
      'folder_too_deep',
      /more than 16 folders deep/u,
      (folder) => mkdir(join(folder, 'd/'.repeat(500)), { recursive: true }),
    ],
    'a path of 3,840 bytes, which the registry could not hold': [
      'folder_bad_name',
      /more than 1024 bytes/u,
      (folder) => mkdir(join(folder, ...Array<string>(15).fill('n'.repeat(255))), { recursive: true }),
      isLinux,
    ],
  };
  for (const [what, [code, says, spoil, can = true]] of Object.entries(folders)) {
    it(`refuses a folder with ${what}`, async function () {
      if (!can) this.skip();
      const folder = await writeFiles(
        join(home.path, what.replaceAll(/\W/gu, '-').slice(0, 20)),
        skillFiles(),
      );
      await spoil(folder);
      await isRefused(folder, code, says);
    });
  }

  const asSpecs = (): { name: string; content: Uint8Array }[] =>
    [...skillFiles()].map(([path, content]) => ({ name: `skill/${path}`, content }));
  const tgz = (...specs: TarSpec[]): Buffer => gzipSync(writeTar([...asSpecs(), ...specs]));
  const zip = (...specs: ZipSpec[]): Buffer => writeZip([...asSpecs(), ...specs]);
  const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `skill/file-${index}` }));
  const big = { name: 'skill/big', content: Buffer.alloc(200 * megabyte) };

  for (const [what, [name, make, code, says]] of Object.entries<[string, () => Buffer, string, RegExp]>({
    'a ZIP of 10,000 files': ['a.zip', () => zip(...many), 'source_too_large', /10004 files/u],
    'a tar of 10,000 files': ['a.tgz', () => tgz(...many), 'source_too_large', /more than 5000/u],
    'a ZIP with a 200 MB file': ['a.zip', () => zip(big), 'source_too_large', /209715200 bytes/u],
    'a tar with a 200 MB file': ['a.tar.gz', () => tgz(big), 'source_too_large', /209715200 bytes/u],
    'a ZIP that lies about a 200 MB file': [
      'a.skill',
      () => zip({ ...big, says: { size: 1000 } }),
      'source_unreadable',
      /not of the 1000 bytes/u,
    ],
    'a ZIP with a link': [
      'a.zip',
      () => zip({ name: 'skill/x', content: '/etc/passwd', mode: 0o120777 }),
      'source_refused',
      /symbolic link/u,
    ],
    'a tar with a link': [
      'a.tgz',
      () => tgz({ name: 'skill/x', type: '1', linkName: '/etc/passwd' }),
      'source_refused',
      /hard link/u,
    ],
    'a tar with a device': ['a.tgz', () => tgz({ name: 'skill/x', type: '3' }), 'source_refused', /device/u],
    'a ZIP that leads out': ['a.zip', () => zip({ name: '../../../evil' }), 'source_refused', /leads out/u],
    'a tar with an absolute name': ['a.tgz', () => tgz({ name: '/etc/evil' }), 'source_refused', /absolute/u],
    'a ZIP with a name of 300 characters': [
      'a.zip',
      () => zip({ name: `skill/${'n'.repeat(300)}` }),
      'source_refused',
      /255 bytes/u,
    ],
    'a ZIP with a NUL byte in a name': [
      'a.zip',
      () => zip({ name: 'skill/a\0b' }),
      'source_refused',
      /other systems/u,
    ],
    'a tar with a name that is not UTF-8': [
      'a.tgz',
      () => tgz({ name: Buffer.from([0x61, 0xff]) }),
      'source_refused',
      /other systems/u,
    ],
    'a ZIP with names that differ by case alone': [
      'a.zip',
      () => zip({ name: 'skill/Prompt.md' }),
      'source_refused',
      /one name/u,
    ],
    'an archive of noise': [
      'a.zip',
      () => Buffer.alloc(5000, 'noise'),
      'source_unreadable',
      /cannot be unpacked/u,
    ],
  })) {
    it(`refuses ${what}`, async () => {
      await writeFiles(home.path, new Map([[name, make()]]));
      await isRefused(name, code, says);
    });
  }
});
