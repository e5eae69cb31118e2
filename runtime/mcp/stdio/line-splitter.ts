/** What a splitter found. */
export interface LineEvents {
  /** @param line without its line feed; only valid during the call */
  onLine(line: Buffer): void;
  /** A line is longer than may be: nothing of it is kept but its beginning and its end. */
  onTooLong(ends: { readonly head: Buffer; readonly tail: Buffer; readonly bytes: number }): void;
}

const lineFeed = 0x0a;
/** Enough to find a request's id in, wherever its sender puts it. */
const keptBytes = 512;

/**
 * Takes a stream of bytes apart into lines, in bounded memory: a line over the limit is passed over, and what follows
 * it is read as ever.
 */
export class LineSplitter {
  private readonly maxBytes: number;
  private readonly events: LineEvents;
  private parts: Buffer[] = [];
  private bytes = 0;

  constructor(maxBytes: number, events: LineEvents) {
    this.maxBytes = maxBytes;
    this.events = events;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      this.add(chunk.subarray(start, end));
      this.endLine();
      start = end + 1;
    }
    if (start < chunk.length) this.add(chunk.subarray(start));
  }

  private add(part: Buffer): void {
    this.bytes += part.length;
    this.parts.push(part);
    if (this.bytes <= this.maxBytes || this.parts.length < 3) return;
    const [first, ...rest] = this.parts;
    this.parts = [first?.subarray(0, keptBytes) ?? part, Buffer.concat(rest.slice(-2)).subarray(-keptBytes)];
  }

  private endLine(): void {
    const { parts, bytes } = this;
    this.parts = [];
    this.bytes = 0;
    if (bytes <= this.maxBytes) {
      const [only] = parts;
      this.events.onLine(parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, bytes));
      return;
    }
    const head = Buffer.from(parts[0]?.subarray(0, keptBytes) ?? []);
    this.events.onTooLong({ head, tail: Buffer.from(parts.at(-1)?.subarray(-keptBytes) ?? []), bytes });
  }
}
