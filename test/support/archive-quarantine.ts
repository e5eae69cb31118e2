import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NetworkPolicy } from '../../runtime/net/network-policy.ts';
import { archiveSource } from '../../runtime/registry/sources/archive.ts';
import type { Fetched, Resolved } from '../../runtime/registry/sources/source.ts';
import { contentOf } from './registry-home.ts';
import { makeHome } from './run-cli.ts';

/** A place to fetch archives in, thrown away after the test. */
export interface ArchiveQuarantine extends AsyncDisposable {
  readonly path: string;
  readonly quarantine: string;
  /** What the fetch told of its progress. */
  readonly told: string[];
  /** Writes a file beside the quarantine. @returns it, absolute */
  write(name: string, bytes: Uint8Array): Promise<string>;
  fetch(text: string, options?: FetchOptions): Promise<Fetched>;
  /** Every file and folder in the quarantine, content by path. */
  inside(): Promise<Record<string, string>>;
  /** Every file and folder beside it, by path. */
  outside(): Promise<string[]>;
}

export interface FetchOptions {
  readonly network?: NetworkPolicy;
  readonly signal?: AbortSignal;
  readonly resolved?: Resolved;
}

export async function makeArchiveQuarantine(): Promise<ArchiveQuarantine> {
  const home = await makeHome();
  const quarantine = join(home.path, 'quarantine');
  await mkdir(quarantine, 0o700);
  const told: string[] = [];
  const { platform } = process;
  return {
    path: home.path,
    quarantine,
    told,
    async write(name, bytes) {
      const file = join(home.path, name);
      await writeFile(file, bytes);
      return file;
    },
    fetch: (text, options = {}) =>
      archiveSource.fetch(text, {
        workingFolder: home.path,
        quarantine,
        environment: {
          platform: platform === 'win32' || platform === 'darwin' ? platform : 'linux',
          home: home.path,
          aiosHome: home.aios,
          variables: {},
        },
        network: { allowedPrivateHosts: [] },
        signal: new AbortController().signal,
        onProgress: (message) => told.push(message),
        ...options,
      }),
    inside: () => contentOf(quarantine),
    async outside() {
      const names = await readdir(home.path);
      return names.filter((name) => name !== 'quarantine').sort();
    },
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

/** The permission bits of a file or folder. */
export async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}
