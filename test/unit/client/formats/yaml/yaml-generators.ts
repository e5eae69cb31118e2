import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';

const plainKeys = ['a', 'b c', '"q: k"', "'s''k'", 'é', 'extensions', 'aios', 'on', 'x-y'];
const scalar = fc.constantFrom(
  ...[
    '1',
    '0x1F',
    '1.0',
    '9223372036854775807',
    '.inf',
    '~',
    'null',
    'true',
    'yes',
    '2001-12-14',
    '12:30:45',
    '',
  ],
  ...[
    'plain text',
    'C:\\x',
    '"a # b\\t\\u00e9"',
    "'it''s: {'",
    '"two⏎    lines"',
    '!!str 1',
    '!mine x',
    '- not',
    'a#b',
  ],
);
const flow = fc.constantFrom(
  ...['{}', '[]', '{ }', '{a: 1, b: [x, "y, z"]}', '{ a: 1, }', '[1, {b: 2}]', '{"a":1,"b":2}', '{a, b: }'],
  ...[
    '{aios: {cmd: x}}',
    '{ foo: 1, "aios": 2 }',
    '{⏎      foo: 1, # c⏎      bar: 2⏎    }',
    '{ # none⏎    }',
  ],
  ...['{⏎      foo: 1,⏎      aios: {x: 1}, # c⏎      bar: 2,⏎    }'],
);
const remark = fc.constantFrom('', '', '', '', ' ', ' # why', '   # {"', '\t# tab');
const blanks = fc.constantFrom(
  '',
  '',
  '',
  '',
  '⏎',
  '⏎# left',
  '⏎⏎  # two',
  '⏎    # four',
  '⏎      # six',
  '⏎  ',
);
const blockText = fc.constantFrom('|', '>-', '|+', '|-  # c', '>').chain((header) => {
  return fc
    .constantFrom('text', 'text⏎', 'one⏎@  two # no comment⏎@three: x', '# text⏎', 'text⏎⏎')
    .map((text) => ({ header, text }));
});

type Lines = (indent: string) => string;
/** The entries of a block map; `@` in a text stands for the indentation of its lines, `⏎` for a line break. */
const { map } = fc.letrec<{ map: Lines; value: Lines }>((tie) => ({
  map: fc
    .tuple(
      fc.uniqueArray(fc.tuple(fc.constantFrom(...plainKeys), tie('value'), blanks), {
        selector: ([key]) => key.replace(/^(["'])(.*)\1$/, '$2'),
        minLength: 1,
        maxLength: 4,
      }),
      fc.constantFrom('', '', '', ' '),
    )
    .map(([entries, gap]) => (indent: string) => {
      return entries.map(([key, value, end]) => `${indent}${key}${gap}:${value(indent)}${end}`).join('⏎');
    }),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    {
      arbitrary: fc.tuple(scalar, remark).map(
        ([text, end]) =>
          () =>
            `${text && ' '}${text}${end}`,
      ),
      weight: 4,
    },
    {
      arbitrary: fc.tuple(flow, remark).map(
        ([text, end]) =>
          () =>
            ` ${text}${end}`,
      ),
      weight: 2,
    },
    {
      arbitrary: blockText.map(({ header, text }) => (indent: string) => {
        return ` ${header}⏎${indent}    ${text.replaceAll('@', `${indent}    `)}`;
      }),
      weight: 1,
    },
    {
      arbitrary: fc
        .tuple(
          tie('map'),
          remark,
          fc.constantFrom('  ', '    ', '  ', ' '),
          fc.constantFrom('', '', '', ' &x', ' !!map'),
        )
        .map(
          ([inner, end, unit, mark]) =>
            (indent: string) =>
              `${mark}${end}⏎${inner(indent + unit)}`,
        ),
      weight: 4,
    },
    {
      arbitrary: fc.tuple(fc.array(scalar, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '  ')).map(
        ([items, unit]) =>
          (indent: string) =>
            items.map((item) => `⏎${indent}${unit}- ${item}`).join(''),
      ),
      weight: 1,
    },
    {
      arbitrary: fc.constantFrom(' *x', ' &x {aios: {cmd: y}}', ' &x text').map((text) => () => text),
      weight: 1,
    },
  ),
}));

/** What a Goose config looks like, with our entry in several spellings or without it. */
const gooseLike = fc
  .tuple(
    fc.constantFrom('', 'GOOSE_PROVIDER: anthropic⏎', '# Goose⏎---⏎', '<<: {b: 1}⏎'),
    fc.constantFrom(
      'extensions:',
      'extensions: # mine',
      '"extensions":',
      'extensions: &x',
      '? extensions⏎:',
      'extensions:⏎  <<: {a: 1}',
    ),
    fc.constantFrom(
      ...[
        '⏎  developer:⏎    enabled: true # c⏎    type: builtin',
        '',
        ' {}',
        ' {a: {x: 1}}',
        '⏎  # none yet',
        ' null',
      ],
    ),
    fc.constantFrom(
      ...[
        '',
        '',
        '⏎  aios:⏎    cmd: x # c⏎    # last',
        "⏎  'aios': {cmd: x} # c",
        '⏎  aios: *x',
        '⏎  aios:',
        '⏎  ? aios⏎  : 1',
      ],
      ...[
        '⏎  aios: &y {a: 1}',
        '⏎  aios: |⏎    text',
        '⏎  aios: # c⏎  - 1⏎  - 2',
        '⏎  !!str aios: 1',
        '⏎  aios: !t {a: 1}',
      ],
    ),
    fc.constantFrom(
      '',
      '⏎  memory: {}',
      '⏎  # after',
      '⏎⏎# end',
      '⏎    # six⏎other: *x',
      '⏎other: 1',
      '⏎...',
    ),
  )
  .map((pieces) => pieces.join(''));

/** Valid YAML in one document. */
export const yamlText = fc
  .record({
    mark: fc.constantFrom('', '', '', '\uFEFF'),
    head: fc.constantFrom('', '', '', '# head⏎', '---⏎', '%YAML 1.2⏎---⏎', '⏎⏎'),
    body: fc.oneof(
      map.map((lines) => lines('')),
      map.map((lines) => lines('')),
      gooseLike,
      fc.constantFrom('', '# only⏎', '{a: 1}'),
    ),
    lineBreak: fc.constantFrom('\n', '\n', '\r\n'),
    end: fc.constantFrom('⏎', '⏎', '', '⏎⏎', ' # end', '⏎# end'),
  })
  .map(({ mark, head, body, lineBreak, end }) => mark + (head + body + end).replaceAll('⏎', lineBreak))
  .filter(isValid);

function isValid(text: string): boolean {
  const documents = [...parseAllDocuments(text.replace(/^\uFEFF/, ''), { logLevel: 'silent' })];
  if (documents.length > 1 || documents.some(({ errors }) => errors.length > 0)) return false;
  try {
    documents[0]?.toJS();
    return true;
  } catch {
    return false;
  }
}
