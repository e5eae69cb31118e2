import type { SkillsContext } from './skills-context.ts';

type Run = (...words: unknown[]) => Promise<unknown>;

/** The commands of the Skills view. What each one needs is loaded when it is first called. */
export function registerSkillCommands(
  context: SkillsContext,
  register: (id: string, run: Run) => void,
): void {
  const folders = () => import('./install/install-skill.ts');
  const updates = () => import('./versions/update-commands.ts');
  const choices = () => import('./versions/choices.ts');
  const commands: Readonly<Record<string, Run>> = {
    install: async (given) => (await import('./install/install-command.ts')).install(context, given),
    installFromFolder: async (given) => (await folders()).installFromFolder(context, given),
    installShipped: async () => (await import('./install/shipped-skills.ts')).installShipped(context),
    showDetails: async (given) => (await import('./pages/show-details.ts')).showDetails(context, given),
    showHistory: async (given) => (await import('./pages/show-history.ts')).showHistory(context, given),
    checkForUpdates: async () => (await updates()).checkForUpdates(context),
    update: async (given) => (await updates()).updateSkill(context, given),
    updateAll: async () => (await updates()).updateAll(context),
    rollBack: async (given, to) => (await import('./versions/roll-back.ts')).rollBack(context, given, to),
    pin: async (given) => (await choices()).pinSkill(context, given, true),
    unpin: async (given) => (await choices()).pinSkill(context, given, false),
    enableFor: async (given, clients) => (await choices()).enableFor(context, given, clients),
    copySource: async (given) => (await choices()).copySource(context, given),
    remove: async (given) => (await import('./versions/remove-skill.ts')).removeSkill(context, given),
    bringBack: async (given) => (await import('./versions/bring-back.ts')).bringBack(context, given),
    restore: async () => (await import('./versions/restore-skills.ts')).restoreSkills(context),
  };
  for (const [name, run] of Object.entries(commands)) register(`aios.skills.${name}`, run);
}
