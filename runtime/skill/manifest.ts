/** skill.yaml as the rest of the runtime sees it: checked, with defaults filled in. */
export interface SkillManifest {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly author: string | undefined;
  readonly license: string | undefined;
  readonly type: 'reader' | 'analyzer' | 'screener' | 'guardrail' | 'action';
  /** Client ids with hyphens (`claude-desktop`); undefined means every client. */
  readonly clients: readonly string[] | undefined;
  readonly connectors: readonly ConnectorRequirement[];
  readonly inputSchemaFile: string;
  readonly outputSchemaFile: string;
  readonly guardrails: readonly string[];
  readonly mode: 'suggest' | 'auto';
  readonly promptFile: string;
  readonly timeoutMs: number;
  readonly tests: readonly SkillTestReference[];
}

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
  readonly prompt: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
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
  readonly type: SkillManifest['type'];
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
