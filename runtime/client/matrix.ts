import type { ClientDefinition } from './client-definition.ts';
import { antigravity } from './matrix/antigravity.ts';
import { claudeCode } from './matrix/claude-code.ts';
import { claudeDesktop } from './matrix/claude-desktop.ts';
import { cline } from './matrix/cline.ts';
import { codex } from './matrix/codex.ts';
import { copilotCli } from './matrix/copilot-cli.ts';
import { cursor } from './matrix/cursor.ts';
import { devinDesktop } from './matrix/devin-desktop.ts';
import { factoryDroid } from './matrix/factory-droid.ts';
import { geminiCli } from './matrix/gemini-cli.ts';
import { goose } from './matrix/goose.ts';
import { openClaw } from './matrix/openclaw.ts';
import { opencode } from './matrix/opencode.ts';
import { qwenCode } from './matrix/qwen-code.ts';
import { vscode } from './matrix/vscode.ts';
import { windsurf } from './matrix/windsurf.ts';
import { zed } from './matrix/zed.ts';

/** Every client AI OS delivers to, in the order they are told of. A new client is a new row here and nothing else. */
export const clientMatrix: readonly ClientDefinition[] = [
  claudeDesktop,
  cursor,
  claudeCode,
  devinDesktop,
  windsurf,
  vscode,
  copilotCli,
  codex,
  geminiCli,
  antigravity,
  zed,
  cline,
  goose,
  opencode,
  openClaw,
  qwenCode,
  factoryDroid,
];
