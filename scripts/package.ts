/** `npm run package`: makes the VSIX for this platform (or `-- --target win32-x64`) in out/. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

/** A package this large holds something that does not belong in it. */
const maxBytes = 3 * 1024 * 1024;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: { target: { type: 'string', default: `${process.platform}-${process.arch}` } },
});
const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<
  'name' | 'version',
  string
>;
const file = join(root, 'out', `${name}-${values.target}-${version}.vsix`);
await mkdir(join(root, 'out'), { recursive: true });
const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
const words = ['package', '--no-dependencies', '--target', values.target, '--out', file];
const { stdout, stderr } = await promisify(execFile)(process.execPath, [vsce, ...words], { cwd: root });
process.stderr.write(stdout + stderr);
const { size } = await stat(file);
if (size > maxBytes) throw new Error(`${file} is ${size} bytes; at most ${maxBytes} are expected.`);
process.stdout.write(`${relative(process.cwd(), file)}  ${(size / 1024).toFixed(0)} KiB\n`);
