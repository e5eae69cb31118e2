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
  const find = Object.hasOwn(folders, name) ? folders[name] : undefined;
  return find?.(new Bases(environment));
}

/** Only what is asked for is worked out: the variables of a process take long to read, and every path begins here. */
class Bases {
  readonly home: string;
  /** Our own home. */
  readonly aiosHome: string;
  readonly isWindows: boolean;
  readonly isMac: boolean;
  private readonly environment: Environment;

  constructor(environment: Environment) {
    this.environment = environment;
    this.home = environment.home;
    this.aiosHome = environment.aiosHome;
    this.isWindows = environment.platform === 'win32';
    this.isMac = environment.platform === 'darwin';
  }

  /** A relative one would name another folder wherever AI OS is started; the XDG specification has it ignored. */
  given(variable: string, ...below: string[]): string | undefined {
    const { isAbsolute, join } = pathOf(this.environment);
    const value = this.environment.variables[variable];
    return value !== undefined && isAbsolute(value) ? join(value, ...below) : undefined;
  }

  join(folder: string, ...below: string[]): string {
    return pathOf(this.environment).join(folder, ...below);
  }

  /** In the person's home. */
  own(...below: string[]): string {
    return this.join(this.home, ...below);
  }

  get config(): string {
    return this.given('XDG_CONFIG_HOME') ?? this.own('.config');
  }

  /** `.config`, which macOS has too where nothing moves it. */
  get dotConfig(): string {
    return this.isMac ? this.own('.config') : this.config;
  }

  get appData(): string {
    return this.given('APPDATA') ?? this.own('AppData', 'Roaming');
  }

  get openClaw(): string {
    return this.given('OPENCLAW_STATE_DIR') ?? this.own('.openclaw');
  }
}

const folders: Readonly<Record<string, (bases: Bases) => string>> = {
  aios: ({ aiosHome }) => aiosHome,
  home: ({ home }) => home,
  config: ({ config }) => config,
  appData: ({ appData }) => appData,
  localAppData: (at) => at.given('LOCALAPPDATA') ?? at.own('AppData', 'Local'),
  appSupport: (at) => at.own('Library', 'Application Support'),
  claudeConfig: (at) => at.given('CLAUDE_CONFIG_DIR') ?? at.own('.claude'),
  claudeJson: (at) => at.join(at.given('CLAUDE_CONFIG_DIR') ?? at.home, '.claude.json'),
  clineSettings: (at) =>
    at.given('CLINE_MCP_SETTINGS_PATH') ??
    at.join(
      at.given('CLINE_DATA_DIR') ?? at.given('CLINE_DIR', 'data') ?? at.own('.cline', 'data'),
      'settings',
      'cline_mcp_settings.json',
    ),
  codexHome: (at) => at.given('CODEX_HOME') ?? at.own('.codex'),
  devin: (at) => at.join(at.isWindows ? at.appData : at.dotConfig, 'devin'),
  copilotHome: (at) => at.given('COPILOT_HOME') ?? at.own('.copilot'),
  geminiHome: (at) => at.given('GEMINI_CLI_HOME') ?? at.home,
  gooseConfig: (at) =>
    at.given('GOOSE_PATH_ROOT', 'config') ??
    (at.isWindows ? at.join(at.appData, 'Block', 'goose', 'config') : at.join(at.config, 'goose')),
  openClaw: ({ openClaw }) => openClaw,
  openClawJson: (at) => at.given('OPENCLAW_CONFIG_PATH') ?? at.join(at.openClaw, 'openclaw.json'),
  qwenHome: (at) => at.given('QWEN_HOME') ?? at.own('.qwen'),
  zed: (at) => (at.isWindows ? at.join(at.appData, 'Zed') : at.join(at.dotConfig, 'zed')),
};
