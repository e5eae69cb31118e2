import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { type LocatedClient, locateClients } from '../client/locate.ts';
import { sameFolders } from '../client/same-folders.ts';
import { digestFiles, digestOfDigests, type FileContents } from '../files/digest.ts';
import { withLock } from '../files/lock.ts';
import type { Clock, Environment, Log } from '../ports.ts';
import type { InstalledSkill } from '../registry/installed-skill.ts';
import type { Project } from '../registry/project/project.ts';
import { projectState } from '../registry/project/project-state.ts';
import type { Registry } from '../registry/registry.ts';
import { exportAgentSkill } from '../skill/export/agent-skill.ts';
import { applyItems, type ChosenItem, type SyncError } from './apply.ts';
import { choosePlaces, chooseRepair, inScope, isAskedFor } from './choose-places.ts';
import { desiredDeliverables } from './desired.ts';
import { followLinks } from './follow-links.ts';
import { findForeignSkills, namesOf } from './foreign-skills.ts';
import { type Delivered, type LedgerRow, readLedger } from './ledger.ts';
import { readLeftAlone } from './left-alone.ts';
import { observe } from './observe.ts';
import { type PlannedAction, type PlannedItem, plan, waitsForDecision } from './plan.ts';
import type { RunningClients } from './running-clients.ts';
import { rememberSkillNames } from './skill-names.ts';
import { type OperationKind, Snapshots } from './snapshots.ts';
import { findStillSeen } from './still-seen.ts';
import type { RepairOptions, SyncOptions, SyncResult } from './sync.ts';
import { type UndoResult, undoLast } from './undo.ts';

/** Only configs wait for their clients to be quit, and a project has none. */
const noneRun: RunningClients = new Map();

/** The folder of a project that most clients read beside their own. */
const sharedRoot = '.agents/skills';

export interface ProjectSyncDependencies {
  readonly project: Project;
  /** The person's: a project's skill of an id that is installed there is not delivered, since clients would see both. */
  readonly registry: Registry;
  readonly home: AiosHome;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly log: Log;
}

/** The state of a project's places at one moment. */
export interface ProjectStatus {
  readonly items: readonly PlannedItem[];
  /** By id, the files that a copy of the project's skill should have. */
  readonly exports: ReadonlyMap<string, FileContents>;
  /** The clients found that are not left alone, with the roots that they read in the project. */
  readonly clients: readonly LocatedClient[];
  readonly skills: readonly InstalledSkill[];
  /** The ledger's. */
  readonly rows: readonly LedgerRow[];
}

/**
 * Delivers the skills of a project to the skill folders that clients read in that project, only when asked to. What it
 * put there stands in a ledger of the person's, not in the repository; what stands there already is left as it is.
 */
export class ProjectSync {
  private readonly dependencies: ProjectSyncDependencies;
  private readonly skillNameIn = rememberSkillNames();
  /** Our home, with a ledger and snapshots for this project alone. */
  private readonly home: AiosHome;

  constructor(dependencies: ProjectSyncDependencies) {
    this.dependencies = dependencies;
    const { home, project } = dependencies;
    const folder = projectState(home, project.folder);
    this.home = {
      ...home,
      ledger: join(folder, 'sync_state.json'),
      snapshots: join(folder, 'snapshots'),
    };
  }

  /** Looks at every place and changes nothing. */
  async status(): Promise<ProjectStatus> {
    const { environment, project, registry } = this.dependencies;
    const [located, found, own, ledger] = await Promise.all([
      locateClients(environment),
      project.look(),
      registry.list(),
      readLedger(this.home.ledger),
    ]);
    const skills: InstalledSkill[] = [];
    const exports = new Map<string, FileContents>();
    for (const { record, files } of found) {
      if (record === undefined || files === undefined) continue;
      if (own.some(({ manifest }) => manifest.id === record.manifest.id)) continue;
      skills.push(record);
      exports.set(record.manifest.id, exportAgentSkill({ manifest: record.manifest, files }));
    }
    const left = readLeftAlone(this.home.leftAlone);
    const here = located.filter(({ detected }) => detected);
    const clients = await inProject(
      here.filter(({ definition }) => !left.has(definition.id)),
      project.folder,
    );
    const roots = clients.flatMap(({ skillRoots }) => skillRoots);
    const rows = followLinks(ledger.rows, roots);
    const names = new Set(skills.flatMap(({ manifest }) => namesOf(manifest)));
    const foreign = findForeignSkills(roots, names, rows, this.skillNameIn);
    const desired = desiredDeliverables({
      clients,
      skills,
      exported: new Map([...exports].map(([id, files]) => [id, deliveredOf(files)])),
      foreign,
      launcher: '',
      platform: environment.platform,
      version: '',
      isOffered: () => true,
    });
    const observed = await observe(desired, rows);
    const present = new Set(here.map(({ definition }) => definition.id));
    const waits = waitsForDecision(clients, skills);
    return { items: plan({ desired, rows, observed, present, waits }), exports, clients, skills, rows };
  }

  /** @returns how what stands at a place differs from what should, as a unified diff; empty where it does not */
  async diff(item: PlannedItem, { exports }: ProjectStatus): Promise<string> {
    const { diffOfPlace } = await import('./place-diff.ts');
    return diffOfPlace(item, async (id) => exports.get(id) ?? new Map());
  }

  /** Delivers what the project has and takes away what it no longer has, touching nothing that is not as we left it. */
  async sync(options: SyncOptions = {}): Promise<SyncResult> {
    return this.change('sync', options, (item) => item.action);
  }

  /**
   * Mends what drifted in the project. Safe repairs only, unless the options say what becomes of edits. There is
   * nothing to adopt into: the project's own folder is the team's, and its lock file says where it comes from.
   */
  async repair(options: RepairOptions = {}): Promise<SyncResult> {
    if (options.edited === 'adopt') return this.refuseToAdopt(options);
    return this.change('repair', options, (item) => chooseRepair(item, options));
  }

  /** Takes the last sync, repair or undo in this project back. @throws AiosError `nothing_to_undo` */
  async undo({ dryRun = false }: { readonly dryRun?: boolean } = {}): Promise<UndoResult> {
    const snapshots = new Snapshots(this.home.snapshots);
    const running = async (): Promise<RunningClients> => noneRun;
    return this.underLock(dryRun, () =>
      undoLast({ ...this.dependencies, home: this.home, snapshots, running, dryRun }),
    );
  }

  private change(
    operation: OperationKind,
    options: SyncOptions,
    choose: (item: PlannedItem) => PlannedAction | undefined,
  ): Promise<SyncResult> {
    const { dryRun = false } = options;
    return this.underLock(dryRun, async () => {
      const { items, exports, clients, skills, rows } = await this.status();
      const wanted = choosePlaces({ items, clients }, options, choose);
      const blocked = await this.scan(wanted, exports);
      const chosen = wanted.filter(({ item }) => !blocked.some(({ path }) => path === item.path));
      const { changes, errors } = await applyItems(chosen, {
        ...this.dependencies,
        home: this.home,
        snapshots: new Snapshots(this.home.snapshots),
        operation,
        installLauncher: async () => undefined,
        exportSkill: async (id) => exports.get(id) ?? new Map(),
        dryRun,
        rows,
        running: noneRun,
      });
      const written = new Set(changes.map(({ path }) => path));
      const stillSeen = findStillSeen({ items, clients, skills }, written);
      return {
        changes,
        errors: [...blocked, ...errors.map((error) => ofTheProject(error, items))],
        ...(stillSeen.length > 0 && {
          stillSeen: stillSeen.map((seen) => ({ ...seen, ofProject: true as const })),
        }),
      };
    });
  }

  private async refuseToAdopt(options: RepairOptions): Promise<SyncResult> {
    const { items } = await this.status();
    const edited = inScope(items, options).filter(
      (item) => item.state === 'edited' && isAskedFor(item, options),
    );
    return { changes: [], errors: edited.map(adoptsNothing) };
  }

  /** What a repository brings is scanned before a client gets it, as everything that is installed. */
  private async scan(
    chosen: readonly ChosenItem[],
    exports: ReadonlyMap<string, FileContents>,
  ): Promise<SyncError[]> {
    const errors: SyncError[] = [];
    const { scanFiles } = await import('../skill/scan/scan-files.ts');
    for (const { item, action } of chosen) {
      if (action !== 'create' && action !== 'update') continue;
      const { client, id, path } = item;
      const findings = await scanFiles(exports.get(id) ?? new Map());
      const [first] = findings.filter(({ severity }) => severity === 'block');
      if (first === undefined) continue;
      const message = `The project’s ${id} was not delivered: ${first.message}`;
      const remedy = `Correct it in .aios/skills/${id}, then sync again.`;
      errors.push({ client, code: 'scan_blocked', message, path, remedy });
    }
    return errors;
  }

  private underLock<T>(dryRun: boolean, work: () => Promise<T>): Promise<T> {
    return dryRun ? work() : withLock(join(this.home.locks, 'sync-project'), work);
  }
}

/** The commands that a person's own places are mended with do nothing for those of a project. */
function ofTheProject(error: SyncError, items: readonly PlannedItem[]): SyncError {
  const item = items.find(({ path }) => path === error.path);
  if (error.code !== 'edited_here' || item === undefined) return error;
  const repair = `aios repair ${item.id} --project`;
  const [kept, restored] =
    item.desired === undefined
      ? ['leave it there as yours', 'take it out with that']
      : ['make it yours', 'put the project’s back'];
  const choices = `\`${repair} --keep\` to ${kept}, or \`${repair} --restore\` to ${restored}`;
  return { ...error, remedy: `Run ${choices} (\`aios undo --project\` brings the edit back).` };
}

function adoptsNothing({ client, id, path }: PlannedItem): SyncError {
  return {
    client,
    code: 'adopt_in_project',
    message: `${path}: the edit cannot be adopted, since ${id} is the project’s; it was left as it is.`,
    path,
    remedy: `Make the same change in .aios/skills/${id}, then run \`aios repair ${id} --project --restore\`.`,
  };
}

function deliveredOf(files: FileContents): Delivered {
  const digests = digestFiles(files);
  return { hash: digestOfDigests(digests), files: digests };
}

/** The clients with the roots that they read in a project, and no config. Roots that lead out of it are left out. */
async function inProject(clients: readonly LocatedClient[], folder: string): Promise<LocatedClient[]> {
  const at = (root: string): string => join(folder, ...root.split('/'));
  // Started in the home, what would be the project's are the person's own.
  const own = new Set(clients.flatMap(({ skillRoots }) => skillRoots));
  const named = new Set(clients.flatMap(({ definition }) => definition.projectSkillRoots.value));
  const all = [...named].map(at).filter((root) => !own.has(root));
  const within = await Promise.all(all.map((root) => staysWithin(root, folder)));
  const inside = all.filter((_root, index) => within[index]);
  const same = sameFolders(inside);
  const joined = (roots: readonly string[]): string[] => [
    ...new Set(
      roots
        .map(at)
        .filter((root) => inside.includes(root))
        .map((root) => same.get(root) ?? root),
    ),
  ];
  return clients.map((client) => {
    const { value } = client.definition.projectSkillRoots;
    const writable = value.filter((root, index) => index === 0 || root === sharedRoot);
    return {
      ...client,
      configPaths: [],
      skillRoots: joined(value),
      writableSkillRoots: joined(writable),
    };
  });
}

/** A repository may hold a link to anywhere; nothing is written through one that leads out of it. */
async function staysWithin(root: string, folder: string): Promise<boolean> {
  const real = await realpath(folder).catch(() => folder);
  for (let path = root; path !== dirname(path); path = dirname(path)) {
    const there = await realpath(path).catch(() => undefined);
    if (there !== undefined) return there === real || there.startsWith(real + sep);
  }
  return false;
}
