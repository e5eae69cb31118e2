import { type AgentSkillReading, readAgentSkill } from '../../runtime/skill/agent-skill/read-agent-skill.ts';

/** The text of a SKILL.md with these lines of front matter. */
export function skillText(frontMatter: string, body = 'Do it.\n'): string {
  return `---\n${frontMatter.replace(/\n?$/u, '\n')}---\n${body}`;
}

/** Reads one SKILL.md by itself, in a folder called `demo`. */
export function readText(text: string | Uint8Array, folder = 'demo', file = 'SKILL.md'): AgentSkillReading {
  return readAgentSkill(new Map([[file, Buffer.from(text)]]), folder);
}
