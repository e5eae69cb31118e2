import * as vscode from 'vscode';
import { createRuntime } from '../runtime/runtime.ts';
import { registerAuthoring } from './features/authoring/register-authoring.ts';
import { registerClients } from './features/clients/register-clients.ts';
import { registerDoctor } from './features/doctor/register-doctor.ts';
import type { FeatureContext } from './features/feature-context.ts';
import { registerProject } from './features/project/register-project.ts';
import { registerServer } from './features/server/register-server.ts';
import type { SkillPages } from './features/skills/pages/skill-pages.ts';
import { registerSkills } from './features/skills/register-skills.ts';
import { createPorts } from './host/ports.ts';

/** What other extensions and the benchmarks see. */
export interface ExtensionExports {
  /** How long `activate()` took, in milliseconds. */
  readonly activatedInMs: number;
}

/**
 * Builds the adapters, creates the runtime, registers the features, and returns. Nothing is read or written before
 * that: see docs/startup-flow.md.
 */
export function activate(context: vscode.ExtensionContext): ExtensionExports {
  const started = performance.now();
  const log = vscode.window.createOutputChannel('AI OS', { log: true });
  const register: FeatureContext['register'] = (disposable) => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  register(log);
  const runtime = register(createRuntime(createPorts(context, log)));
  const { extensionUri, globalStorageUri, globalState: memory } = context;
  let opened: Promise<SkillPages> | undefined;
  const pages: FeatureContext['pages'] = () => {
    opened ??= import('./features/skills/pages/skill-pages.ts').then(({ SkillPages: Pages }) =>
      register(new Pages(log)),
    );
    return opened;
  };
  const features: FeatureContext = { runtime, log, extensionUri, globalStorageUri, memory, pages, register };
  registerSkills(features);
  registerProject(features);
  registerClients(features);
  registerAuthoring(features);
  registerDoctor(features);
  registerServer(features);
  setImmediate(() => runtime.start());
  const activatedInMs = performance.now() - started;
  log.info(`AI OS ${runtime.version} activated in ${activatedInMs.toFixed(1)} ms.`);
  return { activatedInMs };
}
