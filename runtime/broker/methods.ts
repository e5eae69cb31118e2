import type { AiosHome } from '../aios-home.ts';
import { AiosError } from '../errors.ts';
import type { SkillRecord } from '../registry/installed-skill.ts';
import type { LinkedSkills } from '../registry/linked.ts';
import type { Registry } from '../registry/registry.ts';
import { skillSummary } from '../registry/skill-summary.ts';
import type { SkillFreshness, Updater } from '../registry/updater.ts';
import type { History } from '../store/history.ts';
import type { Runs } from '../store/runs.ts';
import type { BrokerStatus } from './broker-status.ts';
import { type ParamsOf, parseParams, type Shape } from './params.ts';
import type { RequestHandler } from './session.ts';

/** What the methods work with. None of it holds a token. */
export interface BrokerServices {
  readonly registry: Pick<Registry, 'list' | 'get' | 'versions' | 'rollBack' | 'remove' | 'pin' | 'enable'>;
  readonly updater: Pick<Updater, 'freshness'>;
  readonly store: { readonly history: Pick<History, 'list'>; readonly runs: Pick<Runs, 'list'> };
  readonly linked: Pick<LinkedSkills, 'refresh'>;
  readonly home: Pick<AiosHome, 'root'>;
}

/** What a method works with: the services, and who leads now. */
interface Context {
  readonly services: BrokerServices;
  readonly status: () => BrokerStatus;
  readonly signal: AbortSignal;
}

type Method = (params: unknown, context: Context) => Promise<unknown>;

/**
 * @param status tells of the leader and its clients
 * @returns what answers the requests of clients: reading and switching what is installed. What brings skills in needs
 *   somebody who agrees to what was found, so no method does it.
 */
export function brokerMethods(services: BrokerServices, status: () => BrokerStatus): RequestHandler {
  return async (name, params, signal) => {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) throw unknownMethod(name);
    return method(params, { services, status, signal });
  };
}

const methods: Readonly<Record<string, Method>> = Object.fromEntries([
  method('aios/status', {}, async (_params, { status }) => status()),
  method('skills/list', {}, async (_params, { services }) => {
    await services.linked.refresh();
    return { skills: (await services.registry.list()).map(skillSummary) };
  }),
  method('skills/show', { id: 'text' }, async ({ id }, { services: { registry } }) => {
    const skill = await registry.get(id);
    return { skill: { ...detailsOf(skill), versions: (await registry.versions(id)).map(versionOf) } };
  }),
  method('skills/outdated', { ids: 'texts?' }, async ({ ids }, { services, signal }) => {
    const found = await services.updater.freshness(ids, { workingFolder: services.home.root, signal });
    return { skills: found.map(freshnessOf) };
  }),
  method('skills/enable', { id: 'text', clients: 'texts?' }, async ({ id, clients }, { services }) => ({
    skill: skillSummary(await services.registry.enable(id, true, clients ?? [])),
  })),
  method('skills/disable', { id: 'text', clients: 'texts?' }, async ({ id, clients }, { services }) => ({
    skill: skillSummary(await services.registry.enable(id, false, clients ?? [])),
  })),
  method('skills/pin', { id: 'text' }, async ({ id }, { services }) => ({
    skill: skillSummary(await services.registry.pin(id, true)),
  })),
  method('skills/unpin', { id: 'text' }, async ({ id }, { services }) => ({
    skill: skillSummary(await services.registry.pin(id, false)),
  })),
  method('skills/rollBack', { id: 'text', to: 'text?' }, async ({ id, to }, { services }) => ({
    skill: skillSummary(await services.registry.rollBack(id, to === undefined ? {} : { to })),
  })),
  method('skills/remove', { id: 'text' }, async ({ id }, { services }) => ({
    skill: skillSummary(await services.registry.remove(id)),
  })),
  method(
    'history/list',
    { skill: 'text?', limit: 'count?' },
    async ({ skill, limit = 50 }, { services }) => ({
      operations: await services.store.history.list({ limit, ...(skill !== undefined && { skill }) }),
    }),
  ),
  method('runs/list', { limit: 'count?' }, async ({ limit = 50 }, { services }) => ({
    runs: await services.store.runs.list({ limit }),
  })),
]);

function method<S extends Shape>(
  name: string,
  shape: S,
  run: (params: ParamsOf<S>, context: Context) => Promise<unknown>,
): [name: string, method: Method] {
  return [name, async (params, context) => run(parseParams(name, shape, params), context)];
}

function detailsOf(skill: SkillRecord): object {
  const { manifest, inputSchema, outputSchema, installedAt, files } = skill;
  const { author, license, type } = manifest;
  return {
    ...skillSummary(skill),
    type,
    author,
    license,
    installedAt,
    inputSchema,
    outputSchema,
    files: Object.keys(files),
  };
}

function versionOf({ manifest, digest, installedAt }: SkillRecord): object {
  return { version: manifest.version, digest, installedAt };
}

function freshnessOf({ skill, state, offered, error }: SkillFreshness): object {
  const { id, version } = skill.manifest;
  return {
    id,
    version,
    offered,
    state,
    pinned: skill.pinned ?? false,
    ...(error && { error: { code: error.code, message: error.message, remedy: error.remedy } }),
  };
}

function unknownMethod(name: string): AiosError {
  return new AiosError(`The editor's AI OS knows no ${JSON.stringify(name.slice(0, 100))}.`, {
    code: 'broker_method_unknown',
    remedy: 'Bring AI OS to the same version everywhere.',
  });
}
