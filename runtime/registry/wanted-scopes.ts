import type { InstalledSkill } from './installed-skill.ts';

/** @returns every connector and scope that a skill asks for, as `id: scope` or `id` */
export function wantedScopes({ manifest }: InstalledSkill): string[] {
  return manifest.connectors.flatMap(({ id, scopes }) =>
    scopes.length === 0 ? [id] : scopes.map((scope) => `${id}: ${scope}`),
  );
}
