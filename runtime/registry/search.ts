import { AiosError } from '../errors.ts';
import type { NetworkPolicy } from '../net/network-policy.ts';
import type { Environment } from '../ports.ts';
import type { FetchContext, SearchHit, Source, SourceKind } from './sources/source.ts';

/** A shorter text is sent nowhere: it is still being typed, and would find everything. */
export const leastQueryLength = 3;

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  /** The places that could not be searched. */
  readonly failures: readonly SearchFailure[];
}

export interface SearchFailure {
  readonly kind: SourceKind;
  readonly error: AiosError;
}

export interface SearchDependencies {
  readonly environment: Environment;
  readonly network: () => NetworkPolicy;
  /** Left out: every source that can be searched. */
  readonly sources?: () => Promise<readonly Source[]>;
}

/** Looks for skills by words, in every place that can be searched. */
export class SkillSearch {
  private readonly at: SearchDependencies;

  constructor(dependencies: SearchDependencies) {
    this.at = dependencies;
  }

  /**
   * Asks all places at once. One that fails does not keep back what the others found.
   *
   * @param query words; nothing is asked with fewer than three characters
   * @returns every skill once; nothing when the search was cancelled
   */
  async search(query: string, signal: AbortSignal): Promise<SearchResult> {
    const words = query.trim().replaceAll(/\s+/gu, ' ');
    const nothing: SearchResult = { hits: [], failures: [] };
    if ([...words].length < leastQueryLength || signal.aborted) return nothing;
    const sources = await (this.at.sources ?? allSources)();
    const context = this.context(signal);
    const answers = await Promise.all(sources.map((source) => ask(source, words, context)));
    if (signal.aborted) return nothing;
    return {
      hits: [...new Map(answers.flatMap(({ hits }) => hits).map((hit) => [hit.source, hit])).values()],
      failures: answers.flatMap(({ failures }) => failures),
    };
  }

  private context(signal: AbortSignal): FetchContext {
    const { environment, network } = this.at;
    return {
      workingFolder: environment.home,
      // A search fetches nothing, so there is nothing to keep apart.
      quarantine: '',
      environment,
      network: network(),
      signal,
      onProgress: () => undefined,
    };
  }
}

async function allSources(): Promise<readonly Source[]> {
  const { searchableSources } = await import('./sources/choose-source.ts');
  return searchableSources();
}

async function ask(source: Source, words: string, context: FetchContext): Promise<SearchResult> {
  const failures: SearchFailure[] = [];
  const onFailure = (error: AiosError): void => void failures.push({ kind: source.kind, error });
  try {
    return { hits: (await source.search?.(words, { ...context, onFailure })) ?? [], failures };
  } catch (error) {
    if (context.signal.aborted) return { hits: [], failures: [] };
    if (!AiosError.is(error)) throw error;
    return { hits: [], failures: [...failures, { kind: source.kind, error }] };
  }
}
