import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { fileStamp } from './file-stamp.ts';

const tickMs = 400;
/** With a watcher on the folder, looking now and then catches what it missed. */
const ticksWithWatcher = 12;

export interface GuestEvents {
  /** The file is another one than before. */
  onSwitched(): void;
  /** The process that started us is gone. */
  onOrphaned(): void;
}

/**
 * What a good guest of a client keeps an eye on: whether its host still lives, and whether the registry was switched.
 * Keeps no process alive.
 */
export class GuestWatch {
  private readonly file: string;
  private readonly events: GuestEvents;
  private readonly parent = process.ppid;
  private readonly timer: NodeJS.Timeout;
  private watcher: FSWatcher | undefined;
  private ticks = 0;
  private stamp: string;

  /** @param file the registry's index; its folder may not exist yet */
  constructor(file: string, events: GuestEvents) {
    this.file = file;
    this.events = events;
    this.stamp = fileStamp(file);
    this.timer = setInterval(() => this.tick(), tickMs).unref();
    this.openWatcher();
  }

  dispose(): void {
    clearInterval(this.timer);
    this.watcher?.close();
  }

  private tick(): void {
    if (isGone(this.parent)) this.events.onOrphaned();
    this.ticks += 1;
    if (this.watcher !== undefined && this.ticks % ticksWithWatcher !== 0) return;
    if (this.watcher === undefined) this.openWatcher();
    this.look();
  }

  private look(): void {
    const stamp = fileStamp(this.file);
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    this.events.onSwitched();
  }

  private openWatcher(): void {
    try {
      // The index is replaced by a rename, so the folder is what has to be watched.
      this.watcher = watch(dirname(this.file), { persistent: false }, () => this.look());
      this.watcher.on('error', () => this.closeWatcher());
    } catch {
      this.watcher = undefined;
    }
  }

  private closeWatcher(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }
}

/** Elsewhere than on Windows, the system gives an orphan another parent. */
function isGone(parent: number): boolean {
  if (process.platform !== 'win32') return process.ppid !== parent;
  try {
    process.kill(parent, 0);
    return false;
  } catch {
    return true;
  }
}
