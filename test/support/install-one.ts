import { decideAlone } from '../../runtime/registry/decide.ts';
import type { Installer, InstallRequest, InstallResult } from '../../runtime/registry/installer.ts';

/** Installs the one skill of a source, agreed to beforehand. */
export async function installOne(
  installer: Installer,
  source: string,
  request: Partial<InstallRequest> = {},
): Promise<InstallResult> {
  const { results } = await installer.install({ source, workingFolder: '/', ...request }, decideAlone(true));
  const [result, ...more] = results;
  if (result === undefined || more.length > 0) throw new Error(`${results.length} skills were installed`);
  return result;
}
