import type { FileContents } from '../../files/digest.ts';
import type { SkillManifest } from '../manifest.ts';

/**
 * Puts an agent skill's folder into an agent plugin (agent-plugins.org): a `plugin.json` at the root, the same where
 * Claude Code looks for it, and the skill below `skills/`.
 *
 * @param files an agent skill's files
 */
export function packPlugin(manifest: SkillManifest, files: FileContents): FileContents {
  const about = {
    name: manifest.id,
    version: manifest.version,
    description: manifest.description,
    ...(manifest.author && { author: { name: manifest.author } }),
    ...(manifest.license && { license: manifest.license }),
  };
  const open = {
    $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
    ...about,
    skills: './skills/',
  };
  const json = (value: object): Uint8Array => Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
  const executable = new Set([...(files.executable ?? [])].map((path) => `skills/${manifest.id}/${path}`));
  const packed = new Map([
    ['plugin.json', json(open)],
    ['.claude-plugin/plugin.json', json(about)],
    ...[...files].map(([path, bytes]) => [`skills/${manifest.id}/${path}`, bytes] as [string, Uint8Array]),
  ]);
  return Object.assign(packed, { executable });
}
