import * as vscode from 'vscode';
import type { AiosHome } from '../../../runtime/aios-home.ts';
import { AiosError } from '../../../runtime/errors.ts';
import type { Asker } from '../../../runtime/mcp/calls/client-context.ts';
import { completeSkill } from '../../../runtime/mcp/calls/complete-skill.ts';
import { runSkill } from '../../../runtime/mcp/calls/run-skill.ts';
import { RunTable } from '../../../runtime/mcp/calls/run-table.ts';
import { Spool } from '../../../runtime/mcp/calls/spool.ts';
import { familyOf } from '../../../runtime/mcp/clients/family-table.ts';
import { SkillShelf } from '../../../runtime/mcp/skill-shelf.ts';
import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import { matchSkills } from '../../../runtime/registry/match-skills.ts';
import { plainText } from '../plain-text.ts';
import type { SkillToolName } from './tool-names.ts';

type Input = Readonly<Record<string, unknown>>;

/** More are no help to a model that looks for one. */
const mostFound = 10;
/** What a person reads before agreeing; the whole input may have megabytes. */
const shownInput = 2000;

/**
 * The skills as tools of this editor's language models. They answer what the MCP server's tools do, by the same
 * functions; runs are recorded in the same spool.
 */
export class SkillTools {
  private readonly shelf: SkillShelf;
  private readonly runs = new RunTable();
  private readonly spool: Spool;
  private readonly asker: Asker = {
    name: vscode.env.appName,
    version: vscode.version,
    family: familyOf(vscode.env.appName),
    canAsk: false,
  };

  constructor(home: AiosHome) {
    this.shelf = new SkillShelf(home);
    this.spool = new Spool(home.spool);
  }

  /** @returns what the person is told, and asked for a run, before a tool is called; it has no effect */
  async prepare(name: SkillToolName, input: Input): Promise<vscode.PreparedToolInvocation> {
    if (name === 'aios_find_skill') return { invocationMessage: 'Looking for a skill' };
    if (name === 'aios_complete_skill') return { invocationMessage: "Checking the skill's answer" };
    const skill = await this.skillOf(input).catch(() => undefined);
    // Nothing to agree to: the call will say that there is no such skill.
    if (skill === undefined) return { invocationMessage: 'Running a skill' };
    const { name: title, version } = skill.manifest;
    const told = plainText(title);
    const message = new vscode.MarkdownString();
    message.appendText(`Gives the model the instructions of ${told} ${version}, with this input:`);
    message.appendCodeblock(inputText(input.input), 'json');
    return { invocationMessage: `Running ${told}`, confirmationMessages: { title: `Run ${told}?`, message } };
  }

  /** @throws Error that the model can read and act on */
  async invoke(name: SkillToolName, input: Input): Promise<vscode.LanguageModelToolResult> {
    try {
      const value = await this.call(name, input);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(value))]);
    } catch (error) {
      throw AiosError.is(error) ? new Error(`${error.message} ${error.remedy}`, { cause: error }) : error;
    }
  }

  private async call(name: SkillToolName, input: Input): Promise<unknown> {
    const { shelf, runs, spool, asker } = this;
    if (name === 'aios_find_skill') return this.find(input.words);
    if (name === 'aios_complete_skill')
      return completeSkill({ shelf, runs, spool, runId: String(input.runId), result: input.result });
    const skill = await this.skillOf(input);
    const given = (input.input ?? {}) as Record<string, unknown>;
    return runSkill({ shelf, runs, spool, skill, input: given, asker, completedWith: 'aios_complete_skill' });
  }

  private async find(words: unknown): Promise<unknown> {
    const { skills } = await this.shelf.list(this.asker.family);
    const found = matchSkills(skills, typeof words === 'string' ? words : '');
    return {
      skills: found.slice(0, mostFound).map(({ manifest, inputSchema }) => {
        const { id, name, version, description } = manifest;
        return { id, name, version, description, inputSchema };
      }),
      ...(found.length > mostFound && { more: found.length - mostFound }),
    };
  }

  private async skillOf({ id }: Input): Promise<InstalledSkill> {
    const { skills } = await this.shelf.list(this.asker.family);
    const skill = skills.find(({ manifest }) => manifest.id === id);
    if (skill !== undefined) return skill;
    throw new AiosError(`No skill "${String(id).slice(0, 100)}" is installed.`, {
      code: 'skill_unknown',
      remedy: 'Find one with aios_find_skill.',
    });
  }
}

function inputText(input: unknown): string {
  const text = JSON.stringify(input ?? {}, undefined, 2);
  return text.length > shownInput
    ? `${text.slice(0, shownInput)}\n… and ${text.length - shownInput} more characters`
    : text;
}
