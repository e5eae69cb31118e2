import { type SameName, showsOneCopy } from '../client/client-definition.ts';

/** A client as far as choosing roots goes. */
export interface RootReader {
  readonly id: string;
  /** Whether the skill is for it. One that it is not for should not see it either. */
  readonly wants: boolean;
  /** Every root it reads. */
  readonly skillRoots: readonly string[];
  /** Those of them that may be written for it, the best first. */
  readonly writableSkillRoots: readonly string[];
  readonly sameName: SameName;
}

/** A root to put a copy into. */
export interface ChosenRoot {
  readonly root: string;
  /** The client it is written for. */
  readonly owner: string;
  /** Every client that wants the skill and reads it there. */
  readonly readers: readonly string[];
}

/**
 * What a selection of roots costs, the worst first: clients that see the skill and should not; clients that show it
 * twice; copies; clients that have it twice and show one; how far the roots are from what their readers like best.
 */
type Cost = readonly [unwanted: number, shownTwice: number, copies: number, hidden: number, rank: number];

interface Selection {
  readonly roots: readonly string[];
  readonly cost: Cost;
}

/**
 * Chooses where copies of one skill go, so that every client that wants it sees it, and the selection costs the least:
 * exactly, not nearly. A client without a root that may be written sees what is written for others.
 *
 * @returns the roots, those of the pickiest clients first
 */
export function chooseRoots(clients: readonly RootReader[]): ChosenRoot[] {
  const wanting = clients.filter(({ wants, writableSkillRoots }) => wants && writableSkillRoots.length > 0);
  const candidates = [...new Set(wanting.flatMap(({ writableSkillRoots }) => writableSkillRoots))];
  const others = clients.filter(({ wants }) => !wants);
  const none: Selection = { roots: [], cost: [0, 0, 0, 0, 0] };
  const { roots } = search(none, undefined, { wanting, others, candidates }) ?? none;
  return roots.map((root) => ({
    root,
    owner: ownerOf(root, wanting),
    readers: clients
      .filter(({ wants, skillRoots }) => wants && skillRoots.includes(root))
      .map(({ id }) => id),
  }));
}

interface Problem {
  readonly wanting: readonly RootReader[];
  readonly others: readonly RootReader[];
  readonly candidates: readonly string[];
}

/** Goes through the ways to complete a selection, leaving those that already cost more than the best one found. */
function search(selection: Selection, best: Selection | undefined, problem: Problem): Selection | undefined {
  if (best !== undefined && compare(selection.cost, best.cost) >= 0) return best;
  const [next] = problem.wanting
    .filter(({ skillRoots }) => !selection.roots.some((root) => skillRoots.includes(root)))
    .map((reader) => problem.candidates.filter((root) => reader.skillRoots.includes(root)))
    .sort((a, b) => a.length - b.length);
  if (next === undefined) return selection;
  return next
    .map((root) => add(selection, root, problem))
    .sort((a, b) => compare(a.cost, b.cost))
    .reduce((found, extended) => search(extended, found, problem), best);
}

function add({ roots, cost }: Selection, root: string, { wanting, others }: Problem): Selection {
  let [unwanted, shownTwice, copies, hidden, rank] = cost;
  const sees = ({ skillRoots }: RootReader): boolean => roots.some((chosen) => skillRoots.includes(chosen));
  for (const other of others) if (other.skillRoots.includes(root) && !sees(other)) unwanted += 1;
  for (const reader of wanting) {
    if (!reader.skillRoots.includes(root)) continue;
    if (sees(reader) && showsOneCopy(reader.sameName)) hidden += 1;
    else if (sees(reader)) shownTwice += 1;
    rank += rankOf(root, reader);
  }
  copies += 1;
  return { roots: [...roots, root], cost: [unwanted, shownTwice, copies, hidden, rank] };
}

function compare(a: Cost, b: Cost): number {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

function rankOf(root: string, { writableSkillRoots }: RootReader): number {
  const index = writableSkillRoots.indexOf(root);
  return index === -1 ? writableSkillRoots.length : index;
}

/** The client that likes the root best; of several, the first. */
function ownerOf(root: string, wanting: readonly RootReader[]): string {
  const writers = wanting.filter(({ writableSkillRoots }) => writableSkillRoots.includes(root));
  const [owner] = writers.toSorted((a, b) => rankOf(root, a) - rankOf(root, b));
  if (owner === undefined) throw new Error(`Nobody writes to ${root}.`);
  return owner.id;
}
