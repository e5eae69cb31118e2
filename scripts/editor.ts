/**
 * `npm run editor`: a real VS Code in the browser, with the extension from this checkout, on a throw-away home
 * and a sample workspace. Prints its address and stays until Ctrl-C. `--workspace DIR` opens that folder
 * instead of the sample, `--untrusted` opens it in Restricted Mode.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from '../test/support/editor/command.ts';
import { ensureEditor } from '../test/support/editor/fetch-editor.ts';
import { builtExtension, makeSamplePlace } from '../test/support/editor/sample.ts';
import { startEditorServer } from '../test/support/editor/server.ts';
import { workbenchAddress } from '../test/support/editor/session.ts';

await runProgram(async () => {
  const { values } = parseArgs({
    options: { workspace: { type: 'string' }, untrusted: { type: 'boolean' } },
  });
  const extension = builtExtension();
  const installation = await ensureEditor(console.log);
  const place = await makeSamplePlace();
  const server = await startEditorServer(installation, {
    home: place.home,
    trust: values.untrusted !== true,
    extensionFolders: [extension],
    endWhenUnused: false,
  });
  const address = workbenchAddress(server, {
    workspaceFolder: values.workspace === undefined ? place.workspace : resolve(values.workspace),
  });
  console.log(`VS Code ${installation.version} with AI OS from ${extension}`);
  console.log(`Throw-away home: ${place.home}`);
  console.log(`\nOpen this address in a browser, Ctrl-C ends it:\n\n${address}\n`);
  await server.ended;
  throw new Error(`The editor's server ended by itself:\n${server.output()}`);
});
