import type { TextRule } from '../text-rule.ts';
import { softenMention } from './context.ts';
import { softenDownload, whyDownload as why } from './weigh-download.ts';

/** Code that a program fetches and runs. */
export const programDownloadRules: readonly TextRule[] = [
  {
    id: 'code-runs-download',
    kind: 'malware',
    severity: 'block',
    catches: 'A program that fetches code and runs it',
    why,
    hints: ['exec(', 'eval(', 'function(', 'compile(', 'context(', 'loadstring(', 'exec (', 'eval ('],
    pattern:
      /\b(?:exec|eval|compile|runInThisContext|runInNewContext|new Function|Function|loadstring)\s{0,2}\(\s{0,4}(?:await\s{1,3}|compile\(\s{0,3}|\(\s{0,3}await\s{1,3}|\(\s{0,3}){0,3}(?:__import__\(["'](?:urllib\.request|urllib|requests|httpx)["']\)|urllib\.request|urlopen|request(?:s|\.urlopen)?\.(?:get|post)|requests|httpx|urllib2|http\.client|fetch|axios|got|game:HttpGet)\b[^\n]{0,300}/giu,
    soften: softenMention,
  },
  {
    id: 'one-liner-runs-download',
    kind: 'malware',
    severity: 'block',
    catches: 'An interpreter one-liner that fetches and runs code',
    why,
    hints: [' -c', ' -e', ' -r', 'deno eval'],
    pattern:
      /\b(?:python[\d.]{0,4}|node|perl|ruby|php|deno|bun)\s{1,3}(?:-\w{1,3}\s{1,3}){0,2}(?:-[ce]|-r|eval)\s{0,3}\\{0,2}["'$][^\n]{0,200}?(?:urlopen|requests\.get|http[s]?\.get|fetch\(|LWP::|open-uri|Net::HTTP|file_get_contents\(["']https?)[^\n]{0,300}?(?:\bexec\b|\beval\b|os\.system|subprocess|child_process|Function\(|\.run\()/giu,
    soften: softenMention,
  },
  {
    id: 'one-liner-runs-first',
    kind: 'malware',
    severity: 'block',
    catches: 'An interpreter one-liner that runs what it fetches',
    why,
    hints: [' -c', ' -e', ' -r', 'deno eval'],
    pattern:
      /\b(?:python[\d.]{0,4}|node|perl|ruby|php|deno|bun)\s{1,3}(?:-\w{1,3}\s{1,3}){0,2}(?:-[ce]|-r|eval)\s{0,3}\\{0,2}["'$][^\n]{0,120}?\b(?:exec|eval|os\.system|execSync)\s{0,2}\([^\n]{0,120}(?:urlopen|requests\.get|https?\.get|fetch\(|curl |wget |open-uri|https?:\/\/)/giu,
    soften: softenMention,
  },
  {
    id: 'script-runs-response',
    kind: 'malware',
    severity: 'block',
    catches: 'A program that runs what a server answers',
    why,
    hints: ['eval(', 'function(', 'runin'],
    pattern:
      /\bfetch\([^\n]{0,200}(?:\n[^\n]{0,120}){0,3}?\.then\([^\n]{0,200}(?:\n[^\n]{0,120}){0,3}?(?:\beval|new Function|\bFunction|runIn\w{3,10}Context)\(|\.on\(\s{0,2}["']data["']\s{0,2},[^\n]{0,80}?(\w{1,30})\s{0,2}\+=[^\n]{0,200}(?:\n[^\n]{0,160}){0,6}?(?:\beval|new Function|runIn\w{3,10}Context)\(\s{0,2}\1\b/gu,
    soften: softenMention,
  },
  {
    id: 'program-downloads-and-starts',
    kind: 'malware',
    severity: 'block',
    catches: 'A program that saves a download and starts it',
    why,
    hints: [
      'urlretrieve',
      '.content)',
      '.read())',
      '.text())',
      '.text)',
      'write_bytes',
      'download(',
      'writefile',
      'downloadfile',
      'os.create',
      'os.openfile',
    ],
    pattern:
      /(?:\burlretrieve\(|\.write\(\s{0,3}(?:\w{1,30}|[\w.]{0,30}(?:urlopen|get)\([^\n)]{1,160}\))(?:\.content|\.text|\.read\(\))\s{0,3}\)|\bwrite_(?:bytes|text)\([^\n]{0,80}(?:\.content|\.text|\.read\(\))|writeFile(?:Sync)?\([^\n]{0,120}(?:buffer|data|body|\.text\(\)|arrayBuffer)[^\n]{0,60}\)|\bos\.(?:WriteFile|Create|OpenFile)\()[^\n]{0,200}(?:\n[^\n]{0,160}){0,8}?(?:\bos\.startfile\(|\bos\.chmod\([^\n]{3,80}0o?7\d\d|\bchmodSync\([^\n]{3,80}7\d\d|\bsubprocess\.\w{3,12}\(\s{0,3}\[?\s{0,3}(?:["'](?:chmod|open|sh|bash|start|cmd|python[\d.]{0,4}|node|\/bin\/)|sys\.executable|path|tmp|dest|target|out\w{0,6}|file\w{0,6}|exe|binary|local)|\bos\.(?:system|execv\w{0,2})\(|\b(?:exec|execFile|spawn)(?:Sync)?\(\s{0,3}["'`](?:sh|bash|node|python[\d.]{0,4}|open|cmd|powershell|\/bin\/|\/tmp\/)|\bexec\.Command\()[^\n]{0,120}/giu,
    soften: softenDownload,
  },
];
