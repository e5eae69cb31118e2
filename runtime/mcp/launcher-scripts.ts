import { launcherFiles } from './launcher-path.ts';

/**
 * The command that clients' configs name, for macOS and Linux. It finds a JavaScript runtime, leaves stdin and
 * stdout to the server, and says on stderr what is missing. `runtimes` lists what has run AI OS here, newest
 * first, as `<kind> <path>` lines, on file descriptor 3.
 */
export const posixLauncher = `#!/bin/sh
# Starts the AI OS MCP server for an AI client. Written by AI OS; it writes it anew when it changes.
bin=\${0%/*}
AIOS_HOME=\${bin%/*}
NODE_COMPILE_CACHE=$AIOS_HOME/state/compile-cache
export AIOS_HOME NODE_COMPILE_CACHE
server=$bin/${launcherFiles.server}

if [ ! -r "$server" ]; then
  echo "aios-mcp: $server is missing. Run 'aios sync', or open an editor that has the AI OS extension." >&2
  exit 127
fi

if [ -r "$bin/${launcherFiles.runtimes}" ]; then
  while read -r kind path <&3; do
    [ -f "$path" ] && [ -x "$path" ] || continue
    case $kind in
      electron) ELECTRON_RUN_AS_NODE=1 exec "$path" "$server" "$@" 3<&- ;;
      node) exec "$path" "$server" "$@" 3<&- ;;
    esac
  done 3< "$bin/${launcherFiles.runtimes}"
fi

for path in "$(command -v node 2>/dev/null </dev/null)" /opt/homebrew/bin/node /usr/local/bin/node /usr/bin/node \\
  "$HOME"/.volta/bin/node "$HOME"/.nvm/versions/node/*/bin/node "$HOME"/.local/share/fnm/node-versions/*/installation/bin/node; do
  [ -f "$path" ] && [ -x "$path" ] || continue
  major=$("$path" -p 'parseInt(process.versions.node, 10)' 2>/dev/null </dev/null) || continue
  [ "$major" -ge 22 ] 2>/dev/null && exec "$path" "$server" "$@"
done

echo "aios-mcp: found no program to run the server with. Open an editor that has the AI OS extension once, or install Node.js 22 or newer." >&2
exit 127
`;

/** The same for Windows. */
export const windowsLauncher = [
  '@echo off',
  'rem Starts the AI OS MCP server for an AI client. Written by AI OS; it writes it anew when it changes.',
  'setlocal',
  'for %%d in ("%~dp0..") do set "AIOS_HOME=%%~fd"',
  'set "NODE_COMPILE_CACHE=%AIOS_HOME%\\state\\compile-cache"',
  'set "AIOS_RUNTIME="',
  `if not exist "%~dp0${launcherFiles.server}" goto noserver`,
  `if exist "%~dp0${launcherFiles.runtimes}" for /f "usebackq tokens=1,*" %%a in ("%~dp0${launcherFiles.runtimes}") do call :consider %%a "%%b"`,
  'if not defined AIOS_RUNTIME for %%n in (node.exe) do if not "%%~$PATH:n"=="" set "AIOS_RUNTIME=%%~$PATH:n"',
  'if not defined AIOS_RUNTIME goto missing',
  `"%AIOS_RUNTIME%" "%~dp0${launcherFiles.server}" %*`,
  'exit /b %errorlevel%',
  ':consider',
  'if defined AIOS_RUNTIME exit /b 0',
  'if not exist "%~2" exit /b 0',
  'set "AIOS_RUNTIME=%~2"',
  'if "%~1"=="electron" set "ELECTRON_RUN_AS_NODE=1"',
  'exit /b 0',
  ':missing',
  'echo aios-mcp: found no program to run the server with. Open an editor that has the AI OS extension once, or install Node.js 22 or newer. 1>&2',
  'exit /b 127',
  ':noserver',
  `echo aios-mcp: %~dp0${launcherFiles.server} is missing. Run 'aios sync', or open an editor that has the AI OS extension. 1>&2`,
  'exit /b 127',
  '',
].join('\r\n');
