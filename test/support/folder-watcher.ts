import { watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FileWatcher } from '../../runtime/ports.ts';

/** A watcher of real files as the editor's is: each through its folder, none deeper, those that are there. */
export class FolderWatcher implements FileWatcher {
  /** Every event so far, as the file's path. */
  readonly events: string[] = [];
  /** Whether it misses everything, as watchers do at times. */
  isDeaf = false;
  private readonly waiting = new Map<string, () => void>();

  watch(files: readonly string[], onEvent: () => void): { dispose(): void } {
    const watchers = [...Map.groupBy(files, dirname)].flatMap(([folder, inIt]) => {
      const names = new Set(inIt.map((file) => basename(file)));
      try {
        const watcher = watch(folder, { persistent: false }, (_event, name) => {
          if (this.isDeaf || name === null || !names.has(name)) return;
          const file = join(folder, name);
          this.events.push(file);
          onEvent();
          this.waiting.get(file)?.();
        });
        return [watcher];
      } catch {
        return []; // Not there yet; the look a minute finds it.
      }
    });
    return { dispose: () => watchers.forEach((watcher) => void watcher.close()) };
  }

  /** Resolves at the next event of a file. */
  seen(file: string): Promise<void> {
    return new Promise((resolve) => this.waiting.set(file, resolve));
  }
}
