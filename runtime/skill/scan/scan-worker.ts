/** What runs in the thread that a `ScanThread` starts: scans the skills that it is sent, one after the other. */
import { parentPort } from 'node:worker_threads';
import type { FileContents } from '../../files/digest.ts';
import type { Finding } from './finding.ts';
import { scanFiles } from './scan-files.ts';

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

parentPort?.on('message', async ({ number, files, executable }: ScanRequest) => {
  const contents: FileContents = Object.assign(new Map(files), { executable });
  const answer: ScanAnswer = { number, findings: await scanFiles(contents) };
  parentPort?.postMessage(answer);
});
