import type { TextRule } from '../text-rule.ts';
import { softenExample, softenMention } from './context.ts';
import { softenDownload, whyDownload as why } from './weigh-download.ts';

/** Code that Windows' own tools fetch and run. */
export const windowsDownloadRules: readonly TextRule[] = [
  {
    id: 'powershell-download-and-run',
    kind: 'malware',
    severity: 'block',
    catches: 'A PowerShell download that is run from memory',
    why,
    hints: ['iex', 'invoke-expression', 'downloadstring', 'downloaddata', 'scriptblock'],
    pattern:
      /(?:\b(?:iwr|irm|curl|wget|invoke-webrequest|invoke-restmethod)\b|\.download(?:string|data)\b)[^\n|]{0,300}\|\s{0,4}(?:\bselect\b[^\n|]{0,60}\|\s{0,4})?(?:iex|invoke-expression|&|powershell)\b|\b(?:iex|invoke-expression)\b[\s("'&{$]{0,6}(?:[^\n]{0,60}\()?[^\n]{0,40}(?:\b(?:iwr|irm|invoke-webrequest|invoke-restmethod)\b|webclient|\.download(?:string|data))[^\n]{0,300}|\bscriptblock\]?::create\([^\n]{0,80}(?:iwr|irm|download(?:string|data)|invoke-(?:webrequest|restmethod))[^\n]{0,200}/giu,
    soften: softenDownload,
  },
  {
    id: 'powershell-download-and-start',
    kind: 'malware',
    severity: 'block',
    catches: 'A download that PowerShell saves and starts',
    why,
    hints: ['invoke-webrequest', 'iwr ', 'downloadfile', 'start-bitstransfer'],
    pattern:
      /(?:\b(?:invoke-webrequest|iwr|start-bitstransfer)\b|\.downloadfile\()[^\n]{0,300}(?:\n[^\n]{0,200}){0,4}?[;\n&]\s{0,6}(?:start-process|start|&|invoke-item|\.\\|powershell|cmd \/c|msiexec)[^\n]{0,160}/giu,
    accept: (match) => /\.(?:exe|ps1|bat|cmd|msi|scr|vbs|dll|zip)\b/iu.test(match.match[0]),
    soften: softenDownload,
  },
  {
    id: 'windows-fetch-by-system-tool',
    kind: 'malware',
    severity: 'block',
    catches: 'A system tool bent to fetch or run code from the web',
    why: 'certutil, mshta, regsvr32 and their like are used this way to get past application control (LOLBAS).',
    hints: [
      'certutil',
      'bitsadmin',
      'mshta',
      'regsvr32',
      'rundll32',
      'msiexec',
      'wmic',
      'cmstp',
      'installutil',
    ],
    pattern:
      /\bcertutil(?:\.exe)?\b[^\n]{0,60}-(?:urlcache|verifyctl|decode\b)[^\n]{0,160}|\bbitsadmin(?:\.exe)?\b[^\n]{0,60}\/transfer[^\n]{0,200}|\bmshta(?:\.exe)?["'\s]{1,4}(?:https?:|(?:javascript|vbscript):[^\n]{0,120}(?:ActiveX|CreateObject|GetObject|eval|Execute))[^\n]{0,200}|\bregsvr32(?:\.exe)?\b[^\n]{0,60}\/i:https?:[^\n]{0,160}|\brundll32(?:\.exe)?\s{1,4}(?:javascript:|\\\\)[^\n]{0,160}|\bmsiexec(?:\.exe)?\b[^\n]{0,40}\/i\s{1,3}["']?https?:[^\n]{0,160}|\bwmic\b[^\n]{0,60}(?:process call create|\/format:["']?https?:)[^\n]{0,160}/giu,
    accept: ({ match }) => !/-decode\b/u.test(match[0]) || /https?:|&&/u.test(match[0]),
    soften: softenExample,
  },
  {
    id: 'powershell-encoded-command',
    kind: 'malware',
    severity: 'block',
    catches: 'A PowerShell command hidden in base64 or in a hidden window',
    why: 'An encoded or hidden command keeps the person from seeing what runs.',
    hints: ['powershell', 'pwsh'],
    pattern:
      /\b(?:powershell|pwsh)(?:\.exe)?["']?\s[^\n]{0,160}?(?:-e(?:nc?|ncodedcommand)?\s{1,3}["']?[A-Za-z0-9+/=]{24,}|-w(?:in|indowstyle)?\s{1,3}(?:hidden|1)\b[^\n]{0,200}(?:https?:|download|iex|frombase64|iwr))/giu,
    soften: softenMention,
  },
];
