import type { TextRule } from '../text-rule.ts';
import { around } from './context.ts';
import { isQuoted, softenOrder } from './orders.ts';
import { phrases } from './phrases.ts';

const why = 'The questions a client asks are the owner’s last word; a skill has none to give in their place.';

/** Orders that take the owner's say away: what they are asked, what they may read, which tools they use. */
export const consentRules: readonly TextRule[] = [
  {
    id: 'every-question-approved',
    kind: 'injection',
    severity: 'warn',
    catches: 'An order to say yes to whatever is asked',
    why,
    hints: phrases(
      ['all', 'every', 'any', 'each', 'whatever', 'the', 'security', 'tool', 'its', 'their', 'of'],
      [
        'prompt',
        'permission',
        'confirmation',
        'approval',
        'dialog',
        'question',
        'security warning',
        'licence',
        'license',
      ],
    ),
    pattern:
      /\b(?:approve|accept|allow|grant|confirm|(?:answer|say|reply|respond)(?: with)? ["'`“]?(?:yes|y|allow|ok)["'`”]?|click ["'`“]?(?:yes|allow|approve|ok)["'`”]?)(?!\w)[\s*_]{1,4}(?:(?:to|on|in|for)\s)?(?:all|every|any|each|whatever)\b[^\n.]{0,40}?\b(?:prompts?|permissions?|confirmations?|approvals?|dialog(?:ue)?s?|questions?|security warnings?)\b[^\n]{0,60}/giu,
    accept: ({ match }) => !/\bdefaults?\b|\breviews?\b/iu.test(match[0]),
    soften: (match) =>
      softenOrder(match) ??
      (!isQuoted(match) &&
      /\b(?:your|the|an?) (?:AI |coding )?(?:agent|assistant|client|model)s? (?:asks?|prompts?|requests?|wants?|shows?|warns?)|\bpolicy\b|do not read|without (?:reading|asking|review)/iu.test(
        around(match, 160, 200),
      )
        ? 'block'
        : undefined),
  },
  {
    id: 'consent-claimed',
    kind: 'injection',
    severity: 'block',
    catches: 'A claim that the owner agreed to everything already',
    why,
    hints: [
      ...phrases(
        ['user', 'owner', 'operator', 'human', 'administrator'],
        ['has', 'have', 'already', 'is', 'gave'],
      ),
      ...phrases(
        ['already', 'pre-', 'fully', 'been', 'have'],
        ['approved', 'authori', 'consented', 'granted'],
      ),
      'pre-approved',
      'pre-authori',
      'preapproved',
    ],
    pattern:
      /\b(?:users?|owner|operator|human|administrator)\b[^\n.]{0,20}\b(?:(?:has|have|is|are|was|were)\s(?:\w{1,12}\s){0,2}|already\s|pre-?)(?:pre-?)?(?:approved|authori[sz]ed|consented|agreed|granted|given)\b[^\n.]{0,40}\b(?:all|every|any|each|everything|anything|full|complete|unrestricted)\b[^\n.]{0,40}\b(?:commands?|actions?|requests?|operations?|steps?|tools?(?: calls?)?|permissions?|access|transfers?|transactions?|changes|prompts?|skill)\b[^\n]{0,120}/giu,
    soften: (match) =>
      softenOrder(match) ??
      (!isQuoted(match) &&
      /\b(?:do not|don['’]?t|never|no need to|need not|without|stop|skip)\b[^\n.;]{0,30}\b(?:ask\w{0,3}|confirm\w{0,6}|prompt\w{0,3}|check|approval|permission|wait)|\b(?:silently|immediately|unattended)\b/iu.test(
        around(match, 120, 160),
      )
        ? undefined
        : 'warn'),
  },
  {
    id: 'script-not-to-be-read',
    kind: 'injection',
    severity: 'warn',
    catches: 'An order to run a script unread',
    why: 'What is to be run may be read; who forbids it has something in it to hide.',
    hints: [
      ...phrases(
        ['not', "n't", 'n’t', 'never', 'without', 'avoid', 'need to'],
        [
          'read',
          'open',
          'inspect',
          'view',
          'review',
          'look',
          'examin',
          'analy',
          'audit',
          'modify',
          'print',
          'cat',
        ],
      ),
    ],
    pattern:
      /\b(?:do not|don['’]?t|never|must not|should not|without|avoid|no need to)\s(?:ever\s|try to\s|attempt to\s)?(?:(?:read|open|inspect|view|review|look (?:at|into|inside)|examine?|analy[sz]e?|audit|print|cat|show|modify|edit)(?:ing)?(?:,\s|\s(?:or|and|nor)\s)?){1,4}\s{0,2}[^\n.]{0,40}?(?:\b(?:script|installer|binary|setup file|helper|source(?: code)?|its (?:code|contents?))\b|[\w-]{1,40}\.(?:sh|py|js|ps1|bat|command)\b)[^\n]{0,120}/giu,
    accept: (match) =>
      /\b(?:checksum|signed|signature|integrity|tamper\w{0,4}|verif\w{2,8}|encrypted|proprietary|obfuscated|confidential|just run|only run|simply run|trust(?:ed)?)\b/iu.test(
        around(match, 160, 160),
      ),
    soften: (match) =>
      softenOrder(match) ??
      (!isQuoted(match) &&
      /\b(?:checksum|signed|signature|integrity|tamper\w{0,4})\b/iu.test(around(match, 0, 160)) &&
      /\b(?:run|execute|launch|start)\b|\.\//iu.test(around(match, 400, 100))
        ? 'block'
        : undefined),
  },
  {
    id: 'tools-replaced',
    kind: 'injection',
    severity: 'block',
    catches: 'A skill that puts itself in the place of the client’s own tools',
    why: 'Then every file and every command passes through its hands.',
    hints: phrases(
      ['read', 'bash', 'write', 'edit', 'built-in', 'builtin', 'shell', 'file', 'grep', 'search'],
      ['tool', 'tools'],
    ),
    pattern:
      /\b(?:overrid\w{1,3}|replac\w{1,3}|shadow\w{0,3}|intercept\w{0,3}|supersed\w{1,3}|hijack\w{0,3}|takes? (?:the place of|over)|instead of(?: using)?)\b[^\n.]{0,30}\b(?:the\s|all\s|your\s|client['’]s\s){0,2}(?:built-?in\s|native\s|default\s|standard\s)?(?:Read|Write|Edit|Bash|Shell|Grep|file|shell)\b[^\n.]{0,20}\btools?\b[^\n.]{0,40}\b(?:for|on|with|when)\s(?:every|all|any|each)\b[^\n.]{0,60}\b(?:files?|commands?|operations?|access|requests?|reads?|writes?)\b[^\n]{0,80}/giu,
    soften: (match) =>
      softenOrder(match) ??
      (!isQuoted(match) &&
      /\b(?:overrid|replac|shadow|intercept|supersed|hijack|route|always)/iu.test(around(match, 0, 160))
        ? undefined
        : 'warn'),
  },
];
