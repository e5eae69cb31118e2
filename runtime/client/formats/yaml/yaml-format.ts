import type { ConfigFormat } from '../config-format.ts';
import { treeFormatOf } from '../tree-format.ts';
import { commentsOf, openYaml, type YamlDocument } from './yaml-document.ts';
import { holdsComment, removeYamlText, setYamlText } from './yaml-edit.ts';
import { followPath } from './yaml-path.ts';

/** YAML, as Goose has it. */
export const yamlFormat: ConfigFormat = treeFormatOf<YamlDocument>({
  language: 'YAML',
  open: openYaml,
  refuseBlockedPath: (open, path) => void followPath(open, path),
  setText: setYamlText,
  removeText: removeYamlText,
  commentsOf,
  holdsComment,
});
