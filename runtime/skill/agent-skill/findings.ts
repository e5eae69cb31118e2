import type { Diagnostic, Fix, Place } from '../diagnostic.ts';

/** More of one kind helps nobody. */
const maxOfOneKind = 50;

/** Collects what is found in one file: of each kind as many as a person reads. */
export class Findings {
  readonly list: Diagnostic[] = [];
  private readonly counts = new Map<string, number>();
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  add(
    severity: Diagnostic['severity'],
    code: string,
    message: string,
    remedy: string,
    at?: Place,
    fix?: Fix,
  ): void {
    const count = (this.counts.get(code) ?? 0) + 1;
    this.counts.set(code, count);
    if (count > maxOfOneKind) return;
    this.list.push({
      code,
      severity,
      message,
      file: this.file,
      line: at?.line ?? 1,
      column: at?.column ?? 1,
      remedy,
      ...(fix && { fix }),
    });
  }
}
