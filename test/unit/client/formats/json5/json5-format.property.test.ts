import { createContext, runInContext } from 'node:vm';
import { json5Format } from '../../../../../runtime/client/formats/json5/json5-format.ts';
import { testProperties } from '../format-properties.ts';
import { json5Text } from './json5-generators.ts';

const realm = createContext();

describe('the JSON5 format, whatever the file looks like', () => {
  testProperties({
    format: json5Format,
    text: json5Text,
    path: ['mcp', 'servers', 'aios'],
    read: readAsScript,
    strip: (piece) => piece.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').trim(),
  });
});

/** JSON5 is a part of ECMAScript, so that an engine reads it too; its objects have another realm's prototype. */
function readAsScript(text: string): unknown {
  return structuredClone(runInContext(`(${text.replace(/^\uFEFF/, '')}\n)`, realm));
}
