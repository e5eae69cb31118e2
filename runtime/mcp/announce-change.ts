import type { McpServer } from '@modelcontextprotocol/server';

/** Tells a client that every list may have changed. */
export function announceChange(mcp: McpServer): void {
  mcp.sendToolListChanged();
  mcp.sendPromptListChanged();
  mcp.sendResourceListChanged();
}
