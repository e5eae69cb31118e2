/** Between these two lines of an exported SKILL.md stands the prompt template, as it was. */
export const promptStart = '<!-- aios:prompt -->';
export const promptEnd = '<!-- /aios:prompt -->';
