import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AiosHome } from './aios-home.ts';
import type { Broker } from './broker/broker.ts';
import { findLeftBehind } from './client/left-behind.ts';
import type { LocatedClient } from './client/locate.ts';
import { readTakenAlong } from './client/taken-along.ts';
import { fileError, messageOf } from './errors.ts';
import { ensurePrivateFolder, writeFileAtomically } from './files/atomic-write.ts';
import type { Ports } from './ports.ts';
import type { Registry } from './registry/registry.ts';
import { keptBeside } from './sync/look-after-switch.ts';
import type { Sync } from './sync/sync.ts';
import { tidyConfigs } from './sync/tidy-configs.ts';
import { checkVault } from './vault/check-vault.ts';

/** One thing the doctor looked at. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'note' | 'problem';
  readonly message: string;
  readonly remedy: string | undefined;
}

export interface DoctorDependencies {
  readonly ports: Ports;
  readonly home: AiosHome;
  readonly registry: Registry;
  readonly sync: Sync;
  /** What clients' configs name, absolute path. */
  readonly launcher: string;
  readonly broker: Broker;
}

/** A program that hangs is as bad as none. */
const programTimeoutMs = 5000;

/**
 * Looks whether everything AI OS rests on is in order, builds the registry's index anew, and takes away what killed runs
 * left beside configs. Changes nothing of the person's.
 */
export async function examine(dependencies: DoctorDependencies): Promise<Finding[]> {
  const findings: Finding[] = [];
  const check = async (name: string, look: () => Promise<Omit<Finding, 'check'>[]>): Promise<void> => {
    try {
      findings.push(...(await look()).map((finding) => ({ check: name, ...finding })));
    } catch (error) {
      const { message, remedy } = fileError(error, 'check', name);
      findings.push({ check: name, state: 'problem', message, remedy });
    }
  };
  await check('home', () => examineHome(dependencies.home));
  await check('registry', () => examineRegistry(dependencies.registry));
  await check('runtime', () => examineRuntime(dependencies));
  await check('launcher', () => examineLauncher(dependencies));
  await check('clients', () => examineClients(dependencies));
  await check('host', () => examineHost(dependencies));
  await check('vault', () => examineVault(dependencies.ports));
  return findings;
}

const ok = (message: string): Omit<Finding, 'check'> => ({ state: 'ok', message, remedy: undefined });

async function examineHome(home: AiosHome): Promise<Omit<Finding, 'check'>[]> {
  await ensurePrivateFolder(home.root);
  const probe = join(home.root, '.write-check');
  await writeFileAtomically(probe, 'ok\n');
  await rm(probe, { force: true });
  return [ok(`${home.root} can be written.`)];
}

async function examineRegistry(registry: Registry): Promise<Omit<Finding, 'check'>[]> {
  const before = await registry.list().catch(() => []);
  const count = await registry.rebuildIndex();
  const after = new Set((await registry.list()).map(({ manifest }) => manifest.id));
  const lost = before.filter(({ manifest }) => !after.has(manifest.id));
  const damaged = await registry.findDamaged(await registry.list());
  const changed = await registry.changedCopies();
  return [
    ok(`${count} ${count === 1 ? 'skill' : 'skills'} installed; the index was built anew.`),
    ...lost.map(({ manifest: { id }, source }) => ({
      state: 'problem' as const,
      message: `What says which version of ${id} is installed is damaged or gone, so that it is no longer listed.`,
      remedy: `Run \`aios rollback ${id} --to VERSION\`, or install it again from ${source.replace(/^folder:/u, '')}; its versions are untouched.`,
    })),
    ...damaged.map((id) => ({
      state: 'problem' as const,
      message: `The installed files of ${id} were changed or are gone.`,
      remedy: 'Install it again from where it came: that puts them right.',
    })),
    ...changed.map(({ id, folder }) => ({
      state: 'note' as const,
      message: `What somebody changed in the installed files of ${id} was set aside in ${folder}, and is kept there for 30 days.`,
      remedy:
        'Take over what you want to keep into the folder that the skill comes from, or delete that folder.',
    })),
  ];
}

async function examineRuntime({ ports }: DoctorDependencies): Promise<Omit<Finding, 'check'>[]> {
  const { path, kind } = ports.javascript;
  const variables = kind === 'electron' ? { ...process.env, ELECTRON_RUN_AS_NODE: '1' } : process.env;
  const { stdout } = await runProgram(path, ['-p', 'process.versions.node'], variables);
  const version = stdout.trim();
  const major = Number.parseInt(version, 10);
  if (!(major >= 22)) {
    return [
      {
        state: 'problem',
        message: `${path} ${version === '' ? 'does not run' : `is Node ${version}`}; clients' servers need Node 22 or newer.`,
        remedy: 'Install Node.js 22 or newer, or open the editor that has the AI OS extension.',
      },
    ];
  }
  return [ok(`${path} is Node ${version}.`)];
}

/** Starts the server as a client does, from what its config is to say, with the few variables a client gives. */
async function examineLauncher({
  ports,
  sync,
  launcher,
}: DoctorDependencies): Promise<Omit<Finding, 'check'>[]> {
  const { items } = await sync.status();
  const delivered = items.find(({ kind, row, desired }) => kind === 'server' && row && desired);
  const { command, args } = (delivered?.desired?.content.entry ?? {}) as {
    command?: string;
    args?: string[];
  };
  if (command === undefined || args === undefined) return [];
  const { platform, home } = ports.environment;
  const variables = platform === 'win32' ? process.env : { PATH: '/usr/bin:/bin', HOME: home };
  // The server ends when its stdin does, and that is at its end from the start.
  const { exitCode, stderr } = await runProgram(command, args, variables);
  if (exitCode === 0) return [ok(`${launcher} starts the server.`)];
  const said = (stderr.trim().split('\n').at(-1) ?? '').replace(/\.$/u, '');
  return [
    {
      state: 'problem',
      message: `${launcher}, which clients' configs name, does not start the server${said === '' ? '' : `: ${said}`}.`,
      remedy: 'Run `aios sync`: it puts the launcher in place again.',
    },
  ];
}

async function examineClients({ sync, home }: DoctorDependencies): Promise<Omit<Finding, 'check'>[]> {
  await tidyConfigs(home);
  const status = await sync.status();
  const { clients, items } = status;
  const found = clients.filter(({ detected }) => detected);
  if (found.length === 0) {
    return [
      {
        state: 'note',
        message: 'No AI client was found.',
        remedy: 'Install and open one, then run `aios clients`.',
      },
    ];
  }
  const findings: Omit<Finding, 'check'>[] = [
    ok(`Found ${found.map(({ definition }) => definition.name).join(', ')}.`),
  ];
  for (const { definition, configPath, otherConfigPaths, earlierConfigPaths, problem } of found) {
    if (problem !== undefined)
      findings.push({ state: 'problem', message: problem.message, remedy: problem.remedy });
    for (const earlier of earlierConfigPaths) {
      findings.push({
        state: 'note',
        message: `${definition.name} has servers in a file of an earlier version, ${earlier}.`,
        remedy: `Open ${definition.name} once: it moves them itself.`,
      });
    }
    for (const other of otherConfigPaths) {
      findings.push({
        state: 'note',
        message: `${definition.name} has a second config file ${other}; AI OS uses ${configPath}.`,
        remedy: 'If the client reads the other one, remove the one it does not read.',
      });
    }
  }
  for (const { client, file } of keptDamaged(found))
    findings.push({
      state: 'note',
      message: `${file} is what was found of ${client}'s config when a write went wrong; the config is as it was before.`,
      remedy: 'Take over what you want to keep of it, then delete that file.',
    });
  const leftBehind = await findLeftBehind(clients, await readTakenAlong(home.takenAlong));
  for (const { client, predecessor, from, to, servers } of leftBehind) {
    if (servers.length === 0) continue;
    findings.push({
      state: 'note',
      message: `${client.name} does not have what ${predecessor.name} had before it: ${servers.join(', ')}.`,
      remedy: `Run \`aios migrate\` to take them along from ${from} to ${to}; nothing is taken unasked.`,
    });
  }
  for (const { message, remedy } of await sync.rivals(status))
    findings.push({ state: 'note', message, remedy });
  for (const { drifted, client, id, state, path } of items) {
    if (!drifted) continue;
    findings.push({
      state: 'problem',
      message: `${client}: ${id} is ${state} in ${path}.`,
      remedy: 'Run `aios drift`, then `aios repair`.',
    });
  }
  return findings;
}

function keptDamaged(clients: readonly LocatedClient[]): { client: string; file: string }[] {
  return clients.flatMap(({ definition, configPaths }) =>
    configPaths.flatMap(keptBeside).map((file) => ({ client: definition.name, file })),
  );
}

/** What other programs ask the editor for; nothing is wrong where none is open. */
async function examineHost({ broker }: DoctorDependencies): Promise<Omit<Finding, 'check'>[]> {
  const host = await broker.askLeader();
  if (host.state === 'running') {
    const { status } = host;
    return [ok(`AI OS ${status.version} answers in process ${status.pid} (${status.host}).`)];
  }
  const { message, remedy } = host.problem;
  return [{ state: host.state === 'not-running' ? 'note' : 'problem', message, remedy }];
}

async function examineVault(ports: Ports): Promise<Omit<Finding, 'check'>[]> {
  const { state, name, message } = await checkVault(ports.secrets);
  if (state === 'ok') return [ok(`${name} keeps secrets.`)];
  if (state === 'none') {
    return [{ state: 'note', message: 'This host keeps no secrets; the editor does.', remedy: undefined }];
  }
  return [
    {
      state: 'problem',
      message: `${name} does not keep secrets: ${message}`,
      remedy: 'Unlock the keychain of your system and try again.',
    },
  ];
}

interface ProgramRun {
  /** Null when it could not be started, or did not end in time. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function runProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ProgramRun> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: programTimeoutMs,
      windowsHide: true,
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    child.on('error', (error) => resolve({ exitCode: null, stdout: '', stderr: messageOf(error) }));
    child.on('close', (exitCode) => resolve({ exitCode, ...output }));
  });
}
