import * as vscode from 'vscode';
import { registerCommand } from '../../host/show-error.ts';
import type { FeatureContext } from '../feature-context.ts';

/** *Check Setup*: what the doctor finds, in the log and in one sentence. */
export function registerDoctor({ register, runtime, log }: FeatureContext): void {
  register(
    registerCommand('aios.doctor', log, async () => {
      const findings = await runtime.examine();
      for (const { check, state, message, remedy } of findings) {
        const line = `${check}: ${message}${remedy ? ` ${remedy}` : ''}`;
        if (state === 'problem') log.warn(line);
        else log.info(line);
      }
      const problems = findings.filter(({ state }) => state === 'problem');
      const [first] = problems;
      void (
        first === undefined
          ? vscode.window.showInformationMessage('AI OS is set up well.', 'Show Log')
          : vscode.window.showWarningMessage(`${first.message} ${first.remedy ?? ''}`, 'Show Log')
      ).then((choice) => choice === 'Show Log' && log.show());
      return findings;
    }),
  );
}
