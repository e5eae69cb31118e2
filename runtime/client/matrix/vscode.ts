import type { ClientDefinition, ConfigPlaces, PathTemplate, PerPlatform } from '../client-definition.ts';
import { typedHttp } from '../http-shape.ts';
import { inSettings, sharedSkills } from './cells.ts';

const settings = 'code.visualstudio.com/docs/copilot/reference/mcp-configuration';
const skills = 'microsoft/vscode-docs docs/copilot/customization/agent-skills.md; workbench.js of 1.139';

/** Editions that can stand beside each other, by the folder of their settings. */
const editions = ['Code', 'Code - Insiders', 'VSCodium'];
const userFolders: PerPlatform<readonly PathTemplate[]> = inSettings(
  ...editions.map((edition) => `${edition}/User`),
);

function userFiles(folders: readonly PathTemplate[]): ConfigPlaces[] {
  return folders.map((folder) => [`${folder}/mcp.json`]);
}

export const vscode: ClientDefinition = {
  id: 'vscode',
  name: 'VS Code (Copilot)',
  detectedBy: {
    value: userFolders,
    source: 'code.visualstudio.com/docs/configure/settings: where the user settings are; VSCodium docs',
  },
  configFiles: {
    value: {
      linux: userFiles(userFolders.linux),
      darwin: userFiles(userFolders.darwin),
      win32: userFiles(userFolders.win32),
    },
    source: `${settings}: mcp.json of the default profile; other profiles have their own`,
  },
  projectFiles: { value: ['.vscode/mcp.json', '.mcp.json'], source: `${settings}; workbench.js of 1.139` },
  format: { value: 'jsonc', source: `${settings}: the language of the file is jsonc` },
  serversKey: { value: ['servers'], source: settings },
  stdioEntry: { value: 'typed-command', source: `${settings}: type "stdio"` },
  httpEntry: { value: typedHttp, source: settings },
  skillRoots: {
    value: [sharedSkills, '{home}/.copilot/skills', '{home}/.claude/skills'],
    source: skills,
  },
  projectSkillRoots: { value: ['.agents/skills', '.github/skills', '.claude/skills'], source: skills },
  writableSkillRoots: [sharedSkills, '{home}/.copilot/skills'],
  sameName: {
    value: 'first-wins',
    source: 'workbench.js of 1.139.1, computeSkillDiscoveryInfo: "Skipping duplicate agent skill name"',
  },
  reload: {
    value: 'Start the server from the code lens in mcp.json, or reload the window, and trust it when asked.',
    source: settings,
  },
  writableWhileRunning: { value: true, source: `${settings}: changes are noticed (chat.mcp.autostart)` },
  variables: {
    value: ['XDG_CONFIG_HOME', 'APPDATA'],
    source: 'Electron, app.getPath("userData"); VSCODE_PORTABLE is not followed',
  },
};
