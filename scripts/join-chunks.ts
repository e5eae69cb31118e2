import { basename, dirname, join } from 'node:path';

/** Texts by path. */
type Files = ReadonlyMap<string, string>;

const startName = 'start.js';
const requireOfOurs = /\brequire\("(\.\/(?:[\w-]+\/)?)([\w.-]+)"\)/gu;

/**
 * Modules of Node.js that take milliseconds to load, and that most commands load and do not use: they are loaded when
 * something of theirs is first used.
 */
const idleBuiltins = /(?<=[\w$]=)require\("(node:(?:crypto|fs\/promises))"\)(?=[,;])/gu;

/**
 * Joins CommonJS files that are loaded together into one, `start.js` beside them, since every file more takes time to
 * load. Each stays a module of its own that is evaluated when it is first asked for.
 *
 * @param built all files, minified, by absolute path; they require each other by relative paths
 * @param together the paths of those to be joined, all in one folder; none for nothing to do
 * @returns the files as they are to be written
 */
export function joinChunks(built: Files, together: ReadonlySet<string>): Files {
  const [first] = together;
  if (first === undefined) return built;
  const names = new Set([...together].map((path) => basename(path)));
  const parts = [...built].filter(([path]) => together.has(path));
  const rest = [...built].filter(([path]) => !together.has(path));
  return new Map([
    ...rest.map(([path, text]) => [
      path,
      askInstead(text, names, (folder) => `require("${folder}${startName}")`),
    ]),
    [join(dirname(first), startName), joined(parts, names)],
  ] as [string, string][]);
}

function joined(parts: readonly [path: string, text: string][], names: ReadonlySet<string>): string {
  const methods = parts.map(([path, text]) => {
    const body = askInstead(text, names, () => '$part').replace(idleBuiltins, '$idle("$1")');
    // In brackets: V8 then compiles it with the file, so that it is in the code that Node.js keeps.
    return `${JSON.stringify(basename(path))}:(function(module,exports,require){${body}\n})`;
  });
  return [
    `"use strict";const $made={},$parts={${methods.join(',')}};`,
    'function $part(name){',
    'const made=$made[name];if(made)return made.exports;',
    'const module=$made[name]={exports:{}};$parts[name](module,module.exports,require);return module.exports',
    '}function $idle(name){return new Proxy({},{get:(_,key)=>require(name)[key]})}',
    'module.exports=$part;\n',
  ].join('');
}

/** Puts the part of the joined file where one of the files that went into it is required. */
function askInstead(text: string, names: ReadonlySet<string>, ask: (folder: string) => string): string {
  return text.replace(requireOfOurs, (whole, folder: string, name: string) =>
    names.has(name) ? `${ask(folder)}("${name}")` : whole,
  );
}
