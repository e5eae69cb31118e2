import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { askStatus } from '../../runtime/broker/broker-status.ts';
import { connectBroker } from '../../runtime/broker/connect-broker.ts';
import { type BrokerHost, makeBrokerHosts } from '../support/broker-hosts.ts';

/** Waits until one of them leads. */
async function leaderOf(hosts: readonly BrokerHost[]): Promise<BrokerHost> {
  return Promise.race(hosts.map(async (host) => host.until('leading').then(() => host)));
}

/** Waits until all have a role. @returns those that lead */
async function leadersOf(hosts: readonly BrokerHost[]): Promise<BrokerHost[]> {
  await Promise.all(hosts.map((host) => Promise.race([host.until('leading'), host.until('standing-by')])));
  return hosts.filter(({ roles }) => roles.at(-1) === 'leading');
}

describe('Hosts of one home', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('of which eight start at once have exactly one that leads', async function () {
    this.timeout(60_000);
    await using hosts = await makeBrokerHosts();
    const eight = Array.from({ length: 8 }, () => hosts.start());
    const [leader, ...more] = await leadersOf(eight);
    assert.deepEqual(more, []);
    assert.equal((await hosts.record()).pid, leader?.pid);
    const host = await askStatus(hosts.home);
    assert.ok(host.state === 'running', JSON.stringify(host));
    assert.equal(host.status.pid, leader?.pid);
    const standingBy = host.status.clients.filter(({ kind }) => kind === 'host').map(({ pid }) => pid);
    const others = eight.filter((each) => each !== leader).map(({ pid }) => pid);
    assert.deepEqual(standingBy.sort(), others.sort());
  });

  it('have a new leader when it was killed, time and again, and never two', async function () {
    this.timeout(60_000);
    await using hosts = await makeBrokerHosts();
    let running = Array.from({ length: 4 }, () => hosts.start());
    while (running.length > 1) {
      const [leader] = await leadersOf(running);
      assert.ok(leader);
      running = running.filter((host) => host !== leader);
      await leader.kill();
      const next = await leaderOf(running);
      const host = await askStatus(hosts.home);
      assert.ok(host.state === 'running' && host.status.pid === next.pid);
      assert.deepEqual(await leadersOf(running), [next]);
      const sockets = (await readdir(hosts.home.brokerSockets)).map((name) =>
        join(hosts.home.brokerSockets, name),
      );
      assert.deepEqual(sockets, [(await hosts.record()).address], 'the dead leader’s socket is gone');
    }
  });

  it('hand the place on at once when the leader gives it up', async () => {
    await using hosts = await makeBrokerHosts();
    const first = hosts.start();
    await first.until('leading');
    const second = hosts.start();
    await second.until('standing-by');
    const address = (await hosts.record()).address;
    first.child.stdin.write('dispose');
    await second.until('leading');
    assert.ok(!existsSync(address));
    assert.equal((await hosts.record()).pid, second.pid);
  });

  it('leave nothing that says they lead when the last one gives up', async () => {
    await using hosts = await makeBrokerHosts();
    const only = hosts.start();
    await only.until('leading');
    only.child.stdin.write('dispose');
    await only.until('none');
    assert.ok(!existsSync(hosts.home.brokerFile));
    assert.deepEqual(await readdir(hosts.home.brokerSockets), []);
    assert.equal((await connectBroker(hosts.home)).state, 'not-running');
  });

  it('leave the place to a leader that hangs, since it may go on', async function () {
    this.timeout(30_000);
    await using hosts = await makeBrokerHosts();
    const leader = hosts.start();
    await leader.until('leading');
    const before = hosts.start();
    await before.until('standing-by');
    leader.child.kill('SIGSTOP');
    const later = hosts.start();
    await later.until('standing-by');
    assert.deepEqual([before.roles, later.roles], [['standing-by'], ['standing-by']]);
    leader.child.kill('SIGCONT');
    // It takes the one in that came while it was stopped.
    for (;;) {
      const host = await askStatus(hosts.home);
      assert.ok(host.state === 'running' && host.status.pid === leader.pid, JSON.stringify(host));
      if (host.status.clients.some(({ kind, pid }) => kind === 'host' && pid === later.pid)) break;
    }
  });

  it('find their place again when their files were removed', async function () {
    this.timeout(20_000);
    await using hosts = await makeBrokerHosts();
    const leader = hosts.start();
    await leader.until('leading');
    await rm(hosts.home.brokerFile);
    await leader.until('none');
    await leader.until('leading');
    const host = await askStatus(hosts.home);
    assert.ok(host.state === 'running' && host.status.pid === leader.pid);
    await rm((await hosts.record()).address);
    await leader.until('none');
    await leader.until('leading');
    assert.equal((await askStatus(hosts.home)).state, 'running');
  });

  it('give way to another that took the place meanwhile', async function () {
    this.timeout(20_000);
    await using hosts = await makeBrokerHosts();
    const first = hosts.start();
    await first.until('leading');
    // As if it had been asleep for so long that its lock was taken for a dead one's.
    await rm(hosts.home.brokerFile);
    const second = hosts.start();
    const [leader] = await Promise.all([
      leaderOf([second, first]),
      first.until('none').catch(() => undefined),
    ]);
    assert.ok(leader);
    await Promise.race([
      Promise.all([second.until('leading'), first.until('standing-by')]),
      Promise.all([first.until('leading'), second.until('standing-by')]),
    ]);
  });

  it('make nothing in a home that is not there, and lead once it is', async function () {
    this.timeout(20_000);
    await using hosts = await makeBrokerHosts();
    await rm(hosts.home.root, { recursive: true });
    const waiting = hosts.start();
    const other = await makeBrokerHosts();
    // By the time another one that was started later leads, this one has had the time too.
    await using _other = other;
    await other.start().until('leading');
    assert.ok(!existsSync(hosts.home.root));
    await mkdir(hosts.home.root);
    await waiting.until('leading');
  });

  it('keep everything of theirs to the person', async () => {
    await using hosts = await makeBrokerHosts();
    await hosts.start().until('leading');
    const { address, secret } = await hosts.record();
    const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    assert.equal(await modeOf(hosts.home.brokerFile), 0o600);
    assert.equal(await modeOf(address), 0o600);
    assert.equal(await modeOf(dirname(address)), 0o700);
    assert.match(secret, /^[0-9a-f]{64}$/u);
  });

  it('have another secret at every start', async () => {
    await using hosts = await makeBrokerHosts();
    const first = hosts.start();
    await first.until('leading');
    const { secret, address } = await hosts.record();
    await first.kill();
    await hosts.start().until('leading');
    const now = await hosts.record();
    assert.notEqual(now.secret, secret);
    assert.notEqual(now.address, address);
  });

  describe('whose path is too long for a socket', () => {
    const long = join('a'.repeat(60), 'b'.repeat(60), '.aios');
    const own = join(tmpdir(), `aios-${userInfo().uid}`);

    it('meet in a folder of the person’s own among the temporary files', async () => {
      await using hosts = await makeBrokerHosts(long);
      const first = hosts.start();
      await first.until('leading');
      const { address } = await hosts.record();
      assert.ok(address.startsWith(`${own}/`), address);
      assert.ok(Buffer.byteLength(address) <= 103);
      for (const folder of [own, dirname(address)]) assert.equal((await stat(folder)).mode & 0o777, 0o700);
      assert.equal((await askStatus(hosts.home)).state, 'running');
      const second = hosts.start();
      await second.until('standing-by');
      await first.kill();
      await second.until('leading');
      await rm(dirname((await hosts.record()).address), { recursive: true });
    });

    for (const [what, prepare] of Object.entries({
      'others may enter': async (folder: string) => {
        await mkdir(folder);
        await chmod(folder, 0o755);
      },
      'is a link': async (folder: string) => {
        await mkdir(`${folder}-elsewhere`, { mode: 0o700 });
        await symlink(`${folder}-elsewhere`, folder);
      },
      'is a file': (folder: string) => writeFile(folder, ''),
    })) {
      it(`use no such folder that ${what}, and say so`, async () => {
        await using hosts = await makeBrokerHosts(long);
        const temporary = join(hosts.path, 't');
        await mkdir(temporary);
        await prepare(join(temporary, `aios-${userInfo().uid}`));
        const host = hosts.start({ TMPDIR: temporary });
        await new Promise<void>((resolve) => {
          host.child.stderr.on('data', () => {
            if (host.logged().includes('\n')) resolve();
          });
        });
        assert.match(host.logged(), /cannot reach AI OS in this window: .* is not a folder of your own/u);
        assert.deepEqual(host.roles, []);
      });
    }
  });

  it('do not take a copied home’s leader for their own', async () => {
    await using hosts = await makeBrokerHosts();
    await using copy = await makeBrokerHosts();
    await hosts.start().until('leading');
    await mkdir(dirname(copy.home.brokerFile), { mode: 0o700 });
    await writeFile(copy.home.brokerFile, await readFile(hosts.home.brokerFile), { mode: 0o600 });
    assert.equal((await connectBroker(copy.home)).state, 'not-running');
    const second = copy.start();
    await second.until('leading');
    assert.equal((await copy.record()).pid, second.pid);
  });

  for (const [what, prepare] of Object.entries({
    'of garbage': (file: string) => writeFile(file, '{"address":', { mode: 0o600 }),
    'that others may read': (file: string) => writeFile(file, '{}', { mode: 0o644 }),
    'that leads elsewhere': (file: string) => symlink('/nowhere/at/all', file),
    'of a leader long dead': (file: string) =>
      writeFile(
        file,
        JSON.stringify({
          address: '/nowhere',
          secret: 'a'.repeat(64),
          pid: 2 ** 22,
          home: dirname(dirname(file)),
          since: 'x',
        }),
        { mode: 0o600 },
      ),
  })) {
    it(`are not kept from leading by a file ${what}`, async () => {
      await using hosts = await makeBrokerHosts();
      await mkdir(dirname(hosts.home.brokerFile), { mode: 0o700 });
      await prepare(hosts.home.brokerFile);
      assert.match((await connectBroker(hosts.home)).state, /^(not-running|unreadable)$/u);
      const host = hosts.start();
      await host.until('leading');
      assert.equal((await stat(hosts.home.brokerFile)).mode & 0o777, 0o600);
      assert.equal((await askStatus(hosts.home)).state, 'running');
    });
  }
});
