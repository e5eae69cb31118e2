/**
 * What Cursor adds to the editor's API for folders of plugins, as cursor.com/docs/extension-api#plugin-paths has it:
 * `vscode.cursor.plugins`. Cursor finds the plugin's skills in the folder's `skills`.
 */
export interface CursorPluginsApi {
  /** @param path a plugin's folder, absolute */
  registerPath(path: string): void;
  unregisterPath(path: string): void;
}

/**
 * @param editor the `vscode` module
 * @returns undefined in every other editor
 */
export function findCursorPlugins(editor: object): CursorPluginsApi | undefined {
  const { cursor } = editor as { readonly cursor?: { readonly plugins?: Partial<CursorPluginsApi> } };
  const plugins = cursor?.plugins;
  if (typeof plugins?.registerPath !== 'function' || typeof plugins.unregisterPath !== 'function')
    return undefined;
  return plugins as CursorPluginsApi;
}
