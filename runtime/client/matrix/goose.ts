import type { ClientDefinition } from '../client-definition.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'goose-docs.ai, configuration files';
const skills = 'aaif-goose/goose@2533f35 crates/goose/src/skills/mod.rs, all_skill_dirs';

export const goose: ClientDefinition = {
  id: 'goose',
  name: 'Goose',
  detectedBy: {
    value: everywhere(['{gooseConfig}']),
    source: 'aaif-goose/goose crates/goose/src/config/paths.rs',
  },
  configFiles: {
    value: everywhere([['{gooseConfig}/config.yaml']]),
    source: `${settings}: ~/.config/goose, on Windows %APPDATA%\\Block\\goose\\config`,
  },
  projectFiles: { value: [], source: 'extensions of a project are part of its plugins (goose 1.39)' },
  format: { value: 'yaml', source: settings },
  serversKey: { value: ['extensions'], source: settings },
  stdioEntry: { value: 'goose', source: `${settings}; neondatabase/add-mcp src/agents.ts` },
  httpEntry: {
    value: {
      type: 'streamable_http',
      name: '{name}',
      description: '',
      uri: '{url}',
      headers: '{headers}',
      enabled: true,
      timeout: 300,
    },
    source: 'neondatabase/add-mcp src/agents.ts, transformGooseConfig',
  },
  skillRoots: {
    value: [sharedSkills, '{gooseConfig}/skills', '{home}/.claude/skills', '{home}/.config/agents/skills'],
    source: skills,
  },
  projectSkillRoots: { value: ['.agents/skills', '.goose/skills', '.claude/skills'], source: skills },
  writableSkillRoots: [sharedSkills, '{gooseConfig}/skills'],
  sameName: { value: 'first-wins', source: `${skills}; scan_skills_from_dir keeps the first` },
  reload: { value: 'Start a new Goose session.', source: settings },
  writableWhileRunning: { value: true, source: `${settings}: \`goose configure\` writes it beside sessions` },
  variables: {
    value: ['GOOSE_PATH_ROOT', 'XDG_CONFIG_HOME', 'APPDATA'],
    source: 'aaif-goose/goose crates/goose/src/config/paths.rs',
  },
};
