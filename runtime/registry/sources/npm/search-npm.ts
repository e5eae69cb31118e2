import npmFetch from 'npm-registry-fetch';
import { Deadline } from '../../../net/deadline.ts';
import { jsonChecker } from '../checked-json.ts';
import type { FetchContext, SearchHit } from '../source.ts';
import { openNpmClient } from './npm-client.ts';

const timeoutMs = 20_000;
const mostHits = 50;
/** What a package that holds skills says of itself; a registry holds much else. */
const skillKeywords = new Set(['agent-skill', 'agent-skills', 'aios-skill']);

interface SearchAnswer {
  readonly objects: readonly {
    readonly package: {
      readonly name: string;
      /** Verdaccio leaves it out of some. */
      readonly version?: string;
      readonly description?: string;
      readonly keywords?: readonly string[];
      readonly publisher?: { readonly username?: string };
    };
  }[];
}

const checkAnswer = jsonChecker<SearchAnswer>({
  type: 'object',
  required: ['objects'],
  properties: {
    objects: {
      type: 'array',
      items: {
        type: 'object',
        required: ['package'],
        properties: {
          package: {
            type: 'object',
            required: ['name'],
            properties: {
              name: { type: 'string', maxLength: 214 },
              version: { type: 'string', maxLength: 256 },
              description: { type: 'string' },
              keywords: { type: 'array', items: { type: 'string' } },
            },
          },
        },
      },
    },
  },
});

/**
 * Searches the registry that the person has set npm to, by npm's own search (`GET /-/v1/search`), for packages with the
 * keyword `agent-skill`. The registry that everybody has is not asked: hardly any of its packages is a skill.
 */
export async function searchNpm(query: string, context: FetchContext): Promise<readonly SearchHit[]> {
  const asked = { name: query, wanted: undefined };
  const deadline = new Deadline(context.signal, timeoutMs, `npm's search for ${query}`);
  try {
    const client = await openNpmClient(asked, context, deadline);
    if (!client.isChosen) return [];
    try {
      const { signal } = deadline;
      const options = { ...client.options, signal, query: { text: query, size: String(mostHits) } };
      const { objects } = checkAnswer(await npmFetch.json('/-/v1/search', options), client.shown);
      return objects
        .filter(({ package: { keywords = [] } }) => keywords.some((word) => skillKeywords.has(word)))
        .slice(0, mostHits)
        .map(({ package: { name, version, description = '', publisher } }) => ({
          source: `npm:${name}`,
          name,
          ...(version !== undefined && { version }),
          description: description.slice(0, 1024),
          ...(publisher?.username !== undefined && { publisher: publisher.username }),
        }));
    } catch (error) {
      throw client.explain(error, asked);
    }
  } finally {
    deadline.close();
  }
}
