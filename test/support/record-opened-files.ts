/**
 * Loaded into a process by `--import`: writes to the file that `AIOS_OPENED` names, when the process ends, which paths
 * it looked at by node:fs and node:fs/promises, a line each as `function path`, and how long the texts were that it
 * parsed as JSON, as `JSON.parse length`.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Functions = Record<string, ((this: unknown, ...words: unknown[]) => unknown) | undefined>;

const looks = [
  'open',
  'readFile',
  'opendir',
  'readdir',
  'stat',
  'lstat',
  'realpath',
  'access',
  'createReadStream',
];

const seen: string[] = [];
const { writeFileSync } = fs;

function record(functions: Functions, name: string): void {
  const original = functions[name];
  if (typeof original !== 'function') return;
  const recording = function (this: unknown, ...words: unknown[]): unknown {
    seen.push(`${name} ${String(words[0])}`);
    return original.apply(this, words);
  };
  functions[name] = Object.assign(recording, original);
}

for (const name of looks) {
  record(fs.promises as unknown as Functions, name);
  record(fs as unknown as Functions, name);
  record(fs as unknown as Functions, `${name}Sync`);
}
record(fs as unknown as Functions, 'existsSync');
syncBuiltinESMExports();
const parse = JSON.parse;
JSON.parse = (text, ...more) => {
  seen.push(`JSON.parse ${text.length}`);
  return parse(text, ...more) as unknown;
};
process.on('exit', () => {
  if (process.env.AIOS_OPENED !== undefined) writeFileSync(process.env.AIOS_OPENED, seen.join('\n'));
});
