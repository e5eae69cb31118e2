import * as vscode from 'vscode';
import { createRuntime } from '../runtime/runtime.ts';
import { registerAuthoring } from './features/authoring/register-authoring.ts';
import { registerClients } from './features/clients/register-clients.ts';
import { registerCursorPlugin } from './features/clients/register-cursor-plugin.ts';
import { registerDoctor } from './features/doctor/register-doctor.ts';
import type { FeatureContext } from './features/feature-context.ts';
import { registerProject } from './features/project/register-project.ts';
import { registerServer } from './features/server/register-server.ts';
import { registerSkills } from './features/skills/register-skills.ts';
import { findCursorServers } from './host/cursor-servers.ts';
import { cursorConfigPath } from './host/own-config.ts';
import { createPorts } from './host/ports.ts';
import type { Pages } from './pages/pages.ts';

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
  const cursor = findCursorServers(vscode, cursorConfigPath());
  const runtime = register(createRuntime(createPorts(context, log, cursor)));
  const { extensionUri, globalStorageUri, globalState: memory } = context;
  let opened: Promise<Pages> | undefined;
  const pages: FeatureContext['pages'] = () => {
    opened ??= import('./pages/pages.ts').then(({ Pages: OpenPages }) => register(new OpenPages(log)));
    return opened;
  };
  const own = { runtime, log, extensionUri, globalStorageUri, memory, cursor };
  const features: FeatureContext = { ...own, pages, register };
  registerSkills(features);
  registerProject(features);
  registerClients(features);
  registerCursorPlugin(features);
  registerAuthoring(features);
  registerDoctor(features);
  registerServer(features);
  setImmediate(() => runtime.start());
  const activatedInMs = performance.now() - started;
  log.info(`AI OS ${runtime.version} activated in ${activatedInMs.toFixed(1)} ms.`);
  return { activatedInMs };
}
