import { CodeLines, lineAt, longestCall } from './code-lines.ts';

/** What comes in where, and must not go out there. */
export interface Flow {
  readonly source: RegExp;
  readonly sink: RegExp;
  /** Short texts, one of which stands in every source or sink, in lower case. */
  readonly sourceHints: readonly string[];
  readonly sinkHints: readonly string[];
  /** What uses a source without taking anything out of it. */
  readonly isHarmless: RegExp;
}

const assignment =
  /^\s{0,80}(?:(?:const|let|var|local|export|my)\s{1,3})?\$?([a-z_]\w{0,60})(?:\s{0,2},\s{0,2}\w{1,40}){0,3}(?:\s{0,2}:\s{0,2}[\w[\], |<>]{1,60})?\s{0,3}(?:[+|]?=|:=)(?!=)\s{0,3}(.{1,2000})$/iu;
const opened = /\b(?:open|Path|urlopen|get|connect)\([^\n]{0,300}\)\s{1,3}as\s{1,3}(\w{1,40})/u;
const loop =
  /\bfor\s{1,3}\(?\s{0,2}(?:const|let|var)?\s{0,2}[[(]?\s{0,2}(\w{1,40})(?:\s{0,2},\s{0,2}(\w{1,40}))?[^\n]{0,60}?\b(?:in|of)\b\s{0,3}([^\n]{1,300})/u;
const collected =
  /^\s{0,80}\$?(\w{1,60})(?:\.(?:append|push|update|add|extend|write|writestr|set|set_content|attach|add_attachment|set_payload|field|addFile)\(|\[[^\]\n]{1,80}\]\s{0,2}=)(.{1,1000})$/u;
const definition =
  /^\s{0,40}(?:export\s{1,3})?(?:async\s{1,3})?(?:def|function)\s{1,3}(\w{1,60})|^\s{0,40}(?:const|let|var)\s{1,3}(\w{1,60})\s{0,3}=\s{0,3}(?:async\s{0,3})?\(?[\w\s,{}:]{0,80}\)?\s{0,3}=>/u;
const words = /(?<=\$\{?)\w{1,60}|\b(?![rfbu]{1,2}["'])[a-z_]\w{0,60}\b/giu;
/** Names that every program uses for everything. */
const common = new Set([
  'self',
  'this',
  'os',
  'if',
  'env',
  'line',
  'home',
  'args',
  'process',
  'console',
  'json',
  'JSON',
  'path',
  'Path',
  'fs',
  'require',
  'import',
  'sys',
  'logger',
  'log',
  'print',
  'true',
  'false',
  'None',
  'null',
  'r',
  'response',
  'res',
  'headers',
  'url',
  'timeout',
]);

/** A stretch of lines in which a name holds what came from a source. */
interface Tainted {
  readonly from: number;
  readonly to: number;
}

type TaintedNames = Map<string, Tainted[]>;

/** So many names of a program are followed, and so many functions: more has no program that a person wrote. */
const maxNames = 20_000;
const maxFunctions = 5_000;

/**
 * Follows what a source gives through a program's variables, and through the arguments of its functions, to a sink:
 * line by line, forwards, twice, without branches. That is enough for programs that hide nothing but their purpose.
 *
 * @returns the sink's line, counted from 1, or undefined when nothing gets there
 */
export function findFlow(flow: Flow, text: string): { line: number; text: string } | undefined {
  const code = new CodeLines(text);
  if (!code.say(flow.source) || !code.say(flow.sink)) return undefined;
  const names = taintedNames(flow, code);
  const call: string[] = [];
  let at = 0;
  const isSent = (): boolean => flow.sink.test(call[0] ?? '') && isReached(flow, call, at, names);
  for (const line of code) {
    call.push(line);
    if (call.length < longestCall) continue;
    if (isSent()) return { line: at + 1, text: lineAt(text, at) };
    call.shift();
    at += 1;
  }
  for (; call.length > 0; call.shift(), at += 1)
    if (isSent()) return { line: at + 1, text: lineAt(text, at) };
  return undefined;
}

function taintedNames(flow: Flow, code: CodeLines): TaintedNames {
  const names: TaintedNames = new Map();
  const functions = functionsOf(code);
  const mark = (name: string | undefined, from: string | undefined, index: number): void => {
    if (name === undefined || from === undefined || common.has(name) || names.has(name)) return;
    if (names.size >= maxNames) return;
    if (holds(flow, from, names, index) && !flow.isHarmless.test(from))
      names.set(name, [{ from: index, to: Number.POSITIVE_INFINITY }]);
  };
  for (let pass = 0; pass < 2; pass += 1) {
    let inside: string | undefined;
    let index = -1;
    for (const line of code) {
      index += 1;
      const defined = definition.exec(line);
      if (defined) inside = defined[1] ?? defined[2];
      if (!speaksOf(flow, line, names)) continue;
      const set = assignment.exec(line) ?? collected.exec(line);
      mark(set?.[1], set?.[2], index);
      const file = opened.exec(line);
      mark(file?.[1], file ? line.slice(0, file.index + file[0].length) : undefined, index);
      const over = loop.exec(line);
      mark(over?.[1], over?.[3], index);
      mark(over?.[2], over?.[3], index);
      // A function that gives back what it read is a source wherever it is called.
      if (inside !== undefined && /^\s{1,80}(?:return|yield)\b/u.test(line)) mark(inside, line, -1);
      if (!defined) markParameters(flow, functions, line, names, index);
    }
  }
  return names;
}

/** Whether a line holds a source or a name that something of one is in, wherever in the program that is. */
function speaksOf(flow: Flow, line: string, names: TaintedNames): boolean {
  if (flow.source.test(line)) return true;
  if (names.size === 0) return false;
  let start = -1;
  for (let at = 0; at <= line.length; at++) {
    if (isWordPart(line.charCodeAt(at))) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      if (names.has(line.slice(start, at))) return true;
      start = -1;
    }
  }
  return false;
}

function isWordPart(unit: number): boolean {
  const letter = (unit | 0x20) - 0x61;
  return (letter >= 0 && letter < 26) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f;
}

interface OwnFunction extends Tainted {
  to: number;
  readonly indent: number;
  readonly parameters: readonly string[];
}

const parameterList =
  /^(\s{0,40})(?:export\s{1,3})?(?:async\s{1,3})?(?:(?:def|function)\s{1,3}(\w{1,60})\s{0,2}\(|(?:const|let|var)\s{1,3}(\w{1,60})\s{0,3}=\s{0,3}(?:async\s{0,3})?\()([^)\n]{1,200})\)/u;

/** A program's own functions by name: the lines of their bodies, by indentation, and their parameters. */
function functionsOf(code: CodeLines): ReadonlyMap<string, OwnFunction> {
  const functions = new Map<string, OwnFunction>();
  let open: OwnFunction[] = [];
  let index = -1;
  for (const line of code) {
    index += 1;
    if (open.length > 0)
      open = open.filter((each) => {
        if (isInside(line, each.indent)) return true;
        each.to = index;
        return false;
      });
    const [, indent = '', named, arrow, list = ''] = parameterList.exec(line) ?? [];
    const name = named ?? arrow;
    if (name === undefined || functions.size >= maxFunctions) continue;
    const parameters = list
      .split(',')
      .map((each) => /^\s{0,8}(\w{1,60})/u.exec(each)?.[1] ?? '')
      .filter((each) => each !== '' && !common.has(each));
    const own = { from: index, to: Number.MAX_SAFE_INTEGER, indent: indent.length, parameters };
    functions.set(name, own);
    open.push(own);
  }
  return functions;
}

function isInside(line: string, indent: number): boolean {
  const start = line.search(/\S/u);
  return start < 0 || start > indent || /^\s*[})\]]/u.test(line);
}

/** What is handed to a function of the program's own, its parameters hold. */
function markParameters(
  flow: Flow,
  functions: ReadonlyMap<string, OwnFunction>,
  line: string,
  names: TaintedNames,
  index: number,
): void {
  if (functions.size === 0) return;
  for (const call of line.matchAll(/\b(\w{2,60})\(([^\n]{1,300})/gu)) {
    const own = functions.get(call[1] ?? '');
    const given = call[2] ?? '';
    if (own === undefined || flow.isHarmless.test(given) || !holds(flow, given, names, index)) continue;
    for (const parameter of own.parameters) {
      const known = names.get(parameter) ?? [];
      if (names.size >= maxNames && known.length === 0) continue;
      if (!known.some(({ from }) => from <= own.from)) names.set(parameter, [...known, own]);
    }
  }
}

function holds(flow: Flow, text: string, names: TaintedNames, at: number): boolean {
  if (flow.source.test(text)) return true;
  // In a loop what is set below is there above.
  return [...text.matchAll(words)].some(
    ([word]) =>
      names.get(word)?.some(({ from, to }) => to === Number.POSITIVE_INFINITY || (from <= at && at < to)) ??
      false,
  );
}

/** The call's arguments, a few lines of them, name what is tainted; what reads like its headers does not count. */
function isReached(flow: Flow, lines: readonly string[], at: number, names: TaintedNames): boolean {
  const [first = '', ...following] = lines;
  const rest = [first.slice(flow.sink.exec(first)?.index ?? 0)];
  for (const line of following) {
    if (/^\s{0,80}(?:def|function|class|if|for|while|return|with|try|except|else)\b|^\s{0,2}$/u.test(line))
      break;
    rest.push(line);
    if (/^\s{0,80}[)}\]]{1,3};?\s{0,4}$/u.test(line)) break;
  }
  const call = rest
    .filter(
      (line, index) =>
        index === 0 || !/headers?\s{0,2}[:=]|authorization|api[-_]?key["']?\s{0,2}:|bearer/iu.test(line),
    )
    .join('\n');
  if (flow.source.test(call.replace(flow.sink, ''))) return true;
  return [...call.matchAll(words)].some(
    ([word]) => names.get(word)?.some(({ from, to }) => from <= at + 8 && at < to) ?? false,
  );
}
