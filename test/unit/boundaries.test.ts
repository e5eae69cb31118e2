import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const biome = join(
  dirname(createRequire(import.meta.url).resolve('@biomejs/biome/package.json')),
  'bin',
  'biome',
);

/** Arrows between folders that docs/architecture.md does not draw. */
const forbidden: readonly [file: string, imported: string][] = [
  ['runtime/files/x.ts', '../skill/manifest.ts'],
  ['runtime/skill/x.ts', '../registry/registry.ts'],
  ['runtime/skill/x.ts', '../mcp/server.ts'],
  ['runtime/registry/x.ts', '../sync/sync.ts'],
  ['runtime/client/x.ts', '../sync/ledger.ts'],
  ['runtime/client/x.ts', '../registry/registry.ts'],
  ['runtime/sync/x.ts', '../mcp/install-launcher.ts'],
  ['runtime/sync/x.ts', '../vault/check-vault.ts'],
  ['runtime/run/x.ts', '../registry/registry.ts'],
  ['runtime/mcp/x.ts', '../sync/sync.ts'],
  ['runtime/mcp/x.ts', '../broker/broker.ts'],
  ['runtime/mcp/calls/x.ts', '../../broker/session.ts'],
  ['runtime/vault/x.ts', '../client/matrix.ts'],
  ['runtime/store/x.ts', '../registry/registry.ts'],
  ['runtime/net/x.ts', '../registry/sources/source.ts'],
  ['runtime/registry/x.ts', '../store/store.ts'],
  ['runtime/registry/x.ts', '../broker/broker.ts'],
  ['runtime/broker/x.ts', '../sync/sync.ts'],
  ['runtime/broker/x.ts', '../mcp/guest.ts'],
  ['runtime/sync/x.ts', '../runtime.ts'],
  ['runtime/sync/x.ts', '../cli/main.ts'],
  ['runtime/sync/x.ts', '../../extension/main.ts'],
  ['runtime/sync/x.ts', 'vscode'],
  ['runtime/x.ts', 'vscode'],
  ['runtime/x.ts', './cli/main.ts'],
  ['runtime/cli/x.ts', '../../extension/main.ts'],
  ['extension/features/x.ts', '../../runtime/cli/main.ts'],
  ['extension/pages/x.ts', '../features/register-features.ts'],
  ['extension/host/x.ts', '../features/register-features.ts'],
];

const allowed: readonly [file: string, imported: string][] = [
  ['runtime/skill/x.ts', '../errors.ts'],
  ['runtime/registry/x.ts', '../skill/manifest.ts'],
  ['runtime/registry/x.ts', '../net/guarded-request.ts'],
  ['runtime/broker/x.ts', '../registry/registry.ts'],
  ['runtime/broker/x.ts', '../store/history.ts'],
  ['runtime/x.ts', './broker/broker.ts'],
  ['runtime/store/x.ts', '../files/lock.ts'],
  ['runtime/sync/x.ts', '../registry/registry.ts'],
  ['runtime/sync/x.ts', '../client/matrix.ts'],
  ['runtime/mcp/x.ts', '../run/compose-prompt.ts'],
  ['runtime/mcp/calls/x.ts', '../../broker/broker-status.ts'],
  ['runtime/x.ts', './sync/sync.ts'],
  ['runtime/cli/x.ts', '../runtime.ts'],
  ['extension/features/x.ts', 'vscode'],
  ['extension/features/x.ts', '../../runtime/runtime.ts'],
];

const importing = (path: string): string => `import { x } from '${path}';\nx();\n`;

/** Further ways to import; each alone is a way round a check that looks at one of them only. */
const ways: readonly [name: string, source: string][] = [
  ['a type', "import type { Sync } from '../sync/sync.ts';\nexport type X = Sync;\n"],
  ['an export', "export { Sync } from '../sync/sync.ts';\n"],
  ['an import at run time', "export const load = () => import('../sync/sync.ts');\n"],
];

/**
 * Lints the sources, each as if it stood at its path, with the repository's settings and the rule about imports
 * alone.
 * @returns the paths that are complained of
 */
async function lint(sources: ReadonlyMap<string, string>): Promise<Set<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'aios-boundaries-'));
  try {
    await copyFile(join(root, 'biome.json'), join(folder, 'biome.json'));
    for (const [path, source] of sources) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), source);
    }
    const words = [
      'lint',
      '--only=style/noRestrictedImports',
      '--vcs-enabled=false',
      '--max-diagnostics=none',
    ];
    const child = spawn(process.execPath, [biome, ...words, '.'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    await once(child, 'close');
    assert.match(output, new RegExp(`Checked ${sources.size + 1} files`, 'u'));
    const found = output.matchAll(/^(\S+):\d+:\d+ lint\/style\/noRestrictedImports/gmu);
    return new Set([...found].map(([, path = '']) => path.replaceAll('\\', '/')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('The boundaries between folders', () => {
  let complainedOf: Set<string>;
  const pathOf = (file: string, kind: string, index: number): string =>
    file.replace('x.ts', `${kind}-${index}.ts`);

  before(async () => {
    complainedOf = await lint(
      new Map([
        ...forbidden.map(
          ([file, path], index) => [pathOf(file, 'forbidden', index), importing(path)] as const,
        ),
        ...allowed.map(([file, path], index) => [pathOf(file, 'allowed', index), importing(path)] as const),
        ...ways.map(([, source], index) => [`runtime/skill/way-${index}.ts`, source] as const),
      ]),
    );
  });

  for (const [index, [file, path]] of forbidden.entries()) {
    it(`keep ${path} out of ${file}`, () => assert.ok(complainedOf.has(pathOf(file, 'forbidden', index))));
  }

  for (const [index, [name]] of ways.entries()) {
    it(`count for ${name} too`, () => assert.ok(complainedOf.has(`runtime/skill/way-${index}.ts`)));
  }

  for (const [index, [file, path]] of allowed.entries()) {
    it(`let ${path} into ${file}`, () => assert.ok(!complainedOf.has(pathOf(file, 'allowed', index))));
  }
});
