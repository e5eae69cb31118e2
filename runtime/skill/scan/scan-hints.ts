import { coats } from './coats.ts';
import { flowHints } from './flow-kinds.ts';
import { hiddenSectionHints } from './hidden-sections.ts';
import { HintGroups } from './hint-groups.ts';
import type { Stretch } from './hint-index.ts';
import { contentRules } from './rules/content-rules.ts';
import { secretRules } from './rules/secret-rules.ts';
import type { HintedRule } from './run-rules.ts';
import { lintHints } from './secretlint-hints.ts';
import type { ScannedText, TextRule, WholeText } from './text-rule.ts';
import { windowsOf } from './text-windows.ts';
import { viewHints } from './view-hints.ts';

/** The names of secretlint's rules, by their numbers among the groups of kind `lint`. */
export const lintRuleNames: readonly string[] = Object.keys(lintHints);

/** Whatever is tried only where a hint stands, by what it is for: all hints are looked for in one pass. */
const kinds = {
  content: contentRules.map(({ hints }) => hints),
  secret: secretRules.map(({ hints }) => hints),
  hidden: hiddenSectionHints,
  flow: flowHints,
  coat: coats.map(({ hints }) => hints),
  view: viewHints,
  lint: Object.values(lintHints),
} satisfies Record<string, readonly (readonly string[])[]>;

export type HintKind = keyof typeof kinds;

const kindNames = Object.keys(kinds) as readonly HintKind[];
const index = new HintGroups(kindNames.flatMap((kind): readonly (readonly string[])[] => kinds[kind]));
const offsets = new Map<HintKind, number>();
for (const [at, kind] of kindNames.entries()) {
  const before = kindNames[at - 1];
  offsets.set(kind, before === undefined ? 0 : (offsets.get(before) ?? 0) + kinds[before].length);
}

/** What of all that is looked for may stand in a text. */
export class FoundHints {
  private readonly found: ReadonlyMap<number, Stretch>;

  constructor(found: ReadonlyMap<number, Stretch>) {
    this.found = found;
  }

  /** @returns whether a hint of a group stands in the text */
  has(kind: HintKind, group: number): boolean {
    return this.found.has((offsets.get(kind) ?? 0) + group);
  }

  /** @returns the numbers of the groups of a kind of which a hint stands in the text */
  groupsIn(kind: HintKind): number[] {
    return [...kinds[kind].keys()].filter((group) => this.has(kind, group));
  }

  /** @returns the content rules with a hint in the text and those without hints, in their order */
  contentRules(): HintedRule[] {
    return this.rulesOf('content', contentRules);
  }

  /** As {@link contentRules}. */
  secretRules(): HintedRule[] {
    return this.rulesOf('secret', secretRules);
  }

  /** @returns what stands in this text or the other */
  and(other: FoundHints): FoundHints {
    return new FoundHints(new Map([...this.found, ...other.found]));
  }

  private rulesOf(kind: HintKind, rules: readonly TextRule[]): HintedRule[] {
    const offset = offsets.get(kind) ?? 0;
    return rules.flatMap((rule, number) => {
      const stretch = this.found.get(offset + number);
      if (stretch !== undefined) return [{ rule, stretch }];
      return rule.hints.length === 0 ? [{ rule }] : [];
    });
  }
}

export const noHints = new FoundHints(new Map());

const known = new WeakMap<WholeText, FoundHints>();
/** The hints in the windows of a long text. */
const knownWindows = new WeakMap<WholeText, ReadonlyMap<string, FoundHints>>();

/** @returns the hints in what is looked through of a text; looked for once */
export function hintsOf(file: ScannedText): FoundHints {
  const { text, from, whole } = file;
  const windows = whole && knownWindows.get(whole);
  const hints = known.get(file) ?? windows?.get(extentOf(file)) ?? new FoundHints(index.find(text, from));
  known.set(file, hints);
  return hints;
}

/** @returns the hints in the whole file of which a text may be a window */
export function hintsOfWhole(file: ScannedText): FoundHints {
  const { whole } = file;
  if (whole === undefined) return hintsOf(file);
  let hints = known.get(whole);
  if (hints === undefined) {
    const windows = new Map<string, FoundHints>();
    hints = noHints;
    for (const window of windowsOf(whole)) {
      const found = hintsOf(window.file);
      if (window.file !== whole) windows.set(extentOf(window.file), found);
      hints = hints.and(found);
    }
    knownWindows.set(whole, windows);
    known.set(whole, hints);
  }
  return hints;
}

/** What of its file a window shows; a view, which shows something else, has none. */
function extentOf({ text, offset, from = 0 }: ScannedText): string {
  return offset === undefined ? '' : `${offset + from} ${offset + text.length}`;
}
