import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { tomlFormat } from '../../../../../runtime/client/formats/toml/toml-format.ts';
import { testProperties } from '../format-properties.ts';
import { tomlText } from './toml-generators.ts';

describe('the TOML format, whatever the file looks like', () => {
  testProperties({
    format: tomlFormat,
    text: tomlText,
    path: ['mcp_servers', 'aios'],
    read: (text) => getStaticTOMLValue(parseTOML(text.replace(/^\uFEFF/, ''))),
    strip: (piece) => piece.replace(/#.*/g, '').trim(),
  });
});
