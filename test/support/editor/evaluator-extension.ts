/**
 * The host's half of the evaluator: a small extension, bundled and loaded beside the one under test, that
 * runs the functions which a test sends from outside. It listens on 127.0.0.1 and answers only to the token
 * that the test gave it.
 */
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';

interface Evaluation {
  readonly token: string;
  /** Source of `(vscode, argument) => …`. */
  readonly source: string;
  readonly argument: unknown;
}

/** Opens the endpoint and writes its port where `AIOS_EVALUATOR_PORT_FILE` says. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const portFile = process.env.AIOS_EVALUATOR_PORT_FILE;
  const token = process.env.AIOS_EVALUATOR_TOKEN;
  if (portFile === undefined || token === undefined) return;
  const server = createServer((request, response) => {
    void answer(request, token).then((body) => response.end(JSON.stringify(body)));
  });
  context.subscriptions.push({ dispose: () => server.close() });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The line end tells the reader that the number is whole.
  await writeFile(portFile, `${(server.address() as AddressInfo).port}\n`);
}

async function answer(request: IncomingMessage, token: string): Promise<unknown> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const evaluation = JSON.parse(Buffer.concat(chunks).toString()) as Evaluation;
    if (evaluation.token !== token) throw new Error('Wrong token.');
    const run = new Function(`return (${evaluation.source});`)() as (
      api: typeof vscode,
      a: unknown,
    ) => unknown;
    return { value: await run(vscode, evaluation.argument) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
