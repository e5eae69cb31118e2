import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../disposable.ts';
import { AiosError } from '../../errors.ts';
import type { FileContents } from '../../files/digest.ts';
import type { Finding } from './finding.ts';
import type { ScanAnswer, ScanRequest } from './scan-worker.ts';

/** Sixteen times what the largest skill takes; only a rule gone wrong takes longer. */
const patienceMs = 120_000;

/** More of them at once in the thread's queue would be in memory twice for nothing. */
const maxBytesSent = 8 * 1024 * 1024;

interface Waiting {
  readonly bytes: number;
  readonly resolve: (findings: readonly Finding[]) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Scans skills in a thread of its own, so that many of them are scanned while others are read and written, and the
 * process it is in stays free for everything else. Started with the first skill; worth its start from some dozen on.
 */
export class ScanThread implements Disposable {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  /** Not sent yet. */
  private readonly queue: ScanRequest[] = [];
  private bytesSent = 0;
  private number = 0;

  /** Has the thread get ready while there is nothing to scan yet. */
  warm(): void {
    this.start();
  }

  /** @throws AiosError `scan_failed` when the thread ended or took far too long */
  scan(files: FileContents): Promise<readonly Finding[]> {
    const number = ++this.number;
    const request: ScanRequest = {
      number,
      files: new Map(files),
      executable: new Set(files.executable ?? []),
    };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail('it took too long'), patienceMs);
      this.waiting.set(number, { bytes: sizeOf(files), resolve, reject, timer });
      this.queue.push(request);
      this.send();
    });
  }

  private send(): void {
    const worker = this.start();
    for (;;) {
      const [next] = this.queue;
      const bytes = next && this.waiting.get(next.number)?.bytes;
      if (bytes === undefined || (this.bytesSent > 0 && this.bytesSent + bytes > maxBytesSent)) return;
      this.bytesSent += bytes;
      worker.postMessage(this.queue.shift());
    }
  }

  dispose(): void {
    void this.worker?.terminate();
    this.worker = undefined;
    this.fail('it was ended');
  }

  private start(): Worker {
    if (this.worker !== undefined) return this.worker;
    const worker = new Worker(workerFile());
    worker.on('message', ({ number, findings }: ScanAnswer) => {
      const waiting = this.waiting.get(number);
      if (waiting === undefined) return;
      this.waiting.delete(number);
      this.bytesSent -= waiting.bytes;
      clearTimeout(waiting.timer);
      waiting.resolve(findings);
      this.send();
    });
    worker.on('error', (error) => this.fail(error.message));
    worker.on('exit', () => this.fail('its thread ended'));
    this.worker = worker;
    return worker;
  }

  private fail(why: string): void {
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(
        new AiosError(`The scan could not be finished: ${why}.`, {
          code: 'scan_failed',
          remedy:
            'Try again with fewer skills at a time; when it stays so, report the skill that it was about.',
        }),
      );
    }
    this.waiting.clear();
    this.queue.length = 0;
    this.bytesSent = 0;
    void this.worker?.terminate();
    this.worker = undefined;
  }
}

function sizeOf(files: FileContents): number {
  return [...files.values()].reduce((sum, { length }) => sum + length, 0);
}

/** Beside this file where it runs as it was written; one folder up from the chunk that it is bundled into. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? './scan-worker.ts' : '../scan-worker.js', import.meta.url);
}
