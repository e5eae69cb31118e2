import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AiosHome } from '../../runtime/aios-home.ts';
import { claim, isClaimed, release } from '../../runtime/files/claims.ts';

/** What is remembered of what Cursor refused. */
export interface Refusal {
  /** Whether this version of Cursor refused it before, in whichever window. */
  readonly isKnown: boolean;
  /** @returns whether nobody was told of it yet, and it is for this window to do so */
  keep(): Promise<boolean>;
  forget(): void;
}

/** Where it is kept what Cursor refused and what the person was told and asked about it. */
export function toldOfCursor(home: Pick<AiosHome, 'told'>): string {
  return join(home.told, 'cursor');
}

/**
 * Remembers that a version of Cursor refused a call, so that it is asked again when it is another one, and not with
 * every window.
 *
 * @param api the part of its API
 * @param version of Cursor, see `cursorVersion`
 */
export function cursorRefusal(
  home: Pick<AiosHome, 'told'>,
  api: 'mcp' | 'plugins',
  version: string,
): Refusal {
  const folder = toldOfCursor(home);
  const name = `${api}-refused-${createHash('sha256').update(version).digest('hex').slice(0, 16)}`;
  return {
    get isKnown() {
      return isClaimed(folder, name);
    },
    // Told twice is better than never, where nothing can be written.
    keep: () => claim(folder, name).catch(() => true),
    forget: () => release(folder, name),
  };
}

/**
 * Cursor's own version, which its `vscode.version` may not be: that is of the editor it was made from.
 *
 * @param appRoot where Cursor is installed
 * @param version as the API gives it
 */
export function cursorVersion(appRoot: string, version: string): string {
  try {
    const product = JSON.parse(readFileSync(join(appRoot, 'product.json'), 'utf8')) as {
      readonly version?: unknown;
      readonly commit?: unknown;
    };
    return [version, product.version, product.commit].join(' ');
  } catch {
    return version;
  }
}
