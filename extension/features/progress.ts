import * as vscode from 'vscode';

/** What a long piece of work is given. */
export interface Progress {
  /** Aborted by the notification's Cancel. */
  readonly signal: AbortSignal;
  readonly say: (message: string) => void;
  /** Takes the notification away for as long as the person is asked something. */
  readonly aside: <T>(ask: () => Promise<T>) => Promise<T>;
}

/**
 * Does long work under a notification with which it can be cancelled.
 *
 * @returns undefined when it was cancelled
 */
export async function withProgress<T>(
  title: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T | undefined> {
  const cancel = new AbortController();
  let shown = show(title, cancel);
  const progress: Progress = {
    signal: cancel.signal,
    say: (message) => shown.say(message),
    aside: async (ask) => {
      shown.close();
      try {
        return await ask();
      } finally {
        shown = show(title, cancel);
      }
    },
  };
  try {
    return await work(progress);
  } catch (error) {
    if (cancel.signal.aborted) return undefined;
    throw error;
  } finally {
    shown.close();
  }
}

function show(title: string, cancel: AbortController): { say(message: string): void; close(): void } {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  let report: vscode.Progress<{ message?: string }> | undefined;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  void vscode.window.withProgress(options, (progress, token) => {
    report = progress;
    token.onCancellationRequested(() => cancel.abort());
    return closed;
  });
  return { say: (message) => report?.report({ message }), close };
}
