/** What ClawHub's API answers (its docs/http-api.md and /api/v1/openapi.json), as far as it is used. */
import { jsonChecker } from '../checked-json.ts';

export interface SkillDetails {
  readonly skill: { readonly slug: string };
  readonly latestVersion?: { readonly version: string } | null;
  readonly owner?: { readonly handle?: string | null } | null;
  /** There only for a skill that is flagged. */
  readonly moderation?: {
    readonly isSuspicious?: boolean;
    readonly isMalwareBlocked?: boolean;
    readonly summary?: string | null;
  } | null;
}

export interface VersionPage {
  readonly items: readonly { readonly version: string }[];
  readonly nextCursor?: string | null;
}

export interface FoundSkill {
  readonly slug: string;
  readonly displayName?: string | null;
  readonly summary?: string | null;
  readonly version?: string | null;
  readonly ownerHandle?: string | null;
  readonly downloads?: number | null;
}

/** Several owners have a skill of that slug (status 409). */
export interface Ambiguity {
  readonly matches: readonly { readonly ownerHandle: string; readonly slug: string }[];
}

const text = { type: 'string', maxLength: 20_000 };
const textOrNull = { type: ['string', 'null'], maxLength: 20_000 };
const version = { type: 'object', required: ['version'], properties: { version: text } };
const slug = { type: 'string', pattern: '^[a-z0-9][a-z0-9._-]{0,127}$' };
const handle = { type: ['string', 'null'], pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' };

export const parseDetails = jsonChecker<SkillDetails>({
  type: 'object',
  required: ['skill'],
  properties: {
    skill: { type: 'object', required: ['slug'], properties: { slug } },
    latestVersion: { anyOf: [version, { type: 'null' }] },
    owner: { type: ['object', 'null'], properties: { handle } },
    moderation: {
      type: ['object', 'null'],
      properties: {
        isSuspicious: { type: 'boolean' },
        isMalwareBlocked: { type: 'boolean' },
        summary: textOrNull,
      },
    },
  },
});

export const parseVersionPage = jsonChecker<VersionPage>({
  type: 'object',
  required: ['items'],
  properties: { items: { type: 'array', maxItems: 1000, items: version }, nextCursor: textOrNull },
});

export const parseSearch = jsonChecker<{ readonly results: readonly FoundSkill[] }>({
  type: 'object',
  required: ['results'],
  properties: {
    results: {
      type: 'array',
      maxItems: 1000,
      items: {
        type: 'object',
        required: ['slug'],
        properties: {
          slug,
          displayName: textOrNull,
          summary: textOrNull,
          version: textOrNull,
          ownerHandle: handle,
          downloads: { type: ['number', 'null'] },
        },
      },
    },
  },
});

export const parseAmbiguity = jsonChecker<Ambiguity>({
  type: 'object',
  required: ['matches'],
  properties: {
    matches: {
      type: 'array',
      maxItems: 1000,
      items: { type: 'object', required: ['ownerHandle', 'slug'], properties: { ownerHandle: handle, slug } },
    },
  },
});

/** `/.well-known/clawhub.json` of a site: where its API is. */
export const parseSite = jsonChecker<{ readonly apiBase?: string; readonly registry?: string }>({
  type: 'object',
  properties: { apiBase: text, registry: text },
});
