import { existsSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRecentSign } from '../../../runtime/client/locate.ts';
import { AiosError, fileError } from '../../../runtime/errors.ts';
import { ensurePrivateFolder, writeFileAtomically } from '../../../runtime/files/atomic-write.ts';
import { readIfPresent } from '../../../runtime/files/read-bounded.ts';
import { removeEmptyFolders } from '../../../runtime/sync/leftovers.ts';

const maxManifestBytes = 16 * 1024;
/** Older than any that counts. */
const longAgo = new Date('2000-01-01T00:00:00Z');

/**
 * The manifest of our plugin for Cursor, as cursor.com/docs/reference/plugins has it. The skills are found by where they
 * stand. Its time of change says when Cursor was told of the plugin last, and with that whether skills are delivered
 * there (`apiSkillRoot` in the matrix): what stands on the disk is the one truth for all windows and programs.
 */
export class CursorPluginManifest {
  private readonly plugin: string;
  private readonly file: string;
  private readonly text: string;

  /**
   * @param plugin the plugin's folder
   * @param version of the product
   */
  constructor(plugin: string, version: string) {
    this.plugin = plugin;
    this.file = join(plugin, '.cursor-plugin', 'plugin.json');
    const description = 'The skills that AI OS delivers to Cursor alone.';
    this.text = `${JSON.stringify({ name: 'aios', displayName: 'AI OS', version, description }, undefined, 2)}\n`;
  }

  get isThere(): boolean {
    return existsSync(this.file);
  }

  /** Whether skills are delivered to the plugin. */
  get counts(): boolean {
    return isRecentSign(this.file);
  }

  /** Says that Cursor was told of the plugin now. @throws AiosError `file_…` */
  async touch(at = new Date()): Promise<void> {
    try {
      await utimes(this.file, at, at);
    } catch (error) {
      throw fileError(error, 'write', this.file);
    }
  }

  /** Lets it stand for what is in the plugin, and have nothing more delivered there. */
  async retire(): Promise<void> {
    if (this.isThere) await this.touch(longAgo);
  }

  /**
   * Writes it where it is not there as it should be. Whether it counts stays as it is.
   * @returns whether it was written
   * @throws AiosError `file_…`
   */
  async write(): Promise<boolean> {
    const counts = this.counts;
    if ((await this.read()) === this.text) return false;
    await ensurePrivateFolder(dirname(this.file));
    await writeFileAtomically(this.file, this.text);
    if (!counts) await this.retire();
    return true;
  }

  /** Takes it away, and the folders that had nothing else. @returns whether it was there */
  async remove(): Promise<boolean> {
    const wasThere = this.isThere;
    await rm(this.file, { force: true });
    await removeEmptyFolders(dirname(this.file), this.plugin);
    return wasThere;
  }

  private async read(): Promise<string | undefined> {
    try {
      return (await readIfPresent(this.file, maxManifestBytes))?.toString('utf8');
    } catch (error) {
      if (AiosError.is(error, 'file_too_large')) return undefined;
      throw error;
    }
  }
}
