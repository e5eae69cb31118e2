import fc from 'fast-check';
import type { JsonValue } from '../../../../../runtime/client/formats/config-format.ts';

const keys = ['mcpServers', 'aios', 'a', '__proto__', 'constructor', '', 'q"\\', 'é\u2028', 'b\n'];
/** Keys, many of which need care. */
export const key = fc.constantFrom(...keys);
const rawKey = key.chain((name) =>
  fc.constantFrom(JSON.stringify(name), JSON.stringify(name), `"${escapeAll(name)}"`),
);
const rawScalar = fc.constantFrom(
  ...['1', '-0', '1.0', '1e400', '-12E+3', '9223372036854775807', '0.1000', 'true', 'false', 'null'],
  ...['""', '"x"', '"\\u0041\\/\\ud800"', '"// no, /* no"', '"},{"', '"😀\u2028"'],
);
const blank = fc.constantFrom('', ' ', ' ', '  ', '\t', '\n', '\n  ', '\r\n', '\r\n\t', '\r', '\n\n', '  \n');
const comment = fc.constantFrom(
  ...['// c\n', '//\r\n', '// "aios": {},\r', '// é\n    '],
  ...['/* c */', '/**/', '/* a\n * b */', '/*,}"*/', '/* x *//* y */'],
);
const trivia = fc
  .array(fc.oneof({ arbitrary: blank, weight: 5 }, { arbitrary: comment, weight: 1 }), { maxLength: 3 })
  .map((pieces) => pieces.join(''));

/** JSON with comments, white space, trailing commas and duplicate keys in every place where they may be. */
export const { object: wildObject } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: rawScalar, weight: 2 },
    { arbitrary: tie('object'), weight: 3 },
    { arbitrary: tie('array'), weight: 1 },
  ),
  object: enclosed(
    '{',
    '}',
    fc.tuple(rawKey, trivia, trivia, tie('value')).map(([k, b, a, v]) => `${k}${b}:${a}${v}`),
  ),
  array: enclosed('[', ']', tie('value')),
}));

function enclosed(open: string, close: string, item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const items = fc.array(fc.tuple(trivia, item, trivia), { maxLength: 4 });
  return fc.tuple(items, trivia, fc.boolean()).map(([parts, end, trailing]) => {
    const comma = trailing && parts.length > 0 ? ',' : '';
    return open + parts.map((part) => part.join('')).join(',') + comma + end + close;
  });
}

/** Text as people and programs lay it out: indented, with comments on lines of their own and at line ends. */
const tidyObject = fc
  .record({
    value: fc.dictionary(
      key,
      fc.oneof(fc.dictionary(key, fc.jsonValue({ maxDepth: 2 })), fc.jsonValue({ maxDepth: 1 })),
      {
        maxKeys: 4,
      },
    ),
    unit: fc.constantFrom('\t', '  ', '    ', '        ', ''),
    lineBreak: fc.constantFrom('\n', '\r\n'),
    remarks: fc.infiniteStream(
      fc.constantFrom('', '', '', '', ' ', ' // why', ' /* why */', '⏎', '⏎// why', '⏎  /* why⏎not */'),
    ),
    trailing: fc.boolean(),
  })
  .map(({ value, unit, lineBreak, remarks, trailing }) => {
    const lines = JSON.stringify(value, null, unit).split('\n');
    const commented = lines.slice(0, -1).map((line, index) => {
      const lacksComma = trailing && !/[[{,]$/.test(line) && /^\s*[\]}]/.test(lines[index + 1] ?? '');
      return `${line}${lacksComma ? ',' : ''}${remarks.next().value}`;
    });
    return [...commented, lines.at(-1)].join(lineBreak).replaceAll('⏎', lineBreak);
  });

/** A config file, with or without a byte order mark. */
export const text = fc
  .tuple(fc.constantFrom('', '', '\uFEFF'), trivia, fc.oneof(wildObject, tidyObject), trivia)
  .map((parts) => parts.join(''));
/** A value for an entry. */
export const value = fc.oneof(
  fc.constant<JsonValue>({ command: '/home/me/.aios/bin/aios-mcp', args: ['--stdio'], env: {} }),
  fc.jsonValue({ maxDepth: 2 }).map((any) => any as JsonValue),
);

function escapeAll(name: string): string {
  return [...name].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}
