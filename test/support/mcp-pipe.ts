import { PassThrough } from 'node:stream';
import { aiosHome } from '../../runtime/aios-home.ts';
import { serveRest } from '../../runtime/mcp/rest.ts';
import { SkillShelf } from '../../runtime/mcp/skill-shelf.ts';
import { type Rest, StdioFront } from '../../runtime/mcp/stdio/front.ts';
import { KeptLists } from '../../runtime/mcp/stdio/kept-lists.ts';
import type { RawMessage } from '../../runtime/mcp/stdio/parse-line.ts';
import { StdioWire } from '../../runtime/mcp/stdio/wire.ts';

/** A server in this process, spoken to in lines. */
export interface McpPipe {
  readonly input: PassThrough;
  /** What the server has written, in order. */
  readonly said: RawMessage[];
  /** Whether the SDK has been loaded. */
  readonly isFull: () => boolean;
  listChanged(): void;
  /** Sends a message, or bytes as they are, in a line of its own. */
  send(message: object | string | Buffer): void;
  /** Waits until so many messages were written, or one fits. */
  until(fits: (said: readonly RawMessage[]) => boolean): Promise<void>;
  close(): void;
}

interface Built {
  start(): void;
  listChanged(): void;
}

/** The server as it ships: the front, and the SDK when it is needed. */
export function pipeToFront(root: string, listsFolder: string): McpPipe {
  const home = aiosHome(root);
  return makePipe((input, output, loaded) => {
    const front = new StdioFront({
      shelf: new SkillShelf(home),
      kept: new KeptLists(listsFolder, home.registryIndex),
      input,
      output,
      loadRest: async (wire, opening) => {
        loaded();
        return serveRest(home, wire, opening);
      },
      onClient: () => undefined,
      onClose: () => undefined,
      onReport: () => undefined,
    });
    return front;
  });
}

/** The SDK alone, from the first message. */
export function pipeToSdk(root: string): McpPipe {
  return makePipe((input, output, loaded) => {
    let rest: Rest | undefined;
    const wire: StdioWire = new StdioWire(input, output, {
      onMessage: (message) => {
        if (message.method === 'initialize')
          wire.takesBatches =
            (message.params as { protocolVersion?: unknown } | undefined)?.protocolVersion === '2025-03-26';
        rest?.receive(message);
      },
      onClose: () => undefined,
      onReport: () => undefined,
    });
    loaded();
    rest = serveRest(aiosHome(root), wire, []);
    return { start: () => wire.start(), listChanged: () => rest?.listChanged() };
  });
}

function makePipe(build: (input: PassThrough, output: PassThrough, loaded: () => void) => Built): McpPipe {
  const input = new PassThrough();
  const output = new PassThrough();
  const said: RawMessage[] = [];
  let waiting: (() => void)[] = [];
  let isFull = false;
  let rest = '';
  output.on('data', (chunk: Buffer) => {
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) said.push(JSON.parse(line) as RawMessage);
    for (const told of waiting.splice(0)) told();
  });
  const server = build(input, output, () => {
    isFull = true;
  });
  server.start();
  return {
    input,
    said,
    isFull: () => isFull,
    listChanged: () => server.listChanged(),
    send: (message) => {
      if (Buffer.isBuffer(message)) input.write(Buffer.concat([message, Buffer.from('\n')]));
      else input.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
    },
    until: async (fits) => {
      while (!fits(said)) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    close: () => {
      waiting = [];
      input.destroy();
    },
  };
}
