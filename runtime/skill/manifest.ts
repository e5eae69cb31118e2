/**
 * What a skill says of itself, as the rest of the runtime sees it: checked, with defaults filled in. Read from a
 * skill.yaml, or from an agent skill's SKILL.md.
 */
export interface SkillManifest {
  /** Which of the two it was read from. */
  readonly format: SkillFormat;
  readonly id: string;
  readonly name: string;
  /** SemVer in a skill.yaml; in an agent skill whatever it says, `0.0.0` when it says nothing. */
  readonly version: string;
  readonly description: string;
  readonly author: string | undefined;
  readonly license: string | undefined;
  /** Undefined for an agent skill. */
  readonly type: SkillType | undefined;
  /** Client ids with hyphens (`claude-desktop`); undefined means every client. */
  readonly clients: readonly string[] | undefined;
  readonly connectors: readonly ConnectorRequirement[];
  /** Undefined for an agent skill. */
  readonly inputSchemaFile: string | undefined;
  /** Undefined for an agent skill. */
  readonly outputSchemaFile: string | undefined;
  readonly guardrails: readonly string[];
  readonly mode: 'suggest' | 'auto';
  /** The prompt template, or the SKILL.md. */
  readonly promptFile: string;
  readonly timeoutMs: number;
  readonly tests: readonly SkillTestReference[];
}

export type SkillFormat = 'aios' | 'agent-skill';
export type SkillType = 'reader' | 'analyzer' | 'screener' | 'guardrail' | 'action';

export interface ConnectorRequirement {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly optional: boolean;
}

export interface SkillTestReference {
  readonly name: string;
  readonly fixture: string;
  readonly expected: string | undefined;
}

/** A JSON Schema whose root is an object, as the skill's files hold it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** A whole skill: its manifest and what the manifest names. */
export interface Skill {
  readonly manifest: SkillManifest;
  /** The template, or an agent skill's instructions. */
  readonly prompt: string;
  readonly inputSchema: JsonSchema;
  /** Undefined for an agent skill, whose answer has no fixed shape. */
  readonly outputSchema: JsonSchema | undefined;
}

/** The shape that skill.schema.json admits. */
export interface RawManifest {
  readonly schema?: 'aios/v0.1';
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly author?: string;
  readonly license?: string;
  readonly type: SkillType;
  readonly clients?: readonly string[];
  readonly requires?: {
    readonly connectors?: readonly { id: string; scopes?: readonly string[]; optional?: boolean }[];
  };
  readonly inputs: { readonly schema: string };
  readonly outputs: { readonly schema: string };
  readonly guardrails?: readonly { readonly id: string }[];
  readonly execution: {
    readonly mode?: 'suggest' | 'auto';
    readonly prompt: string;
    readonly timeout_ms?: number;
  };
  readonly tests?: readonly { readonly name: string; readonly fixture: string; readonly expected?: string }[];
}

/** Fills in the defaults that skill.schema.json names. */
export function manifestFromRaw(raw: RawManifest): SkillManifest {
  return {
    format: 'aios',
    id: raw.id,
    name: raw.name,
    version: raw.version,
    description: raw.description.trim(),
    author: raw.author,
    license: raw.license,
    type: raw.type,
    clients: raw.clients?.map((client) => client.replaceAll('_', '-')),
    connectors: (raw.requires?.connectors ?? []).map(({ id, scopes = [], optional = false }) => ({
      id,
      scopes,
      optional,
    })),
    inputSchemaFile: raw.inputs.schema,
    outputSchemaFile: raw.outputs.schema,
    guardrails: (raw.guardrails ?? []).map(({ id }) => id),
    mode: raw.execution.mode ?? 'suggest',
    promptFile: raw.execution.prompt,
    timeoutMs: raw.execution.timeout_ms ?? 15_000,
    tests: (raw.tests ?? []).map(({ name, fixture, expected }) => ({ name, fixture, expected })),
  };
}
