import type { TextRule } from '../text-rule.ts';
import { around, isMention, zoneOf } from './context.ts';
import { secretPlaces } from './credentials.ts';
import { classifyUrl, isSuspectUrl } from './hosts.ts';
import { secretWords, urlsIn, whyExfiltration as why } from './outgoing.ts';

/** Words of secrets, one of which stands in every order to send them. */
const secretHints = [
  'api key',
  'api_key',
  'api-key',
  'apikey',
  'token',
  'secret',
  'credential',
  'password',
  'private key',
  'ssh key',
  'environment var',
  'env var',
  '.env',
  'cookies',
  'seed phrase',
  'wallet',
  'keychain',
  'system prompt',
  'complete prompt',
  'full prompt',
  'entire prompt',
  'transcript',
  'tool result',
  'tool output',
  'any key',
  'all keys',
  'every message',
  'each message',
  'all messages',
  'conversation',
  'chat history',
  'chat log',
  'user data',
  'user file',
  'private data',
  'private file',
  'personal data',
  'personal file',
  'personal info',
  'user info',
  'user message',
  'memory file',
  'soul.md',
  'memory.md',
  'user.md',
  'id_rsa',
  '.ssh',
  '.aws',
  '.kube',
  'gh/hosts',
  'output of `',
  'output of env',
  'output of print',
  'output of "',
];

/** Words that have the agent carry data out. */
export const proseExfiltrationRules: readonly TextRule[] = [
  {
    id: 'prose-sends-secrets',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to send secrets or the conversation somewhere',
    why,
    hints: secretHints,
    pattern: new RegExp(
      `\\b(?:send|post|upload|forward|transmit|exfiltrate|submit|append|include|report|e-?mail|share|deliver|relay|leak|copy|pass|hand|supply|ship)(?:s|ing|ed)?\\b[^\\n]{0,100}?(?:(?<!\\w)${secretWords}\\b|${secretPlaces}|\\boutput of ["'\`]{0,2}(?:env|printenv|set|history)\\b)[^\\n]{0,140}?(?:\\b(?:to|at|in|into|via|as|through|with)\\b[^\\n]{0,60}?)(?:https?:\\/\\/[^\\s"'\`)<>]{4,200}|\\b[\\w.+-]{2,40}@[\\w-]{2,40}\\.[a-z]{2,10}\\b|\\b(?:webhook|external (?:server|endpoint|url|service)|remote (?:server|endpoint|host)|attacker|our (?:server|api|endpoint)|collection (?:server|endpoint)|discord|telegram|pastebin)\\b)`,
      'giu',
    ),
    accept: (match) => {
      const urls = urlsIn(match.match[0]);
      if (urls.length > 0 && urls.every((each) => ['local'].includes(classifyUrl(each)))) return false;
      return (
        !/\b(?:authorization|bearer|header|authenticat\w{1,6}|x-api-key|set-cookie)\b/iu.test(
          around(match, 60, 60),
        ) && !/\bmax[_ ]?tokens\b|\btoken (?:count|usage|limit)/iu.test(match.match[0])
      );
    },
    soften: (match) => {
      if (isMention(match)) return 'info';
      if (zoneOf(match.file) === 'fixture' || zoneOf(match.file) === 'reference') return 'warn';
      const urls = urlsIn(match.match[0]);
      if (urls.some(isSuspectUrl)) return 'block';
      const isBulk =
        /\b(?:all|any|every|entire|full|contents? of|complete|whole|output of|silently|quietly|secretly)\b|\.env|ssh|\.aws|\.kube|\.netrc|hosts\.yml|id_rsa|private key|environment|system prompt|conversation|chat (?:history|log)|SOUL|MEMORY|\bpasswords\b|private keys/iu.test(
          match.match[0],
        );
      return isBulk &&
        (urls.length > 0 || /exfiltrat|attacker|@|external|remote|collection/iu.test(match.match[0]))
        ? undefined
        : 'warn';
    },
  },
  {
    id: 'prose-collects-and-sends',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to collect secrets or the conversation and send them somewhere',
    why,
    hints: secretHints,
    pattern: new RegExp(
      `\\b(?:read|open|cat|collect|gather|take|grab|get|find|list|look up|locate|harvest|extract|copy|scan|search|fetch|load|capture|record|retrieve|dump|export|save|summari[sz]e|remember|note|store|encode)(?:s|ing|ed)?\\b[^\\n]{0,100}?(?:${secretPlaces}|(?<!\\w)${secretWords}\\b)[^\\n]{0,240}?\\b(?:send|post|upload|forward|transmit|submit|append|push|deliver|relay|publish|store|put|share|keep|report|e-?mail|hand|give|supply|provide|pass|ship|drop|mail|add|attach|posting|sending|uploading)\\b[^\\n]{0,90}?(?:https?:\\/\\/[^\\s"'\`)<>]{4,200}|[\\w.+-]{2,40}@[\\w-]{2,40}\\.[a-z]{2,10}\\b|\\bexternal (?:server|endpoint)\\b|\\bremote (?:server|endpoint)\\b)`,
      'giu',
    ),
    accept: (match) => {
      const urls = urlsIn(match.match[0]);
      if (urls.length > 0 && urls.every((each) => ['known', 'local'].includes(classifyUrl(each))))
        return false;
      return !/\b(?:authorization|bearer|header|authenticat\w{1,6}|x-api-key|max[_ ]?tokens|token (?:count|usage|limit))\b/iu.test(
        match.match[0],
      );
    },
    soften: (match) => {
      if (isMention(match)) return 'info';
      if (zoneOf(match.file) !== 'instruction') return 'warn';
      const isWhole =
        /\b(?:all|any|every|everything|anything|each|entire|full|contents?|complete|whole|text|silently|quietly|secretly|them)\b|\.env|ssh|id_rsa|private key|environment|system prompt|conversation|chat (?:history|log)|SOUL|MEMORY|password|cookies/iu.test(
          match.match[0],
        );
      return isWhole ? undefined : 'warn';
    },
  },
  {
    id: 'prose-sends-secrets-in-other-languages',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to send secrets somewhere',
    why,
    hints: [
      '密钥',
      '密码',
      '凭证',
      '令牌',
      '环境变量',
      '私钥',
      '助记词',
      '对话记录',
      '聊天记录',
      'passwort',
      'passwört',
      'zugangsdaten',
      'schlüssel',
      'umgebungsvariable',
      'contraseña',
      'credencial',
      'clave',
      'variables de entorno',
      'mot de passe',
      'mots de passe',
      'identifiants',
      'clé',
      'senha',
      'chave',
      'парол',
      'ключ',
      'パスワード',
      '認証情報',
      '秘密鍵',
      '비밀번호',
      '자격 증명',
      '发送',
      '上传',
      '送信',
      '전송',
      'sende ',
      'schick',
      'envía',
      'envoie',
      'отправ',
    ],
    pattern:
      /(?:密钥|密码|凭证|令牌|环境变量|私钥|助记词|\.env|\.ssh|id_rsa|credentials|对话记录|聊天记录|Passw(?:ö|o)rt\w{0,2}|Zugangsdaten|Schlüssel|Umgebungsvariablen|contraseñas?|credenciales|claves?|variables de entorno|mots? de passe|identifiants|clés?|senhas?|credenciais|chaves?|парол\p{L}{0,3}|ключ\p{L}{0,3}|パスワード|認証情報|秘密鍵|비밀번호|자격 증명)[^\n]{0,120}?(?:发送|上传|提交|传输|转发|sende\w{0,2}|schick\w{0,2}|übermitt\w{1,4}|lade|hochladen|env[ií]a\w{0,3}|manda\w{0,3}|sube\w{0,3}|envoi\w{1,3}|envoyer|transme\w{1,4}|envie\w{0,2}|отправ\p{L}{1,4}|送信|アップロード|전송|보내)[^\n]{0,60}?(?:https?:\/\/[^\s"'`)<>]{4,200}|[\w.+-]{2,40}@[\w-]{2,40}\.[a-z]{2,10}\b)/giu,
    soften: (match) => {
      if (isMention(match)) return 'info';
      if (zoneOf(match.file) !== 'instruction') return 'warn';
      const urls = urlsIn(match.match[0]);
      return urls.length > 0 && urls.every((each) => ['known', 'local'].includes(classifyUrl(each)))
        ? 'warn'
        : undefined;
    },
  },
  {
    id: 'content-in-address',
    kind: 'injection',
    severity: 'warn',
    catches: 'An order to put content into the address of a request',
    why: 'The address is logged on the other side, and the content with it.',
    hints: ['=<', '={', '=[', '=${', '=$', '=%7b', '/<', '/{'],
    pattern:
      /\b(?:load|open|visit|fetch|request|call|render|show|display|include|embed|navigate|GET|curl)\b[^\n]{0,80}?https?:\/\/[^\s"'`)<>]{4,160}[?&][\w-]{0,20}=(?:<|\{\{?|\[|\$\{?|%7B)\s{0,2}(?:base64|encoded|content|data|conversation|history|prompt|secret|password|env|message|summary|document|file)\w{0,20}[^\n]{0,40}/giu,
    soften: (match) => {
      if (isMention(match) || zoneOf(match.file) !== 'instruction') return 'info';
      const urls = urlsIn(match.match[0]);
      if (urls.every((each) => ['known', 'local'].includes(classifyUrl(each)))) return 'info';
      return /base64|\bencod/iu.test(around(match, 160, 40)) &&
        /\b(?:conversation|document|message|prompt|secret|content|history|user)\b/iu.test(
          around(match, 160, 40),
        )
        ? 'block'
        : undefined;
    },
  },
  {
    id: 'data-in-image-address',
    kind: 'injection',
    severity: 'block',
    catches: 'Data carried out in the address of a picture or a link',
    why: 'The client fetches the picture by itself, and the data in its address goes along.',
    hints: ['![', '<img'],
    pattern:
      /!\[[^\]\n]{0,120}\]\(\s{0,3}https?:\/\/[^\s)]{3,160}[?&/=][^\s)]{0,80}(?:\{\{?|\$\{?|<|%7B|\[)\s{0,2}(?:base64|encoded|data|secret|api|key|token|env|context|conversation|history|prompt|content|summary|user|password|chat|message|session|leak|info)\w{0,30}[^)\n]{0,60}\)|<img\s[^>\n]{0,80}src=["']https?:\/\/[^"'\n]{3,160}[?&][^"'\n]{0,60}(?:\{\{?|\$\{)\s{0,2}(?:data|secret|api|key|token|env|conversation|prompt|password)\w{0,30}/giu,
    accept: ({ match }) => !/shields\.io|badge|img\.shields|github\.com/iu.test(match[0]),
    soften: (match) =>
      isMention(match)
        ? 'info'
        : zoneOf(match.file) === 'reference' ||
            zoneOf(match.file) === 'fixture' ||
            urlsIn(match.match[0]).every((each) => classifyUrl(each) === 'known')
          ? 'warn'
          : undefined,
  },
];
