import * as vscode from 'vscode';
import type { InstalledSkill } from '../../../../runtime/registry/installed-skill.ts';
import type { SkillFreshness } from '../../../../runtime/registry/updater.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { isReadable } from '../trusted-places.ts';
import { workingFolder } from '../working-folder.ts';
import { isCheckDue } from './check-due.ts';

/** What a source offered in place of one installed version. */
interface Outdated {
  readonly id: string;
  /** Of the installed version: with another one installed, this says nothing. */
  readonly digest: string;
  readonly offered: string;
}

interface Remembered {
  /** When the sources were asked last, in milliseconds since 1970. */
  readonly at: number;
  readonly outdated: readonly Outdated[];
}

const memoryKey = 'aios.updates';
/** How often it is looked whether a check is due, in milliseconds. The first time is never at start-up. */
const betweenLooks = 30 * 60_000;

/** Knows which installed skills are outdated. Asks nobody, unless a person does or has switched that on. */
export class UpdateWatch implements vscode.Disposable {
  private readonly context: Pick<FeatureContext, 'runtime' | 'log' | 'memory'>;
  private readonly changed = new vscode.EventEmitter<void>();
  /** Something new is known of what is outdated. */
  readonly onDidChange = this.changed.event;
  private readonly timer: NodeJS.Timeout;
  private readonly leaving = new AbortController();
  private checking: Promise<unknown> | undefined;

  constructor(context: Pick<FeatureContext, 'runtime' | 'log' | 'memory'>) {
    this.context = context;
    this.timer = setInterval(() => this.checkIfDue(), betweenLooks);
  }

  /** @returns what is offered in place of the installed version: a version or the beginning of a commit */
  offeredFor({ manifest, digest, pinned }: InstalledSkill): string | undefined {
    if (pinned) return undefined;
    return this.remembered().outdated.find((one) => one.id === manifest.id && one.digest === digest)?.offered;
  }

  /**
   * Asks the sources of all installed skills now. Those in a workspace that is not trusted are left alone.
   *
   * @returns how each skill stands
   */
  async check(
    signal: AbortSignal,
    onProgress: (message: string) => void = () => undefined,
  ): Promise<SkillFreshness[]> {
    const { runtime, memory } = this.context;
    const skills = (await runtime.registry.list()).filter(({ source }) => isReadable(source));
    const ids = skills.map(({ manifest }) => manifest.id);
    // Without ids, all would be asked.
    const found =
      ids.length === 0
        ? []
        : await runtime.updater.freshness(ids, { workingFolder: workingFolder(), signal, onProgress });
    signal.throwIfAborted();
    const outdated = found
      .filter(({ state }) => state === 'outdated')
      .map(({ skill: { manifest, digest }, offered = 'newer' }) => ({ id: manifest.id, digest, offered }));
    await memory.update(memoryKey, { at: Date.now(), outdated } satisfies Remembered);
    this.changed.fire();
    return found;
  }

  /** What was offered of these skills is there now, or was declined by whoever was asked. */
  async forget(ids: readonly string[]): Promise<void> {
    const { at, outdated } = this.remembered();
    const rest = outdated.filter(({ id }) => !ids.includes(id));
    await this.context.memory.update(memoryKey, { at, outdated: rest } satisfies Remembered);
    this.changed.fire();
  }

  dispose(): void {
    clearInterval(this.timer);
    this.leaving.abort();
    this.changed.dispose();
  }

  private checkIfDue(): void {
    const isWanted = vscode.workspace.getConfiguration('aios').get<unknown>('updates.check');
    if (this.checking !== undefined || !isCheckDue(isWanted, this.remembered().at, Date.now())) return;
    this.checking = this.check(this.leaving.signal)
      .catch((error: unknown) => this.context.log.warn(`Could not look for newer versions: ${String(error)}`))
      .finally(() => {
        this.checking = undefined;
      });
  }

  private remembered(): Remembered {
    return this.context.memory.get<Remembered>(memoryKey) ?? { at: 0, outdated: [] };
  }
}
