import type { OpenProject } from '../runtime.ts';
import type { CommandContext } from './command.ts';

/** The project that the command was started in. Asking for it with `--project` is to trust it. */
export async function openProjectHere({
  runtime,
  workingFolder,
}: Pick<CommandContext, 'runtime' | 'workingFolder'>): Promise<OpenProject> {
  const { findProject } = await import('../registry/project/find-project.ts');
  return runtime.openProject(await findProject(workingFolder));
}
