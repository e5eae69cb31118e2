import npmFetch from 'npm-registry-fetch';
import { AiosError } from '../../../errors.ts';
import { Deadline } from '../../../net/deadline.ts';
import { jsonChecker } from '../checked-json.ts';
import type { FetchContext, SearchHit } from '../source.ts';
import { npmClient } from './npm-client.ts';
import { type ConfiguredRegistry, readNpmRegistries } from './npm-settings.ts';

const timeoutMs = 20_000;
const mostHits = 50;
/** They are asked at once, and for every few letters that are typed. */
const mostRegistries = 8;
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
 * Searches every registry that the person has set npm to, the default one and those of scopes, by npm's own search
 * (`GET /-/v1/search`), for packages with the keyword `agent-skill`. The registry that everybody has is not asked:
 * hardly any of its packages is a skill. One that fails does not keep back what the others found, nor does any give a
 * package that npm would fetch from another.
 *
 * @param query words; a name with a scope is asked only of the registry of that scope, since it may be nobody else's
 *   business
 */
export async function searchNpm(query: string, context: FetchContext): Promise<readonly SearchHit[]> {
  const failures: AiosError[] = [];
  const all = await readNpmRegistries(context, (error) => void failures.push(error));
  const wanted = /^@[^/]+\//u.test(query) ? all.filter(({ gives }) => gives(query)) : all;
  const asked = wanted.slice(0, mostRegistries);
  if (wanted.length > asked.length) failures.push(tooManyRegistries(wanted.length));
  const found = await Promise.all(
    asked.map(async (registry) => {
      try {
        return await searchOne(query, registry, asked.length > 1, context);
      } catch (error) {
        if (!AiosError.is(error) || context.signal.aborted) throw error;
        failures.push(error);
        return [];
      }
    }),
  );
  const [first] = failures;
  if (first !== undefined && context.onFailure === undefined && found.flat().length === 0) throw first;
  for (const failure of failures) context.onFailure?.(failure);
  return found.flat();
}

async function searchOne(
  query: string,
  registry: ConfiguredRegistry,
  isOneOfSeveral: boolean,
  context: FetchContext,
): Promise<readonly SearchHit[]> {
  const deadline = new Deadline(context.signal, timeoutMs, `npm's search for ${query}`);
  const client = npmClient(registry.settings, deadline);
  const label = isOneOfSeveral ? { registry: labelOf(registry) } : {};
  try {
    const { signal } = deadline;
    const options = {
      ...client.options,
      // What it is asked is no package's, so that no scope leads elsewhere.
      registry: registry.settings.registry.href,
      signal,
      query: { text: query, size: String(mostHits) },
    };
    const { objects } = checkAnswer(await npmFetch.json('/-/v1/search', options), client.shown);
    return objects
      .filter(({ package: { keywords = [] } }) => keywords.some((word) => skillKeywords.has(word)))
      .filter(({ package: { name } }) => registry.gives(name))
      .slice(0, mostHits)
      .map(({ package: { name, version, description = '', publisher } }) => ({
        source: `npm:${name}`,
        name,
        ...(version !== undefined && { version }),
        description: description.slice(0, 1024),
        ...(publisher?.username !== undefined && { publisher: publisher.username }),
        ...label,
      }));
  } catch (error) {
    throw client.explain(error, { name: query, wanted: undefined });
  } finally {
    deadline.close();
  }
}

/** `npm.example.com`, or `npm.example.com (@acme)` where it is set for a scope only. */
function labelOf({ settings: { registry }, scopes, isDefault }: ConfiguredRegistry): string {
  return isDefault || scopes.length === 0 ? registry.host : `${registry.host} (${scopes.join(', ')})`;
}

function tooManyRegistries(count: number): AiosError {
  return new AiosError(`npm is set to ${count} registries; the first ${mostRegistries} were searched.`, {
    code: 'source_too_large',
    remedy: 'Search for @scope/words to have the registry of that scope asked alone.',
  });
}
