// The floor: about the least an MCP server can be. Plain JavaScript, so that no types have to be stripped.
import { createInterface } from 'node:readline';

const results = {
  initialize: {
    protocolVersion: '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: 'floor', version: '1.0.0' },
  },
  'tools/list': { tools: [{ name: 'nothing', inputSchema: { type: 'object' } }] },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: results[method] }));
});
