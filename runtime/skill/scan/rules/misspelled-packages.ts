import type { TextMatch, TextRule } from '../text-rule.ts';
import { saysAnywhere } from '../whole-text.ts';
import { isMention, zoneOf } from './context.ts';
import packages from './widely-used-packages.json' with { type: 'json' };

const real: Readonly<Record<'npm' | 'pip', ReadonlySet<string>>> = {
  npm: new Set([...packages.npm, ...packages.alsoReal]),
  pip: new Set([...packages.pip, ...packages.alsoReal]),
};

const listsPackages = /^(?:packages|dependencies|requires?|requirements):/imu;
const why =
  'Such names are registered to be installed by mistake; what they bring runs with your rights at once.';

/** Packages whose names are slips of the fingers on widely used ones. */
export const misspelledPackageRules: readonly TextRule[] = [
  {
    id: 'misspelled-package',
    kind: 'malware',
    severity: 'block',
    catches: 'A package whose name is a slip on a widely used one',
    why,
    hints: ['install', 'npm i ', 'uv add', 'poetry add', 'yarn add', 'pnpm add', 'bun add', 'pnpm i '],
    pattern:
      /\b(?:(?:pip[\d.]{0,4}|pipx|uv|poetry|conda)\s{1,3}(?:pip\s{1,3})?(?:install|add)|(?:npm|yarn|pnpm|bun)\s{1,3}(?:install|i|add))\s{1,3}([^\n;&|`"'#()]{2,400})/giu,
    group: 1,
    accept: (match) => slipIn(match.value.split(/\s{1,8}/u), registryOf(match)) !== undefined,
    soften: softenPackage,
  },
  {
    id: 'misspelled-dependency',
    kind: 'malware',
    severity: 'block',
    catches: 'A dependency whose name is a slip on a widely used one',
    why,
    hints: ['dependencies', '==', '>=', '~=', 'packages:'],
    pattern:
      /^\s{0,12}"([a-z][\w.-]{3,40})"\s{0,3}:\s{0,3}"[\^~>=<]{0,2}\d[^"\n]{0,30}"|^([a-z][\w.-]{3,40})\s{0,3}(?:[=~>]=)\s{0,3}\d|^\s{1,8}-\s{1,3}["']?([a-z][\w.-]{3,40})["']?(?:[=~>]=[\d.]{1,12})?\s{0,3}$/gimu,
    accept: (match) => {
      const [, npm, pip, listed] = match.match;
      const { path } = match.file;
      if (listed !== undefined)
        return saysAnywhere(match.file, listsPackages) && slipIn([listed], 'pip') !== undefined;
      const isList = /(?:^|\/)(?:package\.json|[\w-]{0,30}requirements[\w-]{0,30}\.txt)$/iu.test(path);
      return isList && slipIn([npm ?? pip ?? ''], npm === undefined ? 'pip' : 'npm') !== undefined;
    },
    soften: softenPackage,
  },
];

function registryOf(match: TextMatch): 'npm' | 'pip' {
  return /^(?:npm|yarn|pnpm|bun)/iu.test(match.match[0]) ? 'npm' : 'pip';
}

function softenPackage(match: TextMatch): 'info' | 'warn' | undefined {
  if (isMention(match)) return 'info';
  return zoneOf(match.file) === 'fixture' ? 'warn' : undefined;
}

function slipIn(words: readonly string[], registry: 'npm' | 'pip'): string | undefined {
  return words
    .map((word) => word.toLowerCase().replace(/(?<=.)(?:@|[=<>~!]=?|\[).*$/u, ''))
    .find((word) => word.length > 4 && !real[registry].has(word) && isSlip(word, real[registry]));
}

/** Two neighbouring letters exchanged, a letter doubled or, in a long name, a letter left out. */
function isSlip(word: string, names: ReadonlySet<string>): boolean {
  for (let at = 0; at < word.length; at += 1) {
    const letter = word[at] ?? '';
    const next = word[at + 1] ?? '';
    const isExchanged =
      letter !== next && names.has(word.slice(0, at) + next + letter + word.slice(at + 2)) && next !== '';
    const isDoubled = letter === next && word.length > 6 && names.has(word.slice(0, at) + word.slice(at + 1));
    if (isExchanged || isDoubled) return true;
  }
  return word.length > 6 && leftOut(word, names);
}

function leftOut(word: string, names: ReadonlySet<string>): boolean {
  for (const name of names) {
    if (name.length !== word.length + 1) continue;
    let at = 0;
    while (at < word.length && word[at] === name[at]) at += 1;
    const isInside = at > 0 && at < word.length && /[a-z]/u.test(name[at] ?? '');
    if (isInside && word.slice(at) === name.slice(at + 1)) return true;
  }
  return false;
}
