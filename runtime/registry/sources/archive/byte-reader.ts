import { archiveTooLarge, damagedArchive } from './archive-errors.ts';

/** A part of a stream, read in pieces. */
export interface Section {
  chunks(): AsyncGenerator<Uint8Array>;
  /** Passes over what was not read of it. */
  skip(): Promise<void>;
}

/** Reads a stream in lengths of one's own choice; never more of it is held than a chunk and what was asked for. */
export class ByteReader {
  private readonly source: AsyncIterator<Buffer>;
  private readonly maxBytes: number;
  private readonly archive: string;
  private rest: Buffer = Buffer.alloc(0);
  private received = 0;

  /**
   * @param maxBytes the most that is taken of the stream
   * @param archive as errors name it
   */
  constructor(source: AsyncIterable<Buffer>, maxBytes: number, archive: string) {
    this.source = source[Symbol.asyncIterator]();
    this.maxBytes = maxBytes;
    this.archive = archive;
  }

  /**
   * @returns exactly `length` bytes
   * @throws AiosError `source_unreadable` when there are fewer, `source_too_large`
   */
  async take(length: number): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.section(length).chunks()) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async skip(length: number): Promise<void> {
    await this.section(length).skip();
  }

  async skipRest(): Promise<void> {
    do this.rest = Buffer.alloc(0);
    while (await this.fill());
  }

  section(length: number): Section {
    let remaining = length;
    const next = async (): Promise<Buffer | undefined> => {
      if (remaining === 0) return undefined;
      if (this.rest.length === 0 && !(await this.fill()))
        throw damagedArchive(this.archive, 'it ends in the middle');
      const chunk = this.rest.subarray(0, remaining);
      this.rest = this.rest.subarray(chunk.length);
      remaining -= chunk.length;
      return chunk;
    };
    return {
      async *chunks() {
        for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
      },
      async skip() {
        while ((await next()) !== undefined);
      },
    };
  }

  private async fill(): Promise<boolean> {
    while (this.rest.length === 0) {
      const { done, value } = await this.source.next();
      if (done) return false;
      this.received += value.length;
      if (this.received > this.maxBytes)
        throw archiveTooLarge(this.archive, `unpacks to more than ${this.maxBytes} bytes`);
      this.rest = value;
    }
    return true;
  }
}
