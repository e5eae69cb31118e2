import type { TextRule } from '../text-rule.ts';
import { around, isMention, softenMention, zoneOf } from './context.ts';
import { classifyUrl, splitUrl } from './hosts.ts';
import packages from './widely-used-packages.json' with { type: 'json' };

/** Of the throw-away hosts those that serve what somebody put there. */
const pasteHosts =
  /(?:^|\.)(?:pastebin\.com|pastebin\.pl|rentry\.(?:co|org)|glot\.io|hastebin\.com|ghostbin\.com?|paste\.(?:ee|rs|gg)|dpaste\.(?:org|com)|ix\.io|sprunge\.us|termbin\.com|controlc\.com|justpaste\.(?:it|me)|telegra\.ph|0x0\.st|transfer\.sh|file\.io|gofile\.io|anonfiles?\.com|bayfiles\.com|catbox\.moe|uguu\.se|temp\.sh|tmpfiles\.org|bashupload\.com|oshi\.at|mediafire\.com|mega\.nz|cdn\.discordapp\.com)$/u;

const widelyUsed: ReadonlySet<string> = new Set([...packages.npm, ...packages.pip]);

/** A program that is fetched and run in one breath, from a registry of one's own; a registry whose certificate is not looked at. */
const runsAtOnce =
  /^(?:npx|bunx|uvx|pnpm\s{1,3}dlx|yarn\s{1,3}dlx)\b[^\n]{0,60}--registry[= ]https?:\/\/(?!\S{0,60}(?:example|your|company|internal\.|corp|registry\.npmjs|npmmirror))|--trusted-host\b/iu;

/** @returns whether an address that ends in a file or a repository is for a package that a registry everybody uses has */
function isWidelyUsed(text: string): boolean {
  return [...text.matchAll(/https?:\/\/[^\s"'`)]{4,200}/giu)].some(([address]) => {
    const file =
      /\/([A-Za-z][\w.]{1,40}?)(?:[-_]\d[^/]{0,80}|[-_][a-z]{2,8}[-_]\d[^/]{0,80})?(?:\.(?:whl|zip|tgz|git|tar\.gz))(?:[@#][^/]{0,60})?$/iu.exec(
        address,
      );
    const name = file?.[1]?.toLowerCase();
    return name !== undefined && (widelyUsed.has(name) || widelyUsed.has(name.replaceAll('_', '-')));
  });
}

/** Packages and scripts from places that nobody answers for. */
export const packageRules: readonly TextRule[] = [
  {
    id: 'package-from-url',
    kind: 'malware',
    severity: 'block',
    catches: 'A package installed from an address instead of a registry',
    why: 'A package from a URL or from a registry of one’s own runs its install scripts unseen.',
    hints: [
      'pip install',
      'pip3 install',
      'pip -',
      'pipx',
      'npm i',
      'npm add',
      'npm exec',
      'npx ',
      'uvx ',
      'uv add',
      'uv pip',
      'uv run',
      'yarn add',
      'yarn dlx',
      'pnpm ',
      'bunx ',
      'bun add',
      'bun x',
      'bun i',
      'gem install',
      'easy_install',
      'index-url',
      '--registry',
    ],
    pattern:
      /\b(?:(?:pip[\d.]{0,4}|uv|pipx|uvx)\s{1,3}(?:pip\s{1,3})?(?:install|add|run)?|npm\s{1,3}(?:i|install|add|exec)|npx|pnpm\s{1,3}(?:add|dlx|i|install)|yarn\s{1,3}(?:add|dlx)|bunx?\s{1,3}(?:add|x|i)?|gem\s{1,3}install|easy_install)\s[^\n|;&]{0,120}?(?:https?:\/\/[^\s"'`)]{4,200}|--(?:extra-)?index-url[= ]\S{4,200}|--registry[= ]\S{4,200})/giu,
    accept: (match) => {
      const kinds = [...match.match[0].matchAll(/https?:\/\/[^\s"'`)]{4,200}/giu)].map(([each]) =>
        classifyUrl(each),
      );
      return kinds.some((kind) => !['known', 'local', 'code'].includes(kind));
    },
    soften: (match) => {
      const kinds = [...match.match[0].matchAll(/https?:\/\/[^\s"'`)]{4,200}/giu)].map(([each]) =>
        classifyUrl(each),
      );
      const softened = softenMention(match);
      const isSuspect = kinds.some((kind) =>
        ['throw-away', 'address', 'hidden-address', 'free-hosting'].includes(kind),
      );
      const isOpen = /\bhttp:\/\//iu.test(match.match[0]) && kinds.includes('unknown');
      const isForeign =
        kinds.includes('unknown') && (isWidelyUsed(match.match[0]) || runsAtOnce.test(match.match[0]));
      return isSuspect || isOpen || isForeign ? softened : softened === 'info' ? 'info' : 'warn';
    },
  },
  {
    id: 'registry-changed',
    kind: 'malware',
    severity: 'warn',
    catches: 'Another registry set for every later install',
    why: 'Whoever serves it decides what each package is from then on, in every project.',
    hints: ['registry', 'index-url', 'index_url'],
    pattern:
      /\b(?:npm|pnpm|yarn)\s{1,3}config\s{1,3}set\s{1,3}(?:@[\w-]{1,40}:)?(?:registry|npmRegistryServer)[ =]{1,3}["']?https?:\/\/[^\s"'`)]{4,200}|\bpip[\d.]{0,4}\s{1,3}config\s{1,3}(?:--\w{1,10}\s{1,3})?set\s{1,3}global\.(?:extra-)?index-url[ =]{1,3}["']?https?:\/\/[^\s"'`)]{4,200}|^\s{0,4}(?:registry|(?:extra-)?index[-_]url)\s{0,3}=\s{0,3}["']?https?:\/\/[^\s"'`)]{4,200}/gimu,
    soften: (match) => {
      const address = /https?:\/\/[^\s"'`)]{4,200}/iu.exec(match.match[0])?.[0] ?? '';
      const kind = classifyUrl(address);
      if (kind === 'known' || kind === 'local' || isMention(match)) return 'info';
      const isOpen = address.startsWith('http:') || kind === 'address' || kind === 'hidden-address';
      return isOpen || kind === 'throw-away' || kind === 'free-hosting' ? 'block' : undefined;
    },
  },
  {
    id: 'install-hook-runs-download',
    kind: 'malware',
    severity: 'block',
    catches: 'A package script that fetches or hides what it runs at install time',
    why: 'npm runs it at the moment of installation, before anybody has read a line.',
    hints: ['"postinstall"', '"preinstall"', '"prepare"', '"install"'],
    pattern:
      /"(?:pre|post)?(?:install|prepare)"\s{0,3}:\s{0,3}"[^"\n]{0,200}(?:curl|wget|https?:|base64|node -e|python[\d.]{0,3} -c|powershell|eval|\/dev\/tcp|\bnc\b)[^"\n]{0,200}/giu,
    soften: (match) => (isMention(match) && zoneOf(match.file) !== 'code' ? 'warn' : undefined),
  },
  {
    id: 'remote-script-tag-or-gist',
    kind: 'malware',
    severity: 'warn',
    catches: 'A script from a paste site or a file drop',
    why: 'Anybody can change what stands there, and nobody answers for it.',
    hints: [
      'pastebin',
      'rentry',
      'glot.io',
      'hastebin',
      'paste.',
      'dpaste',
      'ix.io',
      'termbin',
      'transfer.sh',
      'file.io',
      '0x0.st',
      'gofile',
      'catbox',
      'bashupload',
      'anonfile',
      'ghostbin',
      'justpaste',
      'controlc',
      'mediafire',
      'mega.nz',
      'telegra.ph',
      'discordapp',
    ],
    pattern: /https?:\/\/[^\s"'`)<>\]]{4,300}/giu,
    accept: ({ match }) =>
      pasteHosts.test(splitUrl(match[0])?.host ?? '') && (splitUrl(match[0])?.path.length ?? 0) > 2,
    soften: (match) => {
      if (isMention(match)) return 'info';
      return /\b(?:copy|paste|run|execute|curl|wget|visit|terminal|install\w{0,3}|download|fetch|requests?\.get|urlopen|iwr|终端|安装|下载|复制|ausführen|herunterladen|ejecut\w{1,4}|descarg\w{1,4}|instal\w{1,4})\b/iu.test(
        around(match, 220, 220),
      ) && zoneOf(match.file) !== 'fixture'
        ? 'block'
        : undefined;
    },
  },
];
