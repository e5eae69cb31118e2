import type { TextRule } from '../text-rule.ts';
import { around, isMention, softenMention } from './context.ts';
import { secretPlaces } from './credentials.ts';
import { classifyUrl, isSuspectUrl } from './hosts.ts';
import { netcatHints, softenUpload, urlsIn, webRequestHints, whyExfiltration as why } from './outgoing.ts';

const upload =
  '(?:\\bcurl\\b[^\\n|;&]{0,200}(?:\\s-d\\s{0,2}|\\s--data(?:-\\w{3,10})?[ =]|\\s-F\\s{0,2}|\\s--form[ =]|\\s-T\\s{0,2}|\\s--upload-file[ =])|\\bwget\\b[^\\n|;&]{0,160}--post-(?:data|file)=|\\b(?:nc|ncat|netcat|socat)\\s|\\b(?:scp|rsync|ftp|sftp)\\s|\\bhttp(?:ie)?\\s{1,3}(?:post|put)\\s|\\b(?:irm|iwr|invoke-restmethod|invoke-webrequest)\\b[^\\n|;]{0,160}-(?:body|infile)\\s)';

/** Commands that carry data out of the machine. */
export const exfiltrationRules: readonly TextRule[] = [
  {
    id: 'secrets-uploaded-by-shell',
    kind: 'malware',
    severity: 'block',
    catches: 'A file of keys or passwords sent out',
    why,
    hints: [...webRequestHints, ...netcatHints, 'socat ', 'scp ', 'rsync ', 'http post', 'http put', 'ftp '],
    pattern: new RegExp(`${upload}[^\\n]{0,160}?(?:${secretPlaces}|(?:^|[\\s"'@=/])\\.env\\b)`, 'gimu'),
    accept: ({ match }) =>
      !/\.env\.(?:example|sample|template)|-o\s|--netrc|id_\w{2,10}\.pub|-i\s{1,3}\S{0,40}(?:\.ssh|id_)|\b(?:scp|rsync)\b[^\n]{0,120}-e\s/iu.test(
        match[0],
      ) && !/^(?:scp|rsync|sftp)\b[^\n]{0,60}-i\b/iu.test(match[0].trim()),
    soften: softenUpload,
  },
  {
    id: 'secrets-piped-out',
    kind: 'malware',
    severity: 'block',
    catches: 'Keys, passwords or the environment piped out of the machine',
    why,
    hints: [...webRequestHints, ...netcatHints, '/dev/tcp', 'openssl s_client', 'telnet '],
    pattern: new RegExp(
      `(?:\\b(?:cat|tar|zip|base64|find|grep|type|gc|get-content|head|xxd|gzip|sqlite3|curl)\\b[^\\n|]{0,160}(?:${secretPlaces}|/proc/(?:self|\\d{1,7})/environ|/etc/passwd|[\\s"'/*]\\.env\\b|credentials|secrets?|\\*\\.(?:pem|key|p12|pfx|kdbx|ppk)\\b)[^\\n|]{0,120}|\\btar\\s[^\\n|]{0,80}(?:~|\\$HOME|\\$\\{HOME\\})(?:\\/(?:\\.config|Documents|Desktop|Library)\\b)?[^\\n|]{0,60}|\\b(?:cat|tail|head|grep)\\b[^\\n|]{0,80}\\.(?:bash|zsh|psql|mysql|python)_history\\b[^\\n|]{0,60}|\\becho\\s[^\\n|]{0,40}\\$\\{?\\w{0,30}(?:SECRET|TOKEN|API_?KEY|PASSWORD|PRIVATE_KEY)\\w{0,20}[^\\n|]{0,20}|\\bfind\\s[^\\n|]{0,200}\\|\\s{0,3}xargs\\s[^\\n|]{0,20}cat\\s{0,3}|(?:^|[\\s"'\`;&(])(?:env|printenv|set|export -p|gci env:|get-childitem env:|dir env:)\\s{0,3})\\|[^\\n]{0,200}?(?:\\bcurl\\b[^\\n|]{0,160}(?:-d|--data\\S{0,10}|-F|--form|-T|--upload-file|-X\\s{0,2}(?:POST|PUT))|\\b(?:nc|ncat|netcat|telnet)\\s|\\/dev\\/tcp\\/|openssl s_client|\\bwget\\b[^\\n]{0,80}--post|\\b(?:irm|iwr|invoke-(?:restmethod|webrequest))\\b)`,
      'gimu',
    ),
    soften: softenUpload,
  },
  {
    id: 'environment-in-request',
    kind: 'malware',
    severity: 'block',
    catches: 'The output of a command that shows secrets put into a web request',
    why,
    hints: webRequestHints,
    pattern: new RegExp(
      `\\b(?:curl|wget|irm|iwr|invoke-restmethod|invoke-webrequest)\\b[^\\n]{0,240}?(?:\\$\\(|\`)\\s{0,3}(?:env\\b|printenv\\b|set\\b\\s{0,3}\\)|(?:cat|base64|head|gzip|tar|grep|find|type)\\b[^\\n)\`]{0,120}(?:${secretPlaces}|\\.env\\b|credentials|/etc/passwd|secret)|security\\s|history\\b|whoami\\s{0,3}[)\`|;][^\\n]{0,120}\\$\\()`,
      'giu',
    ),
    soften: softenUpload,
  },
  {
    id: 'environment-saved-and-sent',
    kind: 'malware',
    severity: 'block',
    catches: 'The environment or a key saved to a file that is then sent out',
    why,
    hints: ['env >', 'env>', 'printenv', 'export -p', 'dump-keychain', '.ssh', '.aws'],
    pattern:
      /(?:\b(?:env|printenv|export -p)|\bsecurity dump-keychain[^\n>]{0,60}|\b(?:cat|tar|zip|cp)\b[^\n>]{0,80}\.(?:ssh|aws|gnupg|netrc|env)\b[^\n>]{0,60})\s{0,3}>{1,2}\s{0,3}["']?(?<file>[\w./$~{}-]{2,80})["']?[^\n]{0,120}(?:\n[^\n]{0,160}){0,24}?\b(?:curl|wget|nc|scp|http)\b[^\n]{0,200}\k<file>/giu,
    soften: softenUpload,
  },
  {
    id: 'secrets-in-variable-sent',
    kind: 'malware',
    severity: 'block',
    catches: 'A file of secrets put whole into a variable that is then sent out',
    why,
    hints: ['=$(cat', '="$(cat', '=$(base64', '=$(grep -v'],
    pattern: new RegExp(
      `\\b(?<name>[A-Za-z_]\\w{1,40})=["']?\\$\\((?:cat\\s{0,2}<<[^\\n]{0,40}(?:\\n[^\\n]{0,160}){0,8}?\\$\\()?(?:cat|base64|grep\\s{1,3}-v)\\s[^\\n|)]{0,80}(?:${secretPlaces}|(?<=[\\s"'/])\\.env\\b|credentials)[^\\n|)]{0,60}(?:\\|\\s{0,3}(?:base64|grep\\s{1,3}-v|tr|xargs)\\b[^\\n)]{0,40})?\\)[^\\n]{0,60}(?:\\n[^\\n]{0,160}){0,24}?(?:\\b(?:curl|wget)\\b[^\\n]{0,200}(?:\\\\\\n[^\\n]{0,200}){0,6}?\\$\\{?\\k<name>\\b|\\b(?:echo|printf)\\b[^\\n|]{0,40}\\$\\{?\\k<name>\\b[^\\n|]{0,20}\\|[^\\n]{0,60}\\b(?:curl|wget|nc|ncat)\\b)`,
      'giu',
    ),
    accept: ({ match }) =>
      !/\.env\.(?:example|sample|template)|Authorization|x-api-key/iu.test(match[0].slice(-120)),
    soften: softenUpload,
  },
  {
    id: 'host-data-in-request',
    kind: 'malware',
    severity: 'warn',
    catches: 'The machine’s name, user or files put into a web request',
    why,
    hints: [
      'whoami',
      'hostname',
      'uname',
      '$user',
      '${user',
      'ifconfig',
      'ipconfig',
      'computername',
      'ps aux',
      '$(id',
      '$(ls',
      '$(pwd',
      '$(ps',
      '`id`',
      '`ls',
    ],
    pattern:
      /\b(?:curl|wget|irm|iwr|invoke-restmethod)\b[^\n]{0,240}?(?:(?:\$\(|`)\s{0,3}(?:whoami|hostname|uname|id|ifconfig|ipconfig|ls|pwd|ps)\b|\$\{?(?:USER|HOSTNAME|USERNAME)\b|\$env:(?:username|computername))[^\n]{0,120}|\b(?:whoami|hostname|uname\s{1,3}-a|id|ifconfig|ps aux)\b[^\n|]{0,60}\|\s{0,3}(?:base64[^\n|]{0,20}\|\s{0,3})?(?:curl|nc|wget)\b[^\n]{0,160}/giu,
    soften: (match) => {
      if (isMention(match)) return 'info';
      const urls = urlsIn(match.line);
      if (
        urls.some((each) => ['known', 'local'].includes(classifyUrl(each))) ||
        /\$\{?\w*(?:URL|HOST|ENDPOINT|API|SERVER)/u.test(match.line)
      )
        return 'info';
      return urls.some((each) => isSuspectUrl(each)) ||
        (/uname -a|whoami/u.test(match.match[0]) &&
          urls.length > 0 &&
          /POST|-d\b|--data|\?\w{1,12}=/u.test(match.match[0]))
        ? 'block'
        : undefined;
    },
  },
  {
    id: 'program-has-shell-send',
    kind: 'malware',
    severity: 'warn',
    catches: 'A program that has a shell send its data out',
    why: 'A program that sends honestly does it itself; through a shell its own checks do not see it.',
    hints: ['"curl', "'curl", '`curl', '("wget', "('wget", '(`wget'],
    pattern:
      /\b(?:exec\w{0,8}|system|popen|spawn\w{0,4}|call|run|check_output)\(\s{0,3}\[?\s{0,3}["'`]curl\b[^\n]{0,60}?https?:\/\/[^\s"'`]{4,200}[^\n]{0,120}/giu,
    accept: ({ match }) =>
      /[?&/][\w-]{1,20}=["'`]\s{0,3}\+|[?&][\w-]{1,20}=\$\{|["'`\s](?:-d|--data\S{0,8}|-F|-T)["'`\s]/u.test(
        match[0],
      ),
    soften: (match) => {
      if (isMention(match)) return 'info';
      const urls = urlsIn(match.match[0]);
      if (urls.every((each) => ['known', 'local', 'code'].includes(classifyUrl(each)))) return 'info';
      const isOfKeys = new RegExp(secretPlaces, 'iu').test(around(match, 600, 100));
      return isOfKeys || urls.some((each) => isSuspectUrl(each) || each.startsWith('http:'))
        ? 'block'
        : undefined;
    },
  },
  {
    id: 'data-in-name-lookup',
    kind: 'malware',
    severity: 'block',
    catches: 'Data smuggled out in a DNS lookup',
    why,
    hints: [
      ' dig ',
      '\ndig ',
      '(dig ',
      '`dig ',
      'nslookup',
      ' host ',
      '\nhost ',
      '`host ',
      'ping -c',
      '\nping ',
      '`ping ',
      'resolve-dnsname',
      'gethostbyname',
      'dns.resolve',
      'dns.lookup',
      'getaddrinfo',
      'resolver.',
    ],
    pattern:
      /\b(?:dig|nslookup|host|ping|resolve-dnsname)\s{1,3}(?:[-+@]\S{1,20}\s{1,3}){0,4}["']?[^\s"'|;]{0,40}(?:\$\(|`|\$\{?[a-z]\w{0,20}\}?)[^\n]{0,160}?[)`}\w]\.[a-z0-9-]{2,40}\.[a-z]{2,12}|\b(?:gethostbyname|getaddrinfo|dns\.resolve\w{0,4}|dns\.lookup|resolver\.(?:resolve|query))\(\s{0,3}(?:f["'`]\{[^\n}]{1,80}\}\.|[^\n"'`]{1,60}\+\s{0,3}["'`]\.|`\$\{[^\n}]{1,80}\}\.)[a-z0-9.-]{4,80}/giu,
    accept: (match) =>
      /base64|xxd|whoami|hostname|\benv\b|cat |secret|token|key|hex|encode|chunk|data|id\)|b64|password|oast|burp|exfil/iu.test(
        around(match, 160, 20),
      ),
    soften: softenMention,
  },
  {
    id: 'key-sent-elsewhere',
    kind: 'malware',
    severity: 'block',
    catches: 'A well-known service’s key sent to somebody else',
    why,
    hints: [
      'openai_api_key',
      'anthropic_api_key',
      'aws_secret_access_key',
      'aws_session_token',
      'github_token',
      'gh_token',
      'npm_token',
      'gemini_api_key',
      'google_api_key',
      'slack_bot_token',
      'stripe_secret_key',
      'openrouter_api_key',
      'private_key',
      'mnemonic',
    ],
    pattern:
      /(?:(?:-d|--data(?:-\w{3,10})?|-F|--form|\bjson|\bdata|\bparams|\bbody|\bpayload)\s{0,3}[=: ]\s{0,3}[^\n]{0,160}?|https?:\/\/[^\s"'`<>]{4,120}[?&][\w-]{1,20}=[^\n]{0,20}?)(?:\$\{?|os\.environ(?:\.get\(|\[)["']|os\.getenv\(["']|process\.env\.|\$env:)(?:OPENAI_API_KEY|ANTHROPIC_API_KEY|AWS_(?:SECRET_ACCESS_KEY|SESSION_TOKEN)|GITHUB_TOKEN|GH_TOKEN|NPM_TOKEN|GEMINI_API_KEY|GOOGLE_API_KEY|SLACK_BOT_TOKEN|STRIPE_SECRET_KEY|OPENROUTER_API_KEY|(?:WALLET_)?PRIVATE_KEY|MNEMONIC)\b/giu,
    accept: (match) => {
      const urls = urlsIn(around(match, 240, 160));
      return (
        urls.length > 0 &&
        urls.every((each) => !['known', 'local'].includes(classifyUrl(each))) &&
        urls.every(
          (each) =>
            !/openai|anthropic|claude|aws|github|npm|google|gemini|slack|stripe|openrouter|rpc|infura|alchemy|litellm|proxy|gateway/iu.test(
              each,
            ),
        )
      );
    },
    soften: softenMention,
  },
];
