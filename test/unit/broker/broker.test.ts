import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BrokerRole } from '../../../runtime/broker/candidate.ts';
import { createRuntime, type Runtime } from '../../../runtime/runtime.ts';
import { makeSyncHome } from '../../support/sync-home.ts';

function untilRole(runtime: Runtime, role: BrokerRole): Promise<void> {
  return new Promise((resolve) => {
    const listening = runtime.broker.onRole((now) => {
      if (now !== role) return;
      listening.dispose();
      resolve();
    });
  });
}

describe('The broker of a runtime', () => {
  it('opens when the host starts, and closes with it', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const first = createRuntime(home.ports);
    const second = createRuntime(home.ports);
    const record = join(home.aios, 'state', 'broker.json');
    try {
      assert.equal((await first.broker.askLeader()).state, 'not-running');
      assert.ok(!existsSync(record), 'nothing leads before it is started');
      const leads = untilRole(first, 'leading');
      first.start();
      await leads;
      const stands = untilRole(second, 'standing-by');
      second.start();
      await stands;
      const host = await home.runtime.broker.askLeader();
      assert.ok(host.state === 'running');
      assert.deepEqual([host.status.pid, host.status.version], [process.pid, first.version]);
      const takesOver = untilRole(second, 'leading');
      first.dispose();
      assert.equal(first.broker.role, 'none');
      await takesOver;
    } finally {
      first.dispose();
      second.dispose();
    }
    assert.ok(!existsSync(record));
  });

  it('does not open when the host was closed before', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const runtime = createRuntime(home.ports);
    runtime.start();
    runtime.dispose();
    const other = createRuntime(home.ports);
    const leads = untilRole(other, 'leading');
    other.start();
    await leads;
    assert.equal(runtime.broker.role, 'none');
    other.dispose();
  });

  it('is told of by the doctor', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const find = async (): Promise<string> => {
      const found = (await home.runtime.examine()).find(({ check }) => check === 'host');
      return `${found?.state}: ${found?.message}`;
    };
    assert.match(await find(), /^note: No editor with the AI OS extension is open/u);
    const host = createRuntime(home.ports);
    try {
      const leads = untilRole(host, 'leading');
      host.start();
      await leads;
      assert.match(
        await find(),
        new RegExp(`^ok: AI OS ${host.version} answers in process ${process.pid}`, 'u'),
      );
    } finally {
      host.dispose();
    }
  });
});
