import assert from 'node:assert/strict';
import { makeBrokerHosts } from '../support/broker-hosts.ts';
import { runCli } from '../support/run-cli.ts';

interface Status {
  readonly host: {
    readonly state: string;
    readonly pid?: number;
    readonly error?: { readonly code: string };
  };
}

interface Doctor {
  readonly findings: readonly { readonly check: string; readonly state: string; readonly message: string }[];
}

describe('The command line, about the host that leads,', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('tells that none does, and that nothing is wrong with that', async () => {
    await using hosts = await makeBrokerHosts();
    const status = await runCli(hosts.path, ['status', '--json']);
    assert.equal(status.exitCode, 0, status.stderr);
    const { host } = status.json as Status;
    assert.deepEqual([host.state, host.error?.code], ['not-running', 'broker_not_running']);
    assert.match(
      (await runCli(hosts.path, ['status'])).stdout,
      /^No editor with the AI OS extension is open\.$/mu,
    );
    const doctor = await runCli(hosts.path, ['doctor', '--json']);
    assert.equal((doctor.json as Doctor).findings.find(({ check }) => check === 'host')?.state, 'note');
  });

  it('tells which does', async () => {
    await using hosts = await makeBrokerHosts();
    const leader = hosts.start();
    await leader.until('leading');
    await hosts.start().until('standing-by');
    const { host } = (await runCli(hosts.path, ['status', '--json'])).json as Status;
    assert.deepEqual([host.state, host.pid], ['running', leader.pid]);
    const { stdout } = await runCli(hosts.path, ['status']);
    assert.match(
      stdout,
      new RegExp(
        `^AI OS 1\\.2\\.3 runs in the editor \\(process ${leader.pid}, 1 other program connected\\)\\.$`,
        'mu',
      ),
    );
    const { findings } = (await runCli(hosts.path, ['doctor', '--json'])).json as Doctor;
    const finding = findings.find(({ check }) => check === 'host');
    assert.equal(finding?.state, 'ok');
    assert.match(finding.message, new RegExp(`process ${leader.pid} \\(test\\)`, 'u'));
  });

  it('says that it hangs', async () => {
    await using hosts = await makeBrokerHosts();
    const leader = hosts.start();
    await leader.until('leading');
    leader.child.kill('SIGSTOP');
    const { exitCode, stdout } = await runCli(hosts.path, ['status']);
    assert.equal(exitCode, 0);
    assert.match(stdout, new RegExp(`process ${leader.pid} did not answer AI OS within 2 s`, 'u'));
    const doctor = await runCli(hosts.path, ['doctor', '--json']);
    assert.equal(doctor.exitCode, 3);
    const finding = (doctor.json as Doctor).findings.find(({ check }) => check === 'host');
    assert.equal(finding?.state, 'problem');
  });
});
