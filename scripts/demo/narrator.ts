/** Prints the steps of the demo as they happen, each with its time. */
export class Narrator {
  private step = 0;
  private started = 0;
  private readonly bold: (text: string) => string;
  private readonly dim: (text: string) => string;
  private readonly green: (text: string) => string;
  readonly times: { title: string; ms: number }[] = [];

  constructor(colors: boolean) {
    const style = (code: number) => (text: string) => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);
    this.bold = style(1);
    this.dim = style(2);
    this.green = style(32);
  }

  heading(text: string): void {
    this.line(this.bold(text));
  }

  line(text = ''): void {
    process.stdout.write(`${text}\n`);
  }

  /** Runs one step; it tells what it did through `tell`. */
  async run<T>(title: string, work: (tell: (text: string) => void) => Promise<T>): Promise<T> {
    this.step += 1;
    this.line();
    const lines: string[] = [];
    this.started = performance.now();
    const result = await work((text) => lines.push(...text.split('\n')));
    const ms = performance.now() - this.started;
    this.times.push({ title, ms });
    this.line(`${this.bold(`${this.step}  ${title}`)}  ${this.dim(`${ms.toFixed(0)} ms`)}`);
    for (const text of lines) this.line(`     ${text.startsWith('+ ') ? this.green(text) : text}`);
    return result;
  }
}

/**
 * Shows what was added to a text: every line of the new text, those that the old one does not have marked `+`.
 * Lines that only got a comma count as the old ones. Of a text on one line, only what was put in is shown, with
 * what stands around it.
 */
export function markAdded(before: string, after: string): string {
  const rest = before.trimEnd().split(/\r?\n/u);
  const lines = after.trimEnd().split(/\r?\n/u);
  if (rest.length === 1 && lines.length === 1) return markInserted(before, after);
  return lines
    .map((line) => {
      const index = rest.findIndex((old) => old === line || withComma(old) === line);
      if (index === -1) return `+ ${line}`;
      rest.splice(0, index + 1);
      return `  ${line}`;
    })
    .join('\n');
}

function withComma(line: string): string {
  return /^(.*?)(\s*(?:\/\/.*|\/\*.*\*\/\s*)?)$/u.exec(line)?.slice(1, 3).join(',') ?? line;
}

/** How much is shown of what stands on either side. */
const contextLength = 40;

function markInserted(before: string, after: string): string {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  const tail = before.slice(start);
  if (!after.endsWith(tail)) return `+ ${after}`;
  const inserted = after.slice(start, after.length - tail.length);
  const left = before.slice(Math.max(0, start - contextLength), start);
  return [
    `  …${left}`,
    `+ ${inserted}`,
    `  ${tail.slice(0, contextLength)}${tail.length > contextLength ? '…' : ''}`,
  ].join('\n');
}
