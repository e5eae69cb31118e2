import { parse } from 'yaml';
import { yamlFormat } from '../../../../../runtime/client/formats/yaml/yaml-format.ts';
import { testProperties } from '../format-properties.ts';
import { yamlText } from './yaml-generators.ts';

describe('the YAML format, whatever the file looks like', () => {
  testProperties({
    format: yamlFormat,
    text: yamlText,
    path: ['extensions', 'aios'],
    read: (text) => parse(text.replace(/^\uFEFF/, ''), { logLevel: 'silent' }),
    strip: (piece) => piece.replace(/#.*/g, '').trim(),
  });
});
