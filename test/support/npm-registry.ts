import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runServer } from 'verdaccio';
import { type TarSpec, writeTar } from './hostile-archive.ts';

export interface TestRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  readonly host: string;
  /** Publishes a version as npm does, with these files in the tarball. Gives its integrity. */
  publish(name: string, version: string, options?: PublishOptions): Promise<string>;
  /** Makes a user. Gives the token. */
  signUp(name: string): Promise<string>;
}

export interface PublishOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** What stands in the tarball in the place of the files. */
  readonly entries?: readonly TarSpec[];
  readonly tag?: string;
  readonly deprecated?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly token?: string;
  /** What the registry is told that the tarball's integrity is. */
  readonly integrity?: string;
}

/** Verdaccio on 127.0.0.1, with storage that goes away and no other registry behind it. */
export async function startRegistry(): Promise<TestRegistry> {
  const storage = await mkdtemp(join(tmpdir(), 'aios-npm-'));
  const server = await runServer({
    self_path: storage,
    storage: join(storage, 'storage'),
    uplinks: {},
    auth: { htpasswd: { file: join(storage, 'htpasswd') } },
    packages: {
      '@closed/*': { access: '$authenticated', publish: '$authenticated' },
      '**': { access: '$all', publish: '$anonymous' },
    },
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'fatal' },
    // Its types ask for every setting there is.
  } as unknown as Parameters<typeof runServer>[0]);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `http://${host}/`;
  return {
    url,
    host,
    publish: (name, version, options = {}) => publish(url, name, version, options),
    signUp: async (name) => {
      const answer = await put(`${url}-/user/org.couchdb.user:${name}`, { name, password: `pass-${name}` });
      return ((await answer.json()) as { token: string }).token;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(storage, { recursive: true, force: true });
    },
  };
}

async function publish(
  registry: string,
  name: string,
  version: string,
  { files = {}, entries, tag = 'latest', token, integrity: said, ...about }: PublishOptions,
): Promise<string> {
  const manifest = { name, version, ...about };
  const all = { 'package.json': JSON.stringify(manifest), ...files };
  const specs =
    entries ?? Object.entries(all).map(([path, content]) => ({ name: `package/${path}`, content }));
  const tarball = gzipSync(writeTar(specs));
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const file = `${name}-${version}.tgz`;
  const dist = {
    integrity: said ?? integrity,
    shasum: createHash('sha1').update(tarball).digest('hex'),
    tarball: `${registry}${name}/-/${file}`,
  };
  await put(
    `${registry}${name.replace('/', '%2f')}`,
    {
      _id: name,
      name,
      'dist-tags': { [tag]: version },
      versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
      _attachments: {
        [file]: {
          content_type: 'application/octet-stream',
          data: tarball.toString('base64'),
          length: tarball.length,
        },
      },
    },
    token,
  );
  return integrity;
}

async function put(address: string, body: unknown, token?: string): Promise<Response> {
  const answer = await fetch(address, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
  return answer;
}
