/** The tools of `contributes.languageModelTools`. */
export const skillToolNames = ['aios_find_skill', 'aios_run_skill', 'aios_complete_skill'] as const;

export type SkillToolName = (typeof skillToolNames)[number];
