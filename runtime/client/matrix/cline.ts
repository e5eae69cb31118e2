import type { ClientDefinition, PathTemplate, PerPlatform } from '../client-definition.ts';
import { inSettings, sharedSkills } from './cells.ts';

const settings = 'cline/cline sdk/packages/shared/src/storage/paths.ts, resolveMcpSettingsPath';
const skills = 'cline/cline@463208d apps/vscode/src/core/storage/skill-directories.ts';

const extensionFolder = 'User/globalStorage/saoudrizwan.claude-dev/settings';
/** Where the extension kept its servers in each editor, before it shared them with the command line. */
const earlier: PerPlatform<readonly PathTemplate[]> = inSettings(
  ...['Code', 'Code - Insiders', 'VSCodium', 'Cursor'].map((editor) => `${editor}/${extensionFolder}`),
);

function filesIn(folders: readonly PathTemplate[]): PathTemplate[] {
  return folders.map((folder) => `${folder}/cline_mcp_settings.json`);
}

/** Cline's extension and command line: they share `~/.cline/data`. */
export const cline: ClientDefinition = {
  id: 'cline',
  name: 'Cline',
  detectedBy: {
    value: {
      linux: ['{home}/.cline', '{clineSettings}', ...earlier.linux],
      darwin: ['{home}/.cline', '{clineSettings}', ...earlier.darwin],
      win32: ['{home}/.cline', '{clineSettings}', ...earlier.win32],
    },
    source: `${settings}; neondatabase/add-mcp src/agents.ts`,
  },
  configFiles: {
    value: {
      linux: [['{clineSettings}', ...filesIn(earlier.linux)]],
      darwin: [['{clineSettings}', ...filesIn(earlier.darwin)]],
      win32: [['{clineSettings}', ...filesIn(earlier.win32)]],
    },
    source: `${settings}; an extension that has not made ~/.cline/data/settings reads its editor's folder`,
  },
  projectFiles: { value: [], source: 'docs.cline.bot/mcp: one file for the person' },
  format: { value: 'json', source: 'cline/cline McpHub.ts: JSON.parse' },
  serversKey: { value: ['mcpServers'], source: 'docs.cline.bot/mcp/configuring-mcp-servers' },
  stdioEntry: {
    value: 'command-with-switch',
    source: 'docs.cline.bot/mcp/configuring-mcp-servers; neondatabase/add-mcp src/agents.ts',
  },
  httpEntry: {
    value: { type: 'streamableHttp', url: '{url}', headers: '{headers}', disabled: false },
    source: 'cline/cline schemas.ts: without a type it is SSE',
  },
  skillRoots: {
    value: [sharedSkills, '{home}/.cline/skills'],
    source: `${skills}: what is scanned later wins`,
  },
  projectSkillRoots: {
    value: ['.agents/skills', '.claude/skills', '.cline/skills', '.clinerules/skills'],
    source: skills,
  },
  writableSkillRoots: [sharedSkills, '{home}/.cline/skills'],
  sameName: {
    value: 'first-wins',
    source:
      'cline/cline@0f667f0 apps/vscode, skills.ts, getAvailableSkills; npm @cline/cli-linux-x64@3.0.65: one by name, the person’s over the project’s',
  },
  reload: {
    value: 'Nothing: Cline notices a change of the file.',
    source: 'cline/cline McpHub.ts, chokidar',
  },
  writableWhileRunning: { value: true, source: 'cline/cline McpHub.ts watches the file' },
  variables: { value: ['CLINE_MCP_SETTINGS_PATH', 'CLINE_DATA_DIR', 'CLINE_DIR'], source: settings },
};
