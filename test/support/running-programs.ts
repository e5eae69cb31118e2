/** How Claude Desktop's program shows in the list of those that run. */
export const claudeDesktopLines = {
  linux: '/usr/lib/claude-desktop/claude-desktop --type=browser',
  darwin: '/Applications/Claude.app/Contents/MacOS/Claude',
  win32: 'C:\\Users\\Ada\\AppData\\Local\\AnthropicClaude\\app-1.2.3\\claude.exe',
} as const;
