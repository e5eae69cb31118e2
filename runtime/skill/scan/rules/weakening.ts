import type { TextRule } from '../text-rule.ts';
import { saysAnywhere } from '../whole-text.ts';
import { isMention, softenExample, softenMention, zoneOf } from './context.ts';

const clientSettings = /settings(?:\.local)?\.json|\.claude[\\/]|\.codex[\\/]config|\.vscode[\\/]settings/iu;
const writesFile = /json\.dump|writeFile|write_text|\.write\(|>>?\s|\bjq\b|\btee\b|set-content/iu;
const why =
  'It takes away what protects the machine or its owner, for this skill and for everything after it.';

/** Protection that is switched off, and destruction. */
export const weakeningRules: readonly TextRule[] = [
  {
    id: 'quarantine-removed',
    kind: 'malware',
    severity: 'warn',
    catches: 'The macOS quarantine mark taken off a download',
    why,
    hints: ['xattr'],
    pattern: /\bxattr\s{1,3}(?:-\w{1,3}\s{1,3}){1,3}(?:com\.apple\.quarantine\s{1,3})?[^\n;&|]{1,120}/giu,
    accept: ({ match }) =>
      /-\w{0,2}[cd]/u.test(match[0]) && (/quarantine/u.test(match[0]) || /-\w{0,2}c/u.test(match[0])),
    soften: (match) => {
      if (isMention(match)) return 'info';
      const { index } = match.match;
      const before = match.file.text.slice(Math.max(0, index - 400), index);
      const isOneBreath =
        /^xattr\s{1,3}-\w{0,2}c\w{0,2}\s{1,3}([\w./~-]{1,80})\s{0,3}&&\s{0,3}chmod\s{1,3}\+x\s{1,3}\1\s{0,3}&&\s{0,3}(?:\.\/)?\1/u.test(
          match.file.text.slice(index, index + 300),
        );
      if (isOneBreath && zoneOf(match.file) !== 'fixture') return 'block';
      return /\b(?:curl|wget)\s[^\n]{0,200}(?:-o|-O|>)/iu.test(before) &&
        /chmod \+x|open |\.\//u.test(match.file.text.slice(index, index + 300)) &&
        zoneOf(match.file) !== 'fixture'
        ? 'block'
        : undefined;
    },
  },
  {
    id: 'system-protection-off',
    kind: 'malware',
    severity: 'block',
    catches: 'A protection of the operating system switched off',
    why,
    hints: [
      'spctl',
      'csrutil',
      'mppreference',
      'setenforce',
      'netsh',
      'windefend',
      'tccutil',
      'executionpolicy',
      'auditctl',
      'wevtutil',
      'bcdedit',
      'amsi',
      'uac',
      'enablelua',
      'falcon',
      'crowdstrike',
      'sentinel',
      'msmpeng',
      'carbonblack',
      'sophos',
      'kaspersky',
      'snitch',
      'blockblock',
      'osquery',
      'clamav',
      'cylance',
      'malwarebytes',
    ],
    pattern:
      /\bspctl\s{1,3}--(?:master|global)-disable\b|\bcsrutil\s{1,3}disable\b|\b(?:set|add)-mppreference\b[^\n]{0,120}(?:-disable\w{4,40}\s{1,3}(?:\$true|1)|-exclusion\w{3,12})[^\n]{0,80}|\bnetsh\s{1,3}(?:advfirewall\s{1,3}set\s{1,3}\w{1,16}\s{1,3}state\s{1,3}off|firewall\s{1,3}set\s{1,3}opmode\s{1,3}disable)|\b(?:sc(?:\.exe)?|net)\s{1,3}(?:stop|delete|config)\s{1,3}(?:windefend|wscsvc|sense|wuauserv|mpssvc)\b|\bwevtutil(?:\.exe)?\s{1,3}cl\s|\bvssadmin(?:\.exe)?\s{1,3}delete\s{1,3}shadows|\bbcdedit\b[^\n]{0,60}recoveryenabled\s{1,3}no|\b(?:pkill|killall|taskkill|systemctl\s{1,3}(?:stop|disable|mask)|launchctl\s{1,3}(?:unload|bootout|remove|disable))\b[^\n]{0,80}(?:falcon|crowdstrike|sentinel(?:one|agent|d)?\b|msmpeng|carbonblack|cbdaemon|sophos|kaspersky|little ?snitch|blockblock|osquery|clamav|cylance|malwarebytes)|\bamsiInitFailed\b|\bAmsiScanBuffer\b|\benablelua\b[^\n]{0,30}\b0\b|\btccutil\s{1,3}reset\s{1,3}All|\bsqlite3\b[^\n]{0,120}TCC\.db[^\n]{0,200}insert/giu,
    soften: softenExample,
  },
  {
    id: 'history-erased',
    kind: 'malware',
    severity: 'warn',
    catches: 'Traces of the commands erased',
    why: 'Only one who does not want to be found needs that.',
    hints: [
      'history -c',
      'histfile',
      'histsize',
      'bash_history',
      'zsh_history',
      'clear-history',
      'clear-eventlog',
      '/var/log',
      'shred',
    ],
    pattern:
      /\bhistory\s{1,3}-c\b[^\n]{0,60}|\b(?:unset\s{1,3}HISTFILE|HISTFILE\s{0,2}=\s{0,2}(?:\/dev\/null|["']{2})|HISTSIZE\s{0,2}=\s{0,2}0)\b|(?:rm|shred|truncate|ln -sf? \/dev\/null|>)\s{0,3}[^\n;|]{0,40}\.(?:bash|zsh)_history|\bclear-eventlog\b|\brm\s{1,3}-rf?\s{1,3}\/var\/log(?:\/\*)?(?:\s|$)/giu,
    soften: (match) => (isMention(match) ? 'info' : undefined),
  },
  {
    id: 'everybody-made-root',
    kind: 'malware',
    severity: 'block',
    catches: 'Full rights handed out without a password',
    why,
    hints: [
      'nopasswd',
      'chmod 777',
      'chmod 0777',
      'chmod -r 777',
      'chmod -r 0777',
      'chmod +s',
      'chmod u+s',
      'chmod g+s',
      'chmod ug+s',
      'chmod 2',
      'chmod 4',
      'chmod 6',
      'chmod 7',
      '/etc/shadow',
      '/etc/sudoers',
    ],
    pattern:
      /(?:echo|printf|tee|>>|write|\/etc\/sudoers)[^\n]{0,160}\bALL\s{0,2}=\s{0,2}\(\s{0,2}ALL(?:\s{0,2}:\s{0,2}ALL)?\s{0,2}\)\s{0,3}NOPASSWD\s{0,2}:\s{0,3}ALL\b|\bchmod\s{1,3}(?:-R\s{1,3})?0?777\s{1,3}(?:-R\s{1,3})?(?:\/(?:\s|$|["'`])|\/etc|\/usr|\/bin|\/var(?:\s|$)|~(?:\s|$|\/\.ssh)|\$HOME(?:\s|$))|\bchmod\s{1,3}(?:[ug]{0,2}\+s|[2467][0-7]{3})\s{1,3}(?:\/bin\/|\/usr\/bin\/|\/tmp\/)\S{1,60}|\bchmod\s{1,3}\S{3,6}\s{1,3}\/etc\/(?:shadow|sudoers)\b/gimu,
    soften: softenMention,
  },
  {
    id: 'agent-permissions-off',
    kind: 'injection',
    severity: 'warn',
    catches: 'The questions an AI client asks its owner switched off',
    why: 'Afterwards the agent does whatever any text tells it, without asking.',
    hints: [
      'dangerously-skip-permissions',
      'bypasspermissions',
      'enableallprojectmcpservers',
      'autoapprove',
      'auto-approve',
      'yolo',
      'full-auto',
      'ask-for-approval',
      'approval_policy',
      'sandbox_mode',
      'tools.exec',
      'dangerously-bypass',
      '"bash(*)"',
      'autorun',
      'disableallhooks',
    ],
    pattern:
      /--dangerously-(?:skip-permissions|bypass-approvals-and-sandbox)\b|["']?defaultMode["']?\s{0,3}[:=]\s{0,3}["']bypassPermissions["']|["']?enableAllProjectMcpServers["']?\s{0,3}:\s{0,3}true|["']?(?:auto-?approve|alwaysAllow|autorun)["']?\s{0,3}:\s{0,3}(?:true|\[\s{0,2}["']\*["'])|\bapproval_policy\s{0,3}=\s{0,3}["']never["']|\bsandbox_mode\s{0,3}=\s{0,3}["']danger-full-access["']|\bchat\.tools\.(?:global\.)?autoApprove\b[^\n]{0,12}true/giu,
    soften: (match) => {
      if (isMention(match)) return 'info';
      const { file } = match;
      const isWritten = saysAnywhere(file, clientSettings) && saysAnywhere(file, writesFile);
      const isShipped =
        /(?:^|\/)settings(?:\.local)?\.json$/iu.test(file.path) && /bypassPermissions/u.test(match.match[0]);
      return (isWritten && zoneOf(file) === 'code') || isShipped ? 'block' : undefined;
    },
  },
  {
    id: 'home-or-disk-destroyed',
    kind: 'malware',
    severity: 'block',
    catches: 'A command that destroys a home folder or a disk',
    why: 'What it deletes does not come back.',
    hints: [
      'rm -',
      'mkfs',
      'dd if',
      ':(){',
      ':()',
      'format c',
      'format d',
      'format.com',
      'remove-item',
      'rmtree(',
      'rd /s',
      'rmdir /s',
      'del /',
      '/dev/sd',
      '/dev/nvme',
      '/dev/disk',
      'find /',
      'find ~',
      'find $home',
      'diskutil',
      'wipefs',
      'rmsync(',
      'fs.rm',
    ],
    pattern:
      /\brm\s{1,3}(?:-{1,2}[\w-]{1,20}\s{1,3}){1,4}(?:--\s{1,3})?["']?(?:\/(?:\*|\s|$|["'`;&|)])|~(?:\/?\*?)(?:\s|$|["'`;&|)])|\$\{?HOME\}?(?:\/?\*?)(?:\s|$|["'`;&|)])|\/(?:home|Users|etc|usr|var|boot|bin|lib)(?:\/\*?)?(?:\s|$|["'`;&|)])|~\/(?:Documents|Desktop|Pictures|\.ssh|\.aws|\.gnupg)(?:\/\*?)?(?:\s|$|["'`;&|)]))|\bmkfs(?:\.\w{2,6})?\s{1,3}(?:-\w{1,3}\s{1,3}){0,3}\/dev\/\w{2,12}|\bdd\s{1,3}if=\/dev\/(?:zero|u?random)\s{1,3}of=\/dev\/(?:sd|nvme|hd|disk|rdisk|vd|xvd)\w{0,8}|:\(\)\s{0,3}\{\s{0,3}:\s{0,3}\|\s{0,3}:\s{0,3}&\s{0,3}\}\s{0,3};\s{0,3}:|\bformat(?:\.com)?\s{1,3}[a-z]:\s{0,3}\/[qyx]|\bremove-item\b[^\n]{0,80}(?:\s|["'])(?:[a-z]:\\(?:\*|users|windows)?|\$home|\$env:userprofile|~)(?:\\?\*)?["']?(?:\s|$)[^\n]{0,40}|\b(?:rd|rmdir)\s{1,3}\/s\s{1,3}\/q\s{1,3}["']?(?:[a-z]:\\|%userprofile%|%systemroot%)["']?(?:\s|$)|\bdel\s{1,3}(?:\/[fsqa]\s{1,3}){2,4}["']?(?:[a-z]:\\|%userprofile%)(?:\*(?:\.\*)?)?["']?(?:\s|$)|\brmtree\(\s{0,3}(?:os\.path\.expanduser\(\s{0,2}["']~\/?["']\s{0,2}\)|(?:pathlib\.)?Path\.home\(\)\s{0,2}[,)]|["']\/["']|os\.environ\[["']HOME["']\]\s{0,2}[,)])|\bfs\.(?:rm|rmdir)(?:Sync)?\(\s{0,3}(?:os\.)?homedir\(\)\s{0,2},|>\s{0,3}\/dev\/(?:sd[a-z]|nvme\d|disk\d)\b|\bfind\s{1,3}(?:\/|~|\$HOME)\s{1,3}[^\n|]{0,80}-(?:delete|exec\s{1,3}(?:rm|shred))\b|\bdiskutil\s{1,3}(?:eraseDisk|zeroDisk|secureErase)\b|\bwipefs\s{1,3}-a/gimu,
    accept: ({ match }) =>
      !/find\s{1,3}~?\/?\s[^\n]{0,80}-(?:name|mtime|path|empty)/u.test(match[0]) ||
      /-name\s{1,3}["']?\*["']?\s/u.test(match[0]),
    soften: softenExample,
  },
  {
    id: 'files-held-to-ransom',
    kind: 'malware',
    severity: 'block',
    catches: 'Files encrypted for ransom',
    why: 'It takes the person’s files hostage.',
    hints: [
      'ransom',
      'your files have been encrypted',
      'decrypt your files',
      '.locked',
      '.encrypted',
      'bitcoin',
      'fernet',
    ],
    pattern:
      /\b(?:all |your |the )?(?:important )?files (?:have been|are|were) (?:now )?(?:encrypted|locked)\b|\b(?:encrypt\w{0,3}|lock\w{0,3})\b[^\n.]{0,60}\b(?:all|every|the user[’']s|home|documents?)\b[^\n.]{0,60}\b(?:files?|folders?|director(?:y|ies))\b[^\n]{0,160}\b(?:ransom|bitcoin|btc|monero|payment|wallet)\b|\bransom[_ -]?note\b/giu,
    soften: softenExample,
  },
  {
    id: 'files-locked-away',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to lock the person’s files with a password and remove the open ones',
    why: 'Whoever set the password has the files.',
    hints: ['password', 'encrypt', 'passphrase'],
    pattern:
      /\b(?:lock|encrypt|protect|zip|archive)\b[^\n]{0,80}\b(?:password|passphrase|key)\b[^\n]{0,60}["'`“][^"'`”\n]{4,60}["'`”][^\n]{0,120}\b(?:remove|delete|erase|destroy|shred|wipe)\b[^\n]{0,40}\b(?:other|original|unprotected|unencrypted|plain|remaining|open)\b[^\n]{0,20}\b(?:versions?|copies|copy|files?|originals?|documents?)\b[^\n]{0,80}/giu,
    soften: (match) =>
      isMention(match) ? 'info' : zoneOf(match.file) === 'instruction' ? undefined : 'warn',
  },
  {
    id: 'requests-in-a-flood',
    kind: 'malware',
    severity: 'block',
    catches: 'A loop that floods somebody’s server with requests',
    why: 'It makes your machine part of an attack on others.',
    hints: ['seq ', 'while true', 'while :', 'hping3', 'slowloris', '{1..'],
    pattern:
      /\b(?:for\s{1,3}\w{1,20}\s{1,3}in\s{1,3}(?:\$\(\s{0,2}seq\s[^)\n]{0,20}\d{4,9}\s{0,2}\)|\{1\.\.\d{4,9}\})|while\s{1,3}(?:true|:))\s{0,3};?\s{0,3}\n?\s{0,8}do\b[^\n]{0,120}(?:\n[^\n]{0,160}){0,3}?\b(?:curl|wget)\s[^\n]{0,200}(?<![>&2])&\s{0,3}(?:$|\n|;|done)|\bhping3\b[^\n]{0,80}--flood/gimu,
    soften: softenMention,
  },
];
