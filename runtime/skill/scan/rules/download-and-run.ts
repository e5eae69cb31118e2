import type { TextRule } from '../text-rule.ts';
import { softenDownload, whyDownload as why } from './weigh-download.ts';

const shell =
  '(?:\\/(?:usr\\/)?(?:local\\/)?bin\\/(?:env\\s{1,3})?)?(?:(?:ba|z|da|k|a|fi)?sh(?![\\w.\\/=-])|osascript\\b|pwsh\\b|powershell(?:\\.exe)?\\b|cmd(?:\\.exe)?\\b|(?:python[\\d.]{0,4}|node|perl|ruby|php|deno run|bun)(?=\\s{0,3}(?:-(?:\\s|$|["\'`)])|$|[;&|)"\'`>\\n])))';
const asRoot =
  '(?:(?:sudo|doas|exec|nohup|command|env)\\s{1,3}(?:-\\S{1,12}\\s{1,3}|[A-Z_]{1,30}=\\S{0,80}\\s{1,3}){0,4}){0,2}';

/** Code that a command fetches and runs at once. */
export const downloadAndRunRules: readonly TextRule[] = [
  {
    id: 'download-piped-to-shell',
    kind: 'malware',
    severity: 'block',
    catches: 'A download piped into a shell',
    why,
    hints: ['curl', 'wget', 'aria2c', 'lwp-download', 'http h', 'fetch h', 'fetch -'],
    pattern: new RegExp(
      `\\b(?:curl|wget|aria2c|lwp-download|https?|fetch)(?:\\.exe)?\\s[^\\n|]{0,400}\\|\\s{0,4}(?:[^\\n|]{0,80}\\|\\s{0,4}){0,2}${asRoot}${shell}`,
      'giu',
    ),
    accept: ({ match }) =>
      !/\|\s{0,4}(?:python[\d.]{0,4}|node|perl|ruby|php)\s{1,3}-[mcenpl]/iu.test(match[0]) &&
      /curl|wget|aria2c|lwp|https?:\/\//iu.test(match[0]),
    soften: softenDownload,
  },
  {
    id: 'download-in-command-substitution',
    kind: 'malware',
    severity: 'block',
    catches: 'A download whose content is run as a command',
    why,
    hints: ['curl', 'wget'],
    pattern:
      /(?:\b(?:(?:ba|z|da|k)?sh|source|eval|exec|python[\d.]{0,4}|node|perl|ruby|osascript)\b|(?:^|[\s;&|])\.)[ \t]{1,4}(?:-\S{1,10}[ \t]{1,3}){0,4}["'`]{0,2}(?:\\?\$\(|<\(|<<<[ \t]{0,3}"?\$\(|`)\s{0,4}(?:sudo\s)?(?:\/usr\/bin\/)?(?:curl|wget)\b[^\n]{0,300}/giu,
    soften: softenDownload,
  },
  {
    id: 'download-then-run',
    kind: 'malware',
    severity: 'block',
    catches: 'A download that is made executable and started',
    why,
    hints: ['curl', 'wget', 'invoke-webrequest', 'iwr', 'urlretrieve', 'downloadfile'],
    pattern:
      /\b(?:curl|wget)(?:\.exe)?\s[^\n]{0,300}(?:\n[^\n]{0,200}){0,3}?(?:chmod\s{1,3}(?:a?\+x|[0-7]{0,1}7[0-7]{2})|\bxattr\s{1,3}-)[^\n]{0,160}(?:\n[^\n]{0,160}){0,2}?(?:&&|;|\n)\s{0,6}(?:sudo\s{1,3}|nohup\s{1,3}|open\s{1,3}){0,2}(?:\.\/|\/tmp\/|\/var\/tmp\/|\/dev\/shm\/|~\/|\$\w|"\$)/giu,
    soften: softenDownload,
  },
  {
    id: 'download-then-shell',
    kind: 'malware',
    severity: 'block',
    catches: 'A downloaded script that is run in the same breath',
    why,
    hints: ['curl', 'wget'],
    pattern:
      /\b(?:curl|wget)(?:\.exe)?\s[^\n|;&]{0,300}(?:-[a-z]{0,5}o|-O|>)[^\n;&|]{0,120}(?:&&|;)\s{0,4}(?:sudo\s{1,3})?(?:(?:ba|z|da)?sh|python[\d.]{0,4}|node|perl|open|start|osascript)\s{1,3}(?:-\S{1,8}\s{1,3}){0,2}[\w./~$"{}-]{1,120}/giu,
    soften: softenDownload,
  },
];
