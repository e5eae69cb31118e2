import type { Sourced } from './client-definition.ts';

/** A fact, where it is known from, and whether that source only makes it likely. */
export interface Known<T> extends Sourced<T> {
  readonly isBelieved?: true;
}

/**
 * What a client does with a skill or a tool that breaks a rule of its own:
 * `refuses` it, and shows nothing of it; `fails`: every tool of AI OS is lost with it, or every request of the
 * conversation; `cuts` it; `renames` it, so that nothing is lost but the name.
 */
export type Effect = 'refuses' | 'fails' | 'cuts' | 'renames';

/** The name a client checks, made of the server's and the tool's. */
export interface ToolNameRule {
  /** With `{server}` and `{tool}` in it. */
  readonly composed: string;
  /** Which characters it may have, as a class of a regular expression. */
  readonly characters: string;
  readonly maxLength: number;
  readonly effect: Effect;
}

/** At most so many characters. */
export interface LengthRule {
  readonly maxLength: number;
  readonly effect: Effect;
}

/** What may not stand in a tool's input schema. A rule that is left out is none of the client's. */
export interface SchemaRules {
  /** Keywords that may not stand at the root. */
  readonly root?: { readonly keywords: readonly string[]; readonly effect: Effect };
  /** `$ref`, anywhere. */
  readonly references?: Effect;
  /** What the names of the root's properties have to match, whole. */
  readonly propertyNames?: { readonly pattern: string; readonly effect: Effect };
  /** Arrays that do not say what their items are. */
  readonly openArrays?: Effect;
  /** A root that is no object. */
  readonly rootType?: Effect;
}

/** What an agent skill must be to be loaded. */
export interface AgentSkillRules {
  /** Keys of the front matter without which it is not loaded. */
  readonly required?: readonly ('name' | 'description')[];
  /** What the name has to match, whole, and what happens to one that does not. */
  readonly name?: { readonly pattern: string; readonly effect: Effect };
  /** The name has to be the folder's. */
  readonly nameIsFolder?: Effect;
  readonly description?: LengthRule;
}

/** What becomes of the skills that a listing has no room for: `names` alone are told of, or it `shortens`, or `omits`. */
export type ListingOverflow = 'names' | 'shortens' | 'omits';

/** How a client tells the model which skills there are. */
export interface ListingRule {
  /** One skill's entry, with `{name}` and `{description}` in it. */
  readonly entry: string;
  /** Characters of a description past which it is cut, in the listing alone. */
  readonly maxDescription?: number;
  /** Characters of the whole listing, and what is done past them; undefined where the client cuts nothing. */
  readonly limit: { readonly budget: number; readonly overflow: ListingOverflow } | undefined;
}

/** The entry that most clients have, for those whose own is not known. */
export const commonListing: ListingRule = { entry: '- {name}: {description}', limit: undefined };

/** What one client takes of a skill, as data. */
export interface ClientSkillRules {
  /** As in the client matrix. */
  readonly id: string;
  readonly name: string;
  readonly toolName: Known<ToolNameRule>;
  /** Undefined where none is known. */
  readonly toolDescription?: Known<LengthRule>;
  readonly schema: Known<SchemaRules>;
  readonly agentSkill: Known<AgentSkillRules>;
  /** Undefined where nothing is known of it: neither a limit, nor that there is none. */
  readonly listing?: Known<ListingRule>;
}

/** @returns the name of a tool as the client checks it */
export function composeToolName({ composed }: ToolNameRule, server: string, tool: string): string {
  return composed.replace('{server}', server).replace('{tool}', tool);
}

/** @returns how many characters of the client's listing a skill takes */
export function listingLength(
  { entry, maxDescription }: ListingRule,
  name: string,
  description: string,
): number {
  const shown =
    maxDescription === undefined ? description : [...description].slice(0, maxDescription).join('');
  const text = entry.replaceAll('{name}', () => name).replaceAll('{description}', () => shown);
  // A line end parts it from the next.
  return [...text].length + 1;
}

const overflowTexts: Readonly<Record<ListingOverflow, string>> = {
  names: 'tells its model of some skills by name alone',
  shortens: 'shortens what its model is told of them',
  omits: 'leaves some skills out',
};

/** @returns what a client does with skills that its listing has no room for, as the rest of a sentence */
export function overflowWords(overflow: ListingOverflow): string {
  return overflowTexts[overflow];
}
