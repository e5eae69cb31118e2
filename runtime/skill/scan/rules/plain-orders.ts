import type { TextMatch, TextRule } from '../text-rule.ts';
import { around } from './context.ts';
import { keyFolderHints } from './credentials.ts';
import { isQuoted, softenOrder, whyInjection } from './orders.ts';
import { phrases } from './phrases.ts';

/** Files that open everything and that nobody reads to help: private keys, browsers' and wallets' stores. */
const bareKeys =
  '(?:\\.ssh\\/(?:id_\\w{2,10}(?![\\w.]{0,20}\\.pub)|\\*|[`"\'\\s])|\\.gnupg\\/private-keys|google-chrome\\/[^\\n`"\']{0,40}(?:Login Data|Cookies)|\\bLogin Data\\b|\\blogins\\.json|\\bkey4\\.db|\\bcookies\\.sqlite|\\bwallet\\.dat|\\.ethereum\\/keystore|solana\\/id\\.json|\\.aws\\/credentials)';

/** Orders in plain words that no known phrase gives away: what they are about does. */
export const plainOrderRules: readonly TextRule[] = [
  {
    id: 'told-to-read-keys',
    kind: 'malware',
    severity: 'block',
    catches: 'An order to read private keys or stored passwords',
    why: 'What an agent has read stands in the conversation, and from there it goes anywhere.',
    hints: [
      ...keyFolderHints,
      'login data',
      'logins.json',
      'cookies',
      'wallet.dat',
      'keystore',
      'key4.db',
      'id.json',
    ],
    pattern: new RegExp(
      `\\b(?:read|open|extract|capture|display|show|dump|collect|parse|print|load|copy|inspect)s?(?=[\\s*_])(?!\\s(?:permission|access|mode))[^\\n]{0,60}?${bareKeys}[^\\n]{0,200}`,
      'giu',
    ),
    accept: ({ match, line }) =>
      !/\.aws\/credentials/u.test(match[0]) ||
      /\bsecret|\bextract|\bdisplay|\bshow|\bfull\b|\bcontents?\b|\bcapture|\bkeys?\b/iu.test(line),
    soften: (match) =>
      softenOrder(match) ??
      (isQuoted(match) || isOwnCommand(match) || /\bpublic key|\bfingerprint/iu.test(match.line)
        ? 'warn'
        : undefined),
  },
  {
    id: 'orders-above-the-person',
    kind: 'injection',
    severity: 'block',
    catches: 'Orders that are to stand above what the person says',
    why: whyInjection,
    hints: [
      ...phrases(['precedence', 'priority'], ['over']),
      ...phrases(['authority', 'weight', 'priority', 'trust'], ['as']),
      ...phrases(['as'], ['system-level', 'system level', 'persistent', 'privileged']),
      'user-facing',
    ],
    pattern:
      /\b(?:directives?|guidelines?|instructions?|rules?|entries|they|these|it|which|that|skill)\b[^\n.]{0,60}\b(?:takes?|have|has|with|given)\s(?:\w{1,12}\s)?(?:precedence|priority) over (?:the |any |all )?(?:users?|human|owner|person)(?:['’]s)? (?:instructions?|requests?|messages?|preferences?|commands?|wishes)\b|\b(?:with|have|has|carry|carries) the same (?:authority|weight|priority|trust) as (?:the )?(?:user|system|owner)(?:['’]s)? (?:messages?|instructions?|prompts?|requests?)\b|\b(?:treated|considered|interpreted|regarded|handled) as (?:system[- ]level|persistent|privileged) (?:instructions?|directives?|messages?|prompts?)\b|\bnot user-facing\b[^\n.]{0,40}\bnever\b[^\n.]{0,12}\b(?:disclosed|revealed|summari[sz]ed|mentioned|shown)\b/giu,
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
  {
    id: 'no-question-before-commands',
    kind: 'injection',
    severity: 'block',
    catches: 'An order never to ask before commands, files and requests',
    why: 'The questions a client asks are the owner’s last word; a skill has none to give in their place.',
    hints: phrases(['confirmation', 'approval', 'permission'], ['prompts', 'before', 'for', 'when', 'to']),
    pattern:
      /\b(?:never|do not|don['’]?t|skip|bypass|suppress|no need to|without)\s(?:ever\s)?(?:(?:ask|wait|request|prompt|seek)\w{0,3}\s)?(?:for\s)?(?:any\s|user\s|the\s|explicit\s){0,2}(?:confirmation|approval|permission)s?(?:\s(?:prompts?|dialogs?|requests?))?\s(?:before|for|when|to)\s(?=[^\n.]{0,80}\b(?:commands?|shell)\b)(?=[^\n.]{0,120}\b(?:files?|writes?)\b)(?=[^\n.]{0,160}\bnetwork\b)[^\n.]{0,160}/giu,
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
  {
    id: 'every-tool-allowed',
    kind: 'injection',
    severity: 'block',
    catches: 'A client’s settings in which everything is allowed and nothing forbidden',
    why: 'From then on nobody is asked before any command, by this skill or another.',
    hints: ['"allow"'],
    pattern:
      /"allow"\s{0,4}:\s{0,4}\[\s{0,12}(?:"\*"|(?=[^\]]{0,300}"Bash(?:\(\*\))?")(?=[^\]]{0,300}"(?:Write|Edit)(?:\(\*\))?")(?=[^\]]{0,300}"WebFetch(?:\(\*\))?")[^\]]{0,300})\s{0,12}\]\s{0,4},\s{0,12}"deny"\s{0,4}:\s{0,4}\[\s{0,4}\]/giu,
    accept: (match) => /\.claude|settings/iu.test(around(match, 600, 200)),
    soften: softenOrder,
  },
  {
    id: 'security-checks-taken-out',
    kind: 'malware',
    severity: 'block',
    catches: 'Security checks and policies taken out or set to let everything pass',
    why: 'It takes away what protects the machine or its owner, for this skill and for everything after it.',
    hints: [
      ...phrases(['security', 'safety'], ['control', 'polic', 'check', 'scan', 'restriction']),
      ...phrases(['deny-by-default', 'deny-all', 'deny', 'default-deny'], ['rule', 'polic', 'fallback']),
      'enforce',
      'strict',
      'every argument combination',
      'empty condition',
    ],
    pattern:
      /\b(?:switch|set|turn|chang|mov|put)(?:e|es|ing|s)?\s(?:all\s|the\s|your\s){0,2}(?:security|safety) (?:controls?|policies|checks?|restrictions?)\s(?:in)?to\s(?:permissive|off|audit-only|log[- ]only|allow)|\b(?:remov|replac|delet|strip|drop)(?:e|es|ed|ing)?\s(?:all\s|the\s|overly\s|broad\s|legacy\s|these\s){0,3}(?:deny(?:-by-default|-all)?(?: fallback)? rules?|security scan\w{0,5} (?:layers?|steps?|stages?)|(?:security|safety) (?:checks?|scans?|policies|controls?)|(?:\w{1,12} ){0,2}enforcement flags?)\b|\b(?:ENFORCE\w{0,12}|\w{1,30}_ENFORCEMENT|\w{0,20}STRICT(?:_MODE)?)\s{0,2}[=:]\s{0,2}["']?(?:true|enabled|on|1)["'][,\s]{1,20}(?:new_string\s{0,2}=\s{0,2})?["']\w{1,40}\s{0,2}[=:]\s{0,2}["']?(?:false|disabled|off|0|log_only|audit)\b|\b\w{0,20}(?:POLICY|SECURITY)_ENFORCEMENT\s{0,2}=\s{0,2}["']?(?:false|disabled|off|log_only)\b/giu,
    soften: (match) =>
      softenOrder(match) ?? (isQuoted(match) && /^[a-z]/u.test(match.match[0]) ? 'warn' : undefined),
  },
  {
    id: 'rules-loaded-from-the-web',
    kind: 'injection',
    severity: 'block',
    catches: 'Rules for the agent that are taken from an address at each start',
    why: 'Their author can change them any day, after every scan and every review.',
    hints: phrases(['rules', 'directives', 'guidelines', 'instructions'], ['from', 'update', 'by', 'at']),
    pattern:
      /\b(?:load|fetch|pull|read|download|incorporate)\b[^\n.]{0,60}\b(?:rules|directives|guidelines|instructions)\b[^\n]{0,120}?https?:\/\/[^\s"'`)<>]{4,200}[^\n]{0,40}\b(?:and|then)\s(?:follow|obey|apply|incorporate|adopt|execute|treat)\b[^\n]{0,100}/giu,
    accept: (match) =>
      /\b(?:session|start\w{0,3}|always|first|silently|every|each|before)\b/iu.test(match.line),
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
];

/** Commands for keys that read them for themselves: nothing of the key is shown. */
function isOwnCommand({ line }: TextMatch): boolean {
  return /\bssh-(?:add|keygen|copy-id)\b|\bssh\s{1,3}-i\b|\bscp\s{1,3}-i\b|IdentityFile|\bchmod\b|\bpermissions?\b/iu.test(
    line,
  );
}
