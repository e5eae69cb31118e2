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
 * Lines that only got a comma count as the old ones.
 */
export function markAdded(before: string, after: string): string {
  const rest = before.split(/\r?\n/u);
  return after
    .split(/\r?\n/u)
    .map((line) => {
      const index = rest.findIndex((old) => old === line || withComma(old) === line);
      if (index === -1) return `+ ${line}`;
      rest.splice(0, index + 1);
      return `  ${line}`;
    })
    .join('\n')
    .trimEnd();
}

function withComma(line: string): string {
  return /^(.*?)(\s*(?:\/\/.*|\/\*.*\*\/\s*)?)$/u.exec(line)?.slice(1, 3).join(',') ?? line;
}
