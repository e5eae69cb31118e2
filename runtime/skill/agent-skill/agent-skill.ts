import type { FieldValue } from './parse-front-matter.ts';

/** An agent skill as it was read. Its files stay as they are; this is what they say. */
export interface AgentSkill {
  /** What the front matter calls it, or its folder where that says nothing. */
  readonly name: string;
  /** The name as an id of ours: lower case, digits and single hyphens. */
  readonly id: string;
  readonly description: string;
  readonly license: string | undefined;
  readonly compatibility: string | undefined;
  /** `metadata.version`, or a top-level `version`, as it is written. */
  readonly version: string | undefined;
  readonly author: string | undefined;
  /** As single entries, whichever of the three spellings was used. */
  readonly allowedTools: readonly string[];
  /** Every other key, nested values included. */
  readonly extra: Readonly<Record<string, FieldValue>>;
  readonly metadata: Readonly<Record<string, FieldValue>>;
  readonly body: string;
  /** The file's name in the folder: `SKILL.md`, or what was found instead. */
  readonly file: string;
}

/** The keys the specification knows (agentskills.io, specification). */
export const specificationKeys = new Set([
  'name',
  'description',
  'license',
  'compatibility',
  'metadata',
  'allowed-tools',
]);

/** Keys that single clients added, and whose they are. They break the specification and do no harm elsewhere. */
export const clientKeys: Readonly<Record<string, string>> = {
  'disable-model-invocation': 'Claude Code',
  'user-invocable': 'Claude Code',
  'user-invokable': 'VS Code',
  'argument-hint': 'Claude Code, VS Code',
  arguments: 'Claude Code',
  context: 'Claude Code',
  agent: 'Claude Code',
  model: 'Claude Code',
  effort: 'Claude Code',
  hooks: 'Claude Code',
  paths: 'Claude Code',
  shell: 'Claude Code',
  when_to_use: 'Claude Code',
  'disallowed-tools': 'Claude Code',
  triggers: 'Devin',
  permissions: 'Devin',
  disabled: 'Cline',
};
