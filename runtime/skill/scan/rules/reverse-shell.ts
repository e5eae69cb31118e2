import type { TextRule } from '../text-rule.ts';
import { saysAnywhere } from '../whole-text.ts';
import { softenExample, softenMention } from './context.ts';
import { netcatHints } from './outgoing.ts';

const usesSocket = /net\.|tls\.|["'](?:node:)?(?:net|tls)["']|websocket|socket/iu;
const why = 'Whoever listens at the other end types commands on your machine.';

/** A shell or a remote control handed to somebody outside. */
export const reverseShellRules: readonly TextRule[] = [
  {
    id: 'shell-over-dev-tcp',
    kind: 'malware',
    severity: 'block',
    catches: 'A shell connected to a remote address',
    why,
    hints: ['/dev/tcp', '/dev/udp', '/inet/tcp'],
    pattern:
      /(?:\b(?:ba|z|k|da)?sh\b[^\n]{0,80}|\bexec\s{1,3}\d{0,3}\s{0,3}<?>?[&]?\s{0,3}|(?:cat|tar|env|printenv|base64|echo|tee)\b[^\n]{0,120}[>|]\s{0,3}&?|<\s{0,3}|0<&\d{1,3}-?;?\s{0,3}exec\s{1,3}\d{1,3}<>)\/dev\/(?:tcp|udp)\/[^\s"'`;]{3,100}|\/inet\/tcp\/0\/[^\s"'`;]{3,80}/giu,
    accept: ({ match }) =>
      !/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|::1|\$\{?(?:host|db_?host|service|target|server|name)\w{0,10}\}?|\$[12]|<[a-z-]{1,20}>|postgres|redis|mysql|db|kafka)\/(?:\$|\d)/iu.test(
        match[0],
      ) || /\b(?:ba|z)?sh\s{1,3}-i|exec\s{1,3}\d{1,3}<>[^\n]{0,60};[^\n]{0,60}sh\b/iu.test(match[0]),
    soften: softenMention,
  },
  {
    id: 'netcat-shell',
    kind: 'malware',
    severity: 'block',
    catches: 'netcat or socat tied to a shell',
    why,
    hints: [...netcatHints, 'nc.exe', 'nc.trad', 'socat', 'mkfifo', 'mknod'],
    pattern:
      /\b(?:nc|ncat|netcat)(?:\.exe|\.traditional|\.openbsd)?\b[^\n|]{0,80}?\s(?:-\w{0,5}[ec]|--exec|--sh-exec)\s{0,3}["']?(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?(?:sh|cmd|powershell)\b|\bmk(?:fifo|nod)\b[^\n]{0,80}[;&|][^\n]{0,160}\b(?:nc|ncat|netcat|telnet|openssl s_client)\b[^\n]{0,80}|\bsocat\b[^\n]{0,120}(?:exec|system):["']?(?:\/(?:usr\/)?bin\/)?(?:ba|z)?sh[^\n]{0,60}|\b(?:nc|ncat|netcat)\b[^\n|]{3,60}\|\s{0,3}(?:\/bin\/)?(?:ba|z)?sh\b|\b(?:ba|z)?sh\b[^\n|]{0,30}\|\s{0,3}(?:nc|ncat|netcat)\s[^\n]{3,60}/giu,
    accept: ({ match }) => !/\bsh\b[^\n|]{0,30}\|\s{0,3}n/u.test(match[0]) || /\d{2,5}\b/u.test(match[0]),
    soften: softenMention,
  },
  {
    id: 'python-reverse-shell',
    kind: 'malware',
    severity: 'block',
    catches: 'A Python socket tied to a shell',
    why,
    hints: ['dup2', 'pty.spawn', 'socket'],
    pattern:
      /\bos\.dup2\(\s{0,2}\w{1,20}\.fileno\(\)\s{0,2},\s{0,2}(?:[012]|f|fd|i|n|x)\s{0,2}\)|\bdup2\([^\n)]{1,30},\s{0,2}0\)[^\n]{0,200}(?:\/bin\/|pty|subprocess|call)|\bsocket\b[^\n]{0,200}\.connect\(\([^\n]{3,80}\)\)[^\n]{0,200}(?:pty\.spawn|subprocess\.(?:call|Popen|run|check_output)|os\.(?:system|popen)|\/bin\/sh)/giu,
    soften: softenMention,
  },
  {
    id: 'remote-commands-run',
    kind: 'malware',
    severity: 'block',
    catches: 'A program that runs what a socket tells it',
    why,
    hints: [
      '.recv(',
      '.on(',
      'getstream',
      'tcpsocket',
      'fsockopen',
      'net.socket',
      'websocket',
      'tcpclient',
      'use socket',
    ],
    pattern:
      /\b(?:subprocess\.(?:run|call|Popen|check_output|getoutput)|os\.(?:system|popen)|exec|eval)\s{0,2}\(\s{0,3}(?:\w{1,20}\.recv\(|\w{1,20}\s{0,2}:?=\s{0,2}\w{1,20}\.recv\()|\b(?:cmd|command|data|order|c)\s{0,3}=\s{0,3}\w{1,20}\.recv\(\d{2,6}\)[^\n]{0,60}(?:\n[^\n]{0,160}){1,8}?(?:subprocess|os\.system|os\.popen|Popen|exec\()|\.stdin\.write\(\s{0,3}\w{1,20}\.recv\(|\bfsockopen\([^\n]{3,120}(?:\n[^\n]{0,120}){0,4}?(?:exec|proc_open|shell_exec|system)\(|\bTCPSocket\.(?:new|open)\([^\n]{3,120}(?:\n[^\n]{0,120}){0,4}?(?:exec|IO\.popen|\/bin\/|%x|system)|\buse Socket;[^\n]{0,240}exec\s{0,3}[{(]?["']\/bin\/|(?:net\.)?Sockets\.TCPClient\([^\n]{3,400}(?:iex|Invoke-Expression|cmd|powershell)|\.connect\(\s{0,2}\d{2,5}\s{0,2},[^\n]{3,160}\.pipe\(\s{0,2}\w{1,12}\.stdin|(?:stdin|stdout)\.pipe\(\s{0,2}(?:client|socket|sock|c|s|sh|conn)\s{0,2}\)[^\n]{0,200}\/bin\/(?:ba|z)?sh/giu,
    soften: softenMention,
  },
  {
    id: 'node-reverse-shell',
    kind: 'malware',
    severity: 'block',
    catches: 'A Node socket tied to a shell',
    why,
    hints: ['.pipe('],
    pattern:
      /\bspawn\(\s{0,3}["'`](?:\/bin\/)?(?:(?:ba|z)?sh|cmd(?:\.exe)?|powershell)["'`][^\n]{0,80}(?:\n[^\n]{0,160}){0,10}?\.pipe\(\s{0,2}\w{1,20}\.stdin|\.pipe\(\s{0,2}(?:sh|shell|proc|child|cp|bash)\.stdin\s{0,2}\)/giu,
    accept: ({ file }) => saysAnywhere(file, usesSocket),
    soften: softenMention,
  },
  {
    id: 'offensive-toolkit',
    kind: 'malware',
    severity: 'block',
    catches: 'A payload of an attack framework',
    why,
    hints: [
      'msfvenom',
      'meterpreter',
      'cobaltstrike',
      'cobalt strike',
      'sliver',
      'invoke-mimikatz',
      'mimikatz',
      'lazagne',
      'bash -i',
      'pwncat',
      'linpeas',
      'merlin',
      'empire',
    ],
    pattern:
      /\bmsfvenom\s{1,3}-p\s{1,3}\S{4,80}[^\n]{0,80}|\b(?:invoke-mimikatz|sekurlsa::logonpasswords|lsadump::\w{3,12})\b|\bIEX[^\n]{0,120}(?:mimikatz|powersploit|nishang|empire)|\b(?:ba|z)?sh\s{1,3}-i\s{1,3}[>&|]{1,3}[^\n]{3,80}|\blazagne(?:\.exe|\.py)?\s{1,3}(?:all|browsers)\b/giu,
    soften: softenMention,
  },
  {
    id: 'remote-access-opened',
    kind: 'malware',
    severity: 'block',
    catches: 'A way into the machine from outside',
    why: 'With a key of theirs in place, or a tunnel, somebody comes in whenever they like.',
    hints: ['authorized_keys', 'ssh -', 'useradd', 'net user', 'dseditgroup', 'sshpass'],
    pattern:
      /(?:>>?|tee\s{1,3}-a|append\w{0,4}|Add-Content|open\()[^\n]{0,60}\.ssh\/authorized_keys\d?|\bauthorized_keys\b[^\n]{0,40}["']a["']|\bssh\s{1,3}(?:-\S{1,40}\s{1,3}){0,6}-\w{0,4}R\s{0,3}\d{1,5}:(?:localhost|127\.0\.0\.1):\d{1,5}[^\n]{0,100}|\bnet\s{1,3}user\s{1,3}\S{1,40}\s{1,3}\S{1,40}\s{1,3}\/add|\bnet\s{1,3}localgroup\s{1,3}administrators\b[^\n]{0,60}\/add/giu,
    soften: (match) =>
      softenExample(match) ??
      (/ssh-copy-id|\$\{?\w{0,20}(?:pub|key)\w{0,20}\}?|id_\w{1,10}\.pub|\.pub\b/iu.test(match.line)
        ? 'warn'
        : /^ssh\b/u.test(match.match[0])
          ? 'warn'
          : undefined),
  },
];
