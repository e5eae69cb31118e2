import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The editor is installed without compiling anything, which leaves out native modules. One is missed: without
 * spdlog no log file and no output channel ever shows a line. This says the same in plain JavaScript. The
 * interface is the one VS Code 1.139 calls in `src/vs/platform/log/node/spdlogLog.ts`.
 */
const standIns: Readonly<Record<string, string>> = {
  '@vscode/spdlog/index.js': `'use strict';
const fs = require('fs');
const path = require('path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(file) { this.file = file; this.level = 2; this.raw = false; }
  write(level, text) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const line = this.raw ? text : time + ' [' + names[level] + '] ' + text + '\\n';
    try { fs.appendFileSync(this.file, line); } catch {}
  }
  trace(text) { this.write(0, text); }
  debug(text) { this.write(1, text); }
  info(text) { this.write(2, text); }
  warn(text) { this.write(3, text); }
  error(text) { this.write(4, text); }
  critical(text) { this.write(5, text); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() {}
}
async function createLogger(name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.appendFileSync(file, '');
  return new Logger(file);
}
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
`,
};

/** Puts the stand-ins into an installed editor, unless they are there already. */
export async function putStandIns(vscodeFolder: string): Promise<void> {
  for (const [module, code] of Object.entries(standIns)) {
    const file = join(vscodeFolder, 'node_modules', module);
    if ((await readFile(file, 'utf8').catch(() => undefined)) === code) continue;
    const temporary = `${file}.${randomBytes(6).toString('hex')}`;
    await writeFile(temporary, code);
    await rename(temporary, file);
  }
}
