import type { Diagnostic } from '../diagnostic.ts';

/** Collects what is found in one file. */
export class Findings {
  readonly list: Diagnostic[] = [];
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  add(
    severity: Diagnostic['severity'],
    code: string,
    message: string,
    remedy: string,
    at?: { line: number; column: number },
  ): void {
    this.list.push({
      code,
      severity,
      message,
      file: this.file,
      line: at?.line ?? 1,
      column: at?.column ?? 1,
      remedy,
    });
  }
}
