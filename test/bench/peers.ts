import type { Peer } from './fetch-peer.ts';

/** The npm packages that we are compared with in what they do, with what their `bin` starts. */
export const peers = {
  skills: { name: 'skills', version: '1.7.4', script: 'bin/cli.mjs' },
  ruler: { name: '@intellectronica/ruler', version: '0.3.44', script: 'dist/cli/index.js' },
  rulesync: { name: 'rulesync', version: '17.0.0', script: 'dist/cli/index.js' },
  addMcp: { name: 'add-mcp', version: '2.4.0', script: 'dist/index.js' },
} as const satisfies Record<string, Peer>;
