import {
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { AiosError } from '../../errors.ts';
import type { InstalledSkill } from '../../registry/installed-skill.ts';
import { missingInputs } from './missing-inputs.ts';

type Input = Record<string, unknown>;

/** What the person answered to questions of this very call, by the keys below. */
export type PersonAnswers = ServerContext['mcpReq']['inputResponses'];

const missingKey = 'missing';
const approvalKey = 'approval';
/** To agree is all there is to say. */
const noFields = { type: 'object' as const, properties: {} };

/**
 * Asks the person for what the model left out, and whether a skill that may act (`execution.mode: auto`) is to start.
 * Only for clients that can ask.
 *
 * @returns the questions, all at once, until each has an answer
 */
export function questionsFor(
  skill: InstalledSkill,
  given: Input,
  answers: PersonAnswers,
): InputRequiredResult | undefined {
  const { name } = skill.manifest;
  const isOpen = (key: string): boolean => inputResponse(answers, key).kind === 'missing';
  const form = missingInputs(skill, given);
  const ask = {
    missing: form !== undefined && isOpen(missingKey),
    approval: mayAct(skill) && isOpen(approvalKey),
  };
  if (!ask.missing && !ask.approval) return undefined;
  return inputRequired({
    inputRequests: {
      ...(ask.missing &&
        form !== undefined && {
          [missingKey]: inputRequired.elicit({
            message: `${name} needs this to begin.`,
            requestedSchema: form,
          }),
        }),
      ...(ask.approval && {
        [approvalKey]: inputRequired.elicit({
          message: `${name} may act and not only answer. Start it?`,
          requestedSchema: noFields,
        }),
      }),
    },
  });
}

/** @returns what the person told of what was missing; nothing where they did not want to */
export function toldInputs(answers: PersonAnswers): Input {
  const answer = inputResponse(answers, missingKey);
  return answer.kind === 'elicit' && answer.action === 'accept' ? { ...answer.content } : {};
}

/** @throws AiosError `run_not_approved` when the skill may act and the person did not agree */
export function checkApproval(skill: InstalledSkill, answers: PersonAnswers): void {
  if (!mayAct(skill)) return;
  const answer = inputResponse(answers, approvalKey);
  if (answer.kind === 'elicit' && answer.action === 'accept') return;
  throw new AiosError(`The person did not agree that ${skill.manifest.id} starts.`, {
    code: 'run_not_approved',
    remedy: 'Do not start it again unless they ask for it.',
  });
}

function mayAct({ manifest }: InstalledSkill): boolean {
  return manifest.mode === 'auto';
}
