import fc from 'fast-check';
import { parseTOML } from 'toml-eslint-parser';

const names = ['a', 'b-c', '"q k"', "'lit.eral'", '"é"', '""', '1', 'mcp_servers', 'true'];
const name = fc.constantFrom(...names);
const dotted = fc
  .tuple(name, fc.option(name), fc.constantFrom('.', ' . ', '.\t'))
  .map(([first, second, dot]) => (second === null ? first : first + dot + second));
const scalar = fc.constantFrom(
  ...['1', '-0', '+1_000', '0xDEAD_beef', '0o7', '9223372036854775807', '1.0', '6.022e23', 'inf', '-nan'],
  ...['true', '1979-05-27T07:32:00.5Z', '1979-05-27 07:32:00', '1979-05-27', '07:32:00', '""', "'C:\\x'"],
  ...['"a # b"', '"\\u00e9\\t\\"]"', '"""⏎a "" \\⏎   b"""', "'''⏎[mcp_servers.aios]⏎x = 1'''", '"""# no"""'],
);
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: scalar, weight: 4 },
    {
      arbitrary: fc
        .tuple(fc.array(tie('value'), { maxLength: 3 }), fc.constantFrom('', '⏎', ' # c, ]⏎  '), fc.boolean())
        .map(
          ([items, gap, trailing]) =>
            `[${gap}${items.join(`,${gap}`)}${trailing && items.length ? ',' : ''}${gap}]`,
        ),
      weight: 1,
    },
    {
      arbitrary: fc
        .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 3, selector: ([key]) => key })
        .map((members) => `{ ${members.map(([key, inner]) => `${key} = ${inner}`).join(', ')} }`),
      weight: 1,
    },
  ),
}));
const remark = fc.constantFrom('', '', '', ' ', '\t# why', ' # [mcp_servers.aios]', '#é"');
const line = fc.oneof(
  fc.tuple(dotted, fc.constantFrom('=', ' = ', '\t=  '), value).map((pieces) => pieces.join('')),
  dotted.map((key) => `[${key}]`),
  dotted.map((key) => `[[ ${key} ]]`),
  fc.constantFrom('', '', '# a comment', '  # "quoted" = 1', '   '),
);
/** Every way to write our entry, and things close to it. */
const ours = fc.constantFrom(
  ...[
    '[mcp_servers]',
    '[mcp_servers.foo]⏎command = "x"',
    '[ mcp_servers . "foo" ] # foo',
    '[mcp_servers.aios]',
  ],
  ...["[mcp_servers.'aios'] # ours⏎command = 'x'⏎# between⏎args = []", '[mcp_servers.aios.env]⏎A = "b"'],
  ...[
    '[mcp_servers.aios.tools.x]⏎approval = 1',
    'aios.command = "x" # c',
    'aios.env.A = "b"',
    '"aios" = { a = 1 }',
  ],
  ...['mcp_servers.aios.command = "x"', 'mcp_servers = {}', 'mcp_servers = { }', 'mcp_servers.foo.x = 1'],
  ...['mcp_servers = { foo = { x = 1 } } # c', 'mcp_servers = { aios.command = "x", b = 1, aios.args = [] }'],
  ...[
    'mcp_servers = { aios = {}, b = 1 }',
    'mcp_servers = { b = 1, "aios" = 2 }',
    'mcp_servers.aios = "text"',
  ],
  ...['mcp_servers = {⏎  b = 1, # b⏎}', 'mcp_servers = {⏎  b = 1 # b⏎  # end⏎}', 'mcp_servers = { b = 1, }'],
  ...[
    'mcp_servers = {⏎  aios = { x = 1 }, # c⏎  b = 1⏎}',
    'mcp_servers = { # none⏎}',
    '[[mcp_servers.aios]]',
  ],
  ...[
    '[[mcp_servers]]⏎aios = {}',
    'mcp_servers = 1',
    'mcp_servers = [{ aios = 1 }]',
    '  [mcp_servers.aios]⏎  b = 1⏎',
  ],
);

/** Valid TOML: lines put one behind the other as long as they stay valid. */
export const tomlText = fc
  .record({
    mark: fc.constantFrom('', '', '', '\uFEFF'),
    lines: fc.array(
      fc.oneof(
        { arbitrary: fc.tuple(line, remark), weight: 3 },
        { arbitrary: fc.tuple(ours, fc.constant('')), weight: 1 },
      ),
      { maxLength: 9 },
    ),
    lineBreaks: fc.infiniteStream(fc.constantFrom('\n', '\n', '\n', '\r\n')),
    isEnded: fc.boolean(),
  })
  .map(({ mark, lines, lineBreaks, isEnded }) => {
    let text = '';
    for (const [content, comment] of lines) {
      const lineBreak = String(lineBreaks.next().value);
      const added = (content + comment).replaceAll('⏎', lineBreak);
      if (parses(text + added)) text += added + lineBreak;
    }
    const ended = isEnded ? text : text.replace(/\r?\n$/, '');
    return mark + (parses(ended) ? ended : text);
  });

function parses(text: string): boolean {
  try {
    parseTOML(text);
    return true;
  } catch {
    return false;
  }
}
