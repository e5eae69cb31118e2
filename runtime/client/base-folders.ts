import { posix, win32 } from 'node:path';
import type { Environment } from '../ports.ts';

/** Paths are spelled as the environment's platform does, so that the whole matrix can be tested anywhere. */
export function pathOf({ platform }: Pick<Environment, 'platform'>): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

/**
 * The folders, and few files, that paths in the client matrix begin with, and the variables that move them. Each
 * client's row says in `variables` which ones it follows and where that is known from.
 *
 * @returns undefined for a name that nobody knows
 */
export function baseFolder(name: string, environment: Environment): string | undefined {
  const { home, platform, variables } = environment;
  const { isAbsolute, join } = pathOf(environment);
  // A relative one would name another folder wherever AI OS is started; the XDG specification has it ignored.
  const given = (variable: string, ...below: string[]): string | undefined => {
    const value = variables[variable];
    return value !== undefined && isAbsolute(value) ? join(value, ...below) : undefined;
  };
  const config = given('XDG_CONFIG_HOME') ?? join(home, '.config');
  const appData = given('APPDATA') ?? join(home, 'AppData', 'Roaming');
  const claude = given('CLAUDE_CONFIG_DIR');
  const clineData = given('CLINE_DATA_DIR') ?? given('CLINE_DIR', 'data') ?? join(home, '.cline', 'data');
  const openClaw = given('OPENCLAW_STATE_DIR') ?? join(home, '.openclaw');
  const dotConfig = platform === 'darwin' ? join(home, '.config') : config;
  const goose = platform === 'win32' ? join(appData, 'Block', 'goose', 'config') : join(config, 'goose');
  const folders: Readonly<Record<string, string>> = {
    home,
    config,
    appData,
    localAppData: given('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'),
    appSupport: join(home, 'Library', 'Application Support'),
    claudeConfig: claude ?? join(home, '.claude'),
    claudeJson: join(claude ?? home, '.claude.json'),
    clineSettings: given('CLINE_MCP_SETTINGS_PATH') ?? join(clineData, 'settings', 'cline_mcp_settings.json'),
    codexHome: given('CODEX_HOME') ?? join(home, '.codex'),
    devin: join(platform === 'win32' ? appData : dotConfig, 'devin'),
    copilotHome: given('COPILOT_HOME') ?? join(home, '.copilot'),
    geminiHome: given('GEMINI_CLI_HOME') ?? home,
    gooseConfig: given('GOOSE_PATH_ROOT', 'config') ?? goose,
    openClaw,
    openClawJson: given('OPENCLAW_CONFIG_PATH') ?? join(openClaw, 'openclaw.json'),
    qwenHome: given('QWEN_HOME') ?? join(home, '.qwen'),
    zed: platform === 'win32' ? join(appData, 'Zed') : join(dotConfig, 'zed'),
  };
  return folders[name];
}
