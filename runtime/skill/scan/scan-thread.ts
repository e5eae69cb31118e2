import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../disposable.ts';
import { AiosError } from '../../errors.ts';
import type { FileContents } from '../../files/digest.ts';
import type { Finding } from './finding.ts';
import type { ScanAnswer, ScanRequest } from './scan-worker.ts';

/** Sixteen times what the largest skill takes; only a rule gone wrong takes longer. */
const patienceMs = 120_000;

interface Waiting {
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
  private number = 0;

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
      this.waiting.set(number, { resolve, reject, timer });
      this.start().postMessage(request);
    });
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
      this.waiting.delete(number);
      clearTimeout(waiting?.timer);
      waiting?.resolve(findings);
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
    void this.worker?.terminate();
    this.worker = undefined;
  }
}

/** Beside this file where it runs as it was written; one folder up from the chunk that it is bundled into. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? './scan-worker.ts' : '../scan-worker.js', import.meta.url);
}
