import { resolve } from 'node:path';
import { AiosError } from '../../../runtime/errors.ts';
import { isTrustedPath } from '../../host/trusted-path.ts';
import { workingFolder } from './working-folder.ts';

/**
 * Whether a source may be read: one on this machine may not stand in a workspace that is not trusted.
 *
 * @param source as a person gives it or as the registry remembers it
 */
export function isReadable(source: string): boolean {
  return isTrustedPath(resolve(workingFolder(), source.replace(/^folder:/u, '')));
}

/** @throws AiosError `workspace_not_trusted` */
export function refuseUntrusted(source: string): void {
  if (isReadable(source)) return;
  throw new AiosError(`${source} is in a workspace that you have not trusted, so it was not read.`, {
    code: 'workspace_not_trusted',
    remedy: 'Trust the workspace first (Workspaces: Manage Workspace Trust).',
  });
}
