import type { LocatedClient } from '../../../../runtime/client/locate.ts';
import { type InstalledSkill, isEnabledFor } from '../../../../runtime/registry/installed-skill.ts';

/** A client on this machine that a skill can be switched on for. */
export interface ClientSwitch {
  readonly id: string;
  readonly name: string;
  readonly on: boolean;
}

/** @returns the clients found that the skill's manifest admits */
export function clientSwitches(skill: InstalledSkill, clients: readonly LocatedClient[]): ClientSwitch[] {
  const { clients: admitted } = skill.manifest;
  return clients
    .filter(({ detected, definition: { id } }) => detected && (admitted?.includes(id) ?? true))
    .map(({ definition: { id, name } }) => ({ id, name, on: isEnabledFor(skill, id) }));
}

/** A call of `registry.enable`. */
export interface Switching {
  readonly on: boolean;
  /** Empty stands for all. */
  readonly clients: readonly string[];
}

/**
 * @param wanted ids of the clients the person wants it for
 * @returns what brings the switches there, the least of it; all or none stand for clients that come later too
 */
export function switchingTo(switches: readonly ClientSwitch[], wanted: ReadonlySet<string>): Switching[] {
  const turned = switches.filter(({ id, on }) => on !== wanted.has(id));
  if (turned.length === 0) return [];
  if (wanted.size === 0) return [{ on: false, clients: [] }];
  if (switches.every(({ id }) => wanted.has(id))) return [{ on: true, clients: [] }];
  return [true, false]
    .map((on) => ({ on, clients: turned.filter(({ id }) => wanted.has(id) === on).map(({ id }) => id) }))
    .filter(({ clients }) => clients.length > 0);
}
