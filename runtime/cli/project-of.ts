import type { CommandContext } from './command.ts';

/** @returns the project's folder that a command is about, where `--project` asks for it: asking is to trust it */
export async function projectOf(
  { project }: Pick<CommandContext['options'], 'project'>,
  workingFolder: string,
): Promise<string | undefined> {
  if (!project) return undefined;
  const { findProject } = await import('../registry/project/find-project.ts');
  return findProject(workingFolder);
}
