import type { TextMatch, TextRule } from '../text-rule.ts';
import { wholeOf } from '../whole-text.ts';
import { around, isMention, isProse, softenMention, zoneOf } from './context.ts';
import { keyFolderHints, secretPlaces } from './credentials.ts';
import { classifyUrl, isSuspectUrl, splitUrl } from './hosts.ts';
import { isQuoted, softenOrder } from './orders.ts';
import { urlsIn, whyExfiltration } from './outgoing.ts';
import { phrases } from './phrases.ts';

/** Orders by which money, documents or secrets end up with somebody else. */
export const diversionRules: readonly TextRule[] = [
  {
    id: 'payment-diverted',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to exchange the address that money goes to',
    why: 'The payment then goes to somebody else, and nobody gets it back.',
    hints: ['0x', 'bc1', 'iban', 'wallet', 'recipient', 'payout', 'beneficiary', 'account number'],
    pattern:
      /\b(?:replac|substitut|swap|chang|exchang|redirect|rewrit|overrid|overwrit|switch)\w{0,4}\b[^\n.]{0,100}\b(?:recipient|destination|payout|deposit|receiving|payee|beneficiary|wallet|bank)?\s?(?:address(?:es)?|wallets?|IBAN|account (?:number|details)|it|them)\b[^\n.]{0,60}\b(?:with|by|to|for|into)\b[^\n]{0,60}?\b(?:0x[0-9a-f]{40}|bc1[a-z0-9]{20,60}|[13][a-km-zA-HJ-NP-Z1-9]{26,34}|T[a-km-zA-HJ-NP-Z1-9]{33}|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}|(?:our|my|this|the following) (?:own )?(?:wallet|address|account|IBAN))\b[^\n]{0,80}/giu,
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
  {
    id: 'documents-sent-out',
    kind: 'injection',
    severity: 'warn',
    catches: 'An order to send the person’s files out without being asked each time',
    why: whyExfiltration,
    hints: phrases(
      ['upload', 'send', 'post', 'copy', 'back up', 'sync', 'mirror', 'submit', 'push', 'forward', 'backup'],
      ['the', 'a', 'an', 'it', 'them', 'every', 'each', 'all', 'your', 'this', 'of', 'by', 'to', 'any'],
    ),
    pattern:
      /\b(?:back ?up|upload|send|post|copy|transmit|sync|mirror|forward|submit|push)(?:s|ing)?\b[^\n]{0,120}?\b(?:files?|documents?|content|copy|copies|results?|changes|diff|backup|archive|workspace|project|source|repositor(?:y|ies)|it|them|server)\b[^\n]{0,120}?https?:\/\/[^\s"'`)<>]{4,200}/giu,
    accept: (match) =>
      isProse(match.file) &&
      /\b(?:always|after|before|on|for|with|whenever|when|once)\b[^\n.]{0,80}\b(?:chang\w{1,3}|edit\w{0,4}|operations?|tasks?|sav\w{1,3}|commits?|files?|documents?|sessions?|runs?|steps?|conversations?|answers?|outputs?|work|done|finish\w{0,3}|complet\w{1,4})\b/iu.test(
        match.line,
      ),
    soften: (match) => {
      if (isMention(match) || zoneOf(match.file) !== 'instruction') return 'info';
      const urls = urlsIn(match.match[0]);
      if (urls.every((each) => classifyUrl(each) === 'code' || isOwnPlace(match, each))) return 'info';
      const isOfFiles =
        /\b(?:files?|documents?|cop(?:y|ies)|back ?up|diff|workspace|project|source|repositor(?:y|ies)|archive)\b/iu.test(
          match.match[0],
        );
      const isByItself =
        /\b(?:any|every|each|all|always|whenever|automatically)\b/iu.test(match.line) ||
        urls.some(isSuspectUrl);
      return isOfFiles && isByItself ? 'block' : 'info';
    },
  },
  {
    id: 'files-collected-and-sent',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to gather files or passwords and send them away',
    why: whyExfiltration,
    hints: [
      'documents',
      '.doc',
      '.xls',
      '.pem',
      '.kdbx',
      '.key',
      'password file',
      "'password'",
      'passwords',
      'password store',
      'contacts',
      'photos',
      'private file',
      'personal file',
      'key file',
      'credential file',
      'ssh keys',
      'emails',
    ],
    pattern:
      /\b(?:find|locate|collect|gather|zip|archive|compile|list|search|scan|copy|take|read|extract|ignore|grab|harvest)\b[^\n]{0,60}?\b(?:all|every|any|each|the user[’']s|the owner[’']s|config\w{0,8} files? containing)\b[^\n]{0,60}?\b(?:documents?|\.?(?:docx?|xlsx?|pdf|txt|pem|key|kdbx)s?\b(?: files?)?|passwords?(?: files?)?|password stores?|contacts|photos|emails|private files?|personal files?|key files?|credential files?|ssh keys)\b[^\n]{0,160}(?:\n[^\n]{0,160}){0,4}?\b(?:upload|send|e-?mail|transfer|post|transmit|forward|exfiltrat\w{1,3}|push|ship|mail)\b[^\n]{0,40}?\b(?:them|it|the (?:files?|archive|contents?|zip|result|list|collection)|their contents?|everything|all (?:user )?\w{3,14})\b[^\n]{0,40}?\b(?:to|at|via|into)\b[^\n]{0,30}?(?:https?:\/\/[^\s"'`)<>]{4,200}|[\w.+-]{2,40}@[\w-]{2,40}\.[a-z]{2,10}\b|\b(?:an? |the |our |my )?(?:remote|external|outside|third-party|attacker\S{0,2}) (?:server|host|endpoint|address|location|site|machine|url)\b|\b[a-z0-9-]{3,40}\.[a-z0-9.-]{2,40}\/\w{2,40})/giu,
    accept: (match) => {
      const urls = urlsIn(match.match[0]);
      return isProse(match.file) && !(urls.length > 0 && urls.every((each) => isOwnPlace(match, each)));
    },
    soften: (match) =>
      softenOrder(match) ?? (zoneOf(match.file) === 'instruction' && !isQuoted(match) ? undefined : 'warn'),
  },
  {
    id: 'secret-file-into-answer',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to read a file of keys and hand on what stands in it',
    why: 'What stands in the answer or an argument reaches whoever made the tool, the log or the next reader.',
    hints: [
      ...keyFolderHints,
      '.npmrc',
      '.pypirc',
      '.git-credentials',
      'mcp.json',
      'keychain',
      'login data',
      '.pgpass',
      '.docker',
      'gh/hosts',
      '.claude',
      '/etc/passwd',
      '/etc/shadow',
      '.env',
      'wallet',
    ],
    pattern: new RegExp(
      `\\b(?:read|open|load|cat|fetch|get|take|look (?:at|into)|access)\\b[^\\n]{0,60}?(?:${secretPlaces}|\\.(?:cursor|vscode|claude|codeium)[\\\\/][\\w./-]{0,20}mcp\\w{0,8}\\.json|/etc/passwd|(?<=[\\s"'\`/])\\.env\\b)[^\\n]{0,100}?\\b(?:includ|put|add|append|pass|attach|insert|embed|past|send|encod|plac|provid|suppl|return|writ)\\w{0,3}\\b[^\\n]{0,40}?\\b(?:(?:its|the|their|this file['’]s|all|full|whole|entire) (?:\\w{1,12} )?(?:content|contents|text|values?|data)|what (?:it|they) (?:says?|holds?|contains?)|what stands|(?:it|them|this|the result|the output|the key|the file) (?:as|in|into|to|at|with|inside|within))\\b[^\\n]{0,120}`,
      'giu',
    ),
    accept: (match) => isProse(match.file) || /"""|'''|description/u.test(around(match, 400, 0)),
    soften: (match) => {
      const softened = softenMention(match);
      if (softened) return softened;
      const isKept =
        /(?:\.env|\.npmrc|\.pypirc|\.docker|config)\b/iu.test(match.match[0]) &&
        !/\b(?:base64|encoded|commit message|silently|every|each)\b/iu.test(match.line);
      return isQuoted(match) || isKept || (zoneOf(match.file) === 'reference' && !hasTag(match))
        ? 'warn'
        : undefined;
    },
  },
  {
    id: 'environment-published',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to publish the environment or secrets where others read them',
    why: whyExfiltration,
    hints: [
      'printenv',
      'environment variables',
      ...phrases(
        ['complete', 'entire', 'full', 'whole', 'all'],
        ['environment', 'env var', 'credential', 'secret'],
      ),
      ...phrases(
        ['secret', 'secrets', 'credential', 'credentials', 'password', 'passwords', 'key', 'keys'],
        ['value', 'content'],
      ),
      'of .env',
      'of `.env',
    ],
    pattern:
      /\b(?:open|create|post|file|publish|write|add|paste|submit|comment)\b[^\n.]{0,40}\b(?:public|github|gitlab)?\s?(?:issues?|gists?|paste|comments?|pull request|discussion|forum|channel|pages?)\b[^\n]{0,80}\b(?:with|including|containing|of|that holds)\b[^\n]{0,40}(?:`?printenv`?|\b(?:complete|entire|full|whole|all)\b[^\n.]{0,20}\b(?:environment(?: variables)?|env vars|credentials|secrets)\b|\bcontents? of `?\.env\b)[^\n]{0,80}|\b(?:include|print|show|return|put|write)\b[^\n.]{0,20}\b(?:secret|credential|password|private key)s?['’]? (?:values?|contents?)\b[^\n.]{0,20}\b(?:in|into|with)\b[^\n.]{0,20}\b(?:response|answer|repl(?:y|ies)|report|message)s?\b[^\n]{0,60}/giu,
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
  {
    id: 'password-passed-on',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to ask for a password or a code and pass it on',
    why: 'A password is for the page that it belongs to, typed by its owner.',
    hints: ['password', 'passcode', 'two-factor', '2fa', 'one-time', 'otp', 'cvv', 'card number', 'pin code'],
    pattern:
      /\b(?:ask|request|prompt|tell|have|get|collect|obtain)\b[^\n.]{0,40}\b(?:the )?(?:user|person|owner|customer|them)\b[^\n.]{0,60}\b(?:passwords?|passcode|two-factor|2fa|one-time (?:code|password)|otp|cvv|(?:credit |debit )?card numbers?|pin code)\b[^\n]{0,80}\b(?:enter|send|submit|post|type|paste|forward|pass|upload)\b[^\n]{0,60}(?:https?:\/\/[^\s"'`)<>]{4,200}|[\w.+-]{2,40}@[\w-]{2,40}\.[a-z]{2,10}\b)[^\n]{0,60}/giu,
    accept: (match) => !urlsIn(match.match[0]).some((each) => isOwnPlace(match, each)),
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
  {
    id: 'code-pushed-elsewhere',
    kind: 'injection',
    severity: 'warn',
    catches: 'The owner’s repository pushed to an address of the skill’s',
    why: whyExfiltration,
    hints: ['git push', 'git remote'],
    pattern:
      /\bgit\s{1,3}(?:push\s{1,3}(?:-\S{1,20}\s{1,3}){0,3}|remote\s{1,3}(?:add|set-url)\s{1,3}\S{1,30}\s{1,3})["']?https?:\/\/[^\s"'`)<>]{4,200}[^\n]{0,120}/giu,
    soften: (match) => {
      if (isMention(match)) return 'info';
      const urls = urlsIn(match.match[0]).map((each) => each.replace(/(?<=:\/\/)[^/@]{1,200}@/u, ''));
      if (urls.every((each) => classifyUrl(each) === 'code' || isOwnPlace(match, each))) return 'info';
      return urls.some(isSuspectUrl) || /\b(?:every|each|always|also|silently|after)\b/iu.test(match.line)
        ? 'block'
        : undefined;
    },
  },
  {
    id: 'keys-made-public',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to lay keys where everybody can read them',
    why: 'A key that others can read is theirs.',
    hints: ['ssh key', '.ssh', 'private key', 'id_rsa', 'credentials', 'password'],
    pattern:
      /\b(?:copy|move|cp|mv|link|export|dump|write|save)\b[^\n.]{0,60}(?:\.?\bssh keys?\b|\.ssh\b|private keys?|id_rsa|\.aws\/credentials|password files?|credential files?)[^\n.]{0,60}(?:\b(?:public|shared|world-?readable|web root|www)\b|\/tmp\/|\/var\/www|\/dev\/shm)[^\n]{0,80}/giu,
    accept: (match) =>
      isProse(match.file) &&
      /\b(?:readable|accessible|visible|available|open)\b[^\n.]{0,20}\b(?:all|every(?:one|body)?|any(?:one|body)?|others|world|public)\b|\bpublic\b|stolen|exfil|www/iu.test(
        around(match, 0, 100),
      ),
    soften: (match) => softenOrder(match),
  },
  {
    id: 'master-password-planted',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to write code that lets somebody in past the password',
    why: 'Whoever knows the word comes in wherever the code runs.',
    hints: [
      ...phrases(['every', 'any', 'all', 'each'], ['account', 'user', 'login']),
      'without checking',
      'without authenticat',
      'without verif',
      'regardless of',
    ],
    pattern:
      /\b(?:add|insert|include|write|put|create|leave|build)\b[^\n.]{0,80}\b(?:accept|allow|let|grant|bypass|skip|authenticat|log)\w{0,4}\b[^\n.]{0,60}\b(?:password|passphrase|passkey|token|header|magic (?:string|word|value)|master key|secret code)\b[^\n.]{0,60}\b(?:(?:for|to|as|into) (?:every|any|all|each)(?: \w{1,14}){0,2} ?(?:accounts?|users?|logins?)|without (?:checking|authenticat\w{1,4}|verif\w{1,8})|regardless of)\b[^\n]{0,80}/giu,
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
];

/** Tool descriptions that talk to the model behind the person's back put it into such a tag. */
function hasTag(match: TextMatch): boolean {
  return /<\s?(?:important|system|secret|instructions?|hidden)\s?>/iu.test(around(match, 300, 0));
}

/** The service that a skill is about stands at its beginning, before it is called for the first time. */
function isSubject({ file, match }: TextMatch, url: string): boolean {
  const host = splitUrl(url)?.host ?? '';
  const label = host.split('.').at(-2) ?? host;
  return (
    label.length > 2 &&
    wholeOf(file)
      .text.slice(0, Math.min(1_200, match.index + (file.offset ?? 0)))
      .toLowerCase()
      .includes(label) &&
    !isSuspectUrl(url)
  );
}

function isOwnPlace(match: TextMatch, url: string): boolean {
  return ['known', 'local'].includes(classifyUrl(url)) || isSubject(match, url);
}
