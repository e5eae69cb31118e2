import fc from 'fast-check';

const keys = ['mcp', 'servers', 'aios', 'a', '$_1', 'null', 'Infinity', 'été', 'x y', "it's", '"', ''];
const isName = /^[\p{L}$_][\p{L}\p{N}$_]*$/u;
const key = fc.constantFrom(...keys).chain((name) => {
  const quoted = [JSON.stringify(name), `'${name.replaceAll("'", "\\'")}'`];
  return fc.constantFrom(
    ...quoted,
    ...(isName.test(name) ? [name, name, `\\u${hexadecimal(name)}${name.slice(1)}`] : []),
  );
});
const scalar = fc.constantFrom(
  ...['1', '+1', '-0', '.5', '5.', '1.0', '0xDEADbeef', '-0x1f', '9223372036854775807', '1e400', '-12E+3'],
  ...['Infinity', '-Infinity', '+NaN', 'true', 'false', 'null', '""', "''", `'it"s'`, '"\\x41\\0\\v\\\'"'],
  ...[
    "'a\\\nb'",
    '"a\\\r\nb"',
    '"// no, /* no"',
    "'},{'",
    "'\u2028'",
    '"\\u0041\\/\\q"',
    "'mcp: {servers: {'",
  ],
);
const blank = fc.constantFrom(
  '',
  ' ',
  ' ',
  '\t',
  '\n',
  '\n  ',
  '\r\n\t',
  '\n\n',
  '  \n',
  '\v',
  '\u00a0',
  '\r',
);
const comment = fc.constantFrom(
  '// c\n',
  '//\r\n',
  "// 'aios': {},\n",
  '/* c */',
  '/**/',
  '/* a\n * b */',
  '/*,}"*/',
);
const trivia = fc
  .array(fc.oneof({ arbitrary: blank, weight: 5 }, { arbitrary: comment, weight: 1 }), { maxLength: 3 })
  .map((pieces) => pieces.join(''));

const { object } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: scalar, weight: 2 },
    { arbitrary: tie('object'), weight: 3 },
    { arbitrary: tie('array'), weight: 1 },
  ),
  object: enclosed(
    '{',
    '}',
    fc
      .tuple(key, trivia, trivia, tie('value'))
      .map(([name, before, after, inner]) => `${name}${before}:${after}${inner}`),
  ),
  array: enclosed('[', ']', tie('value')),
}));

/** What an OpenClaw config looks like, with our entry or without it. */
const openClawLike = fc
  .tuple(
    fc.constantFrom('mcp', "'mcp'", '"mcp"'),
    fc.constantFrom('servers: {}', 'servers: {/* none */}', "'servers': { a: {}, }", 'enabled: true', ''),
    fc.constantFrom(
      '',
      "servers: {aios: {command: 'x'}, // ours\n }",
      'servers: {\n    "aios": 1,\n    b: 2 /* b */\n  },',
    ),
    fc.constantFrom(' // end', '', '\n  /* end */'),
  )
  .map(([name, first, second, end]) => {
    const members = [first, second].filter((member) => member !== '').join(',\n  ');
    return `// OpenClaw\n{\n  agents: {defaults: {model: 'x'}}, ${name}: {${members}${end}\n  },\n}\n`;
  });

/** JSON5 with comments, white space, trailing commas and duplicate keys in every place where they may be. */
export const json5Text = fc
  .tuple(fc.constantFrom('', '', '\uFEFF'), trivia, fc.oneof(object, openClawLike), trivia)
  .map((parts) => parts.join(''));

function enclosed(open: string, close: string, item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const items = fc.array(fc.tuple(trivia, item, trivia), { maxLength: 4 });
  return fc.tuple(items, trivia, fc.boolean()).map(([parts, end, trailing]) => {
    const comma = trailing && parts.length > 0 ? ',' : '';
    return open + parts.map((part) => part.join('')).join(',') + comma + end + close;
  });
}

function hexadecimal(name: string): string {
  return name.charCodeAt(0).toString(16).padStart(4, '0');
}
