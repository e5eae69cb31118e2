/** What runs in the thread that a `ScanThread` starts: scans the skills that it is sent, one after the other. */
import * as module from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { FileContents } from '../../files/digest.ts';
import type { Finding } from './finding.ts';

/** A skill to be scanned. */
export interface ScanRequest {
  readonly number: number;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly executable: ReadonlySet<string>;
}

export interface ScanAnswer {
  readonly number: number;
  readonly findings: readonly Finding[];
}

// A thread keeps compiled code only when it asks for it itself; what is imported above is compiled before it can.
module.enableCompileCache?.();
const scanner = import('./scan-files.ts');

parentPort?.on('message', async ({ number, files, executable }: ScanRequest) => {
  const { scanFiles } = await scanner;
  const contents: FileContents = Object.assign(new Map(files), { executable });
  const answer: ScanAnswer = { number, findings: await scanFiles(contents) };
  parentPort?.postMessage(answer);
});
