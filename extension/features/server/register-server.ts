import * as vscode from 'vscode';
import { messageOf } from '../../../runtime/errors.ts';
import { registerCommand } from '../../host/show-error.ts';
import type { FeatureContext } from '../feature-context.ts';
import type { EditorServer } from './editor-server.ts';
import type { SkillTools } from './skill-tools.ts';
import { skillToolNames } from './tool-names.ts';

/** The MCP server in this editor: offered to it, its skills as tools of its language models, and its page. */
export function registerServer(context: FeatureContext): void {
  const { register, log, runtime } = context;
  let opening: Promise<EditorServer> | undefined;
  const open = (): Promise<EditorServer> => {
    opening ??= import('./offer-server.ts').then(({ offerServer }) => register(offerServer(context)));
    return opening;
  };
  register(
    runtime.driftWatch.onStatus((status) => {
      open()
        .then((server) => server.update(status))
        .catch((error: unknown) => log.warn(`Could not offer the MCP server: ${messageOf(error)}`));
    }),
  );
  registerTools(context);
  register(
    registerCommand('aios.server.show', log, async () =>
      (await import('./show-server.ts')).showServer(context, await open()),
    ),
  );
  register(
    registerCommand('aios.server.restart', log, async () =>
      (await import('./restart-server.ts')).restartServer(context, await open()),
    ),
  );
}

/** Forks may have no language models. What the tools do is loaded with the first call. */
function registerTools({ register, runtime }: FeatureContext): void {
  if (typeof vscode.lm?.registerTool !== 'function') return;
  let loading: Promise<SkillTools> | undefined;
  const load = (): Promise<SkillTools> => {
    loading ??= import('./skill-tools.ts').then((module) => new module.SkillTools(runtime.home));
    return loading;
  };
  for (const name of skillToolNames) {
    register(
      vscode.lm.registerTool<Record<string, unknown>>(name, {
        prepareInvocation: async ({ input }) => (await load()).prepare(name, input),
        invoke: async ({ input }) => (await load()).invoke(name, input),
      }),
    );
  }
}
