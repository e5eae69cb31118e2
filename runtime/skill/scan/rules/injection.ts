import type { TextRule } from '../text-rule.ts';
import { around, zoneOf } from './context.ts';
import { isQuoted, softenOrder, whyInjection as why } from './orders.ts';
import { phrases } from './phrases.ts';

/** An order to send, with where to. */
const sendsAway =
  /\b(?:send|forward|post|upload|transmit|exfiltrate)\b[^\n]{0,60}\b(?:to|at)\b\s{1,3}(?:https?:\/\/|[\w-]{2,40}\.[a-z]{2,12}\b)/iu;

/** Orders that put somebody else in the owner's place. */
export const injectionRules: readonly TextRule[] = [
  {
    id: 'earlier-instructions-overridden',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to ignore earlier instructions',
    why,
    hints: [
      ...phrases(
        [
          'ignore',
          'disregard',
          'forget',
          'override',
          'discard',
          'bypass',
          'set aside',
          'not follow',
          'stop following',
          'attention to',
        ],
        [
          'all',
          'any',
          'every',
          'each',
          'the',
          'your',
          'my',
          'its',
          'these',
          'those',
          'other',
          'safety',
          'system',
          'prev',
          'prior',
          'earlier',
          'preced',
          'above',
          'exist',
          'orig',
          'init',
          'foreg',
          'former',
          'current',
          'default',
          'user',
          'security',
          'develop',
          'built-in',
          'past',
          'given',
          'standard',
          'about',
          'content',
        ],
      ),
      ...phrases(['these', 'this', 'following'], ['instruction', 'rule', 'directive', 'skill']),
      'no longer apply',
      'not apply',
      "n't apply",
      'are void',
      ...phrases(
        ['are', 'are now', 'are hereby', 'been'],
        ['cancel', 'suspended', 'revoked', 'lifted', 'disabled'],
      ),
      'superseded',
      'overridden',
      'revoked',
      ...phrases(
        ['only', 'only valid', 'only true', 'real', 'true', 'actual', 'hidden', 'secret'],
        ['instruction', 'task', 'goal', 'purpose', 'job', 'mission', 'objective'],
      ),
    ],
    pattern:
      /\b(?:ignore|disregard|forget|override|discard|bypass|set aside|do not follow|stop following|pay no attention to)\s(?:about\s)?(?:(?:all|any|every(?:thing)?|each|of|the|your|my|its|these|those|other|safety|system)\s){0,4}(?:(?:previous(?:ly)?|prior|earlier|preceding|above|existing|original|initial|foregoing|former|other|current|default|user['’]?s?|system|safety|security|developer|built-in|past|given|standard|conflicting|content)[\s,/-]{1,3}(?:and\s|or\s|set\s)?){1,3}(?:instructions?|prompts?|rules?|guidelines?|directives?|directions?|commands?|messages?|context|constraints?|polic(?:y|ies)|restrictions?|training|programming|safeguards?|protocols?|orders?|requests?)|\b(?:rules|instructions|guidelines|directives|policies)\b[^\n.]{0,60}\b(?:you (?:received|were given|have been given|got)|from your (?:operator|developer|creator|maker|owner|user)|system|previous|prior|earlier)\b[^\n.]{0,40}\b(?:no longer apply|(?:do|does) not apply|don['’]t apply|are (?:hereby )?(?:void|null|obsolete|superseded|overridden|revoked|cancell?ed))|\b(?:previous|prior|earlier|existing|system|safety|original)\s(?:\w{1,14}\s){0,3}(?:instructions|rules|guidelines|directives|policies|restrictions)\s(?:are|have been)\s(?:hereby |now ){0,2}(?:cancell?ed|void|suspended|revoked|lifted|disabled|overridden|superseded|null and void)\b|\b(?:your|the) only (?:valid |true |real )?instructions\b|\byour (?:real|true|actual|hidden|secret) (?:task|goal|purpose|job|mission|objective|instructions?) (?:is|are)\b[^\n.]{0,120}|\b(?:these|this|the following) (?:instructions?|rules?|directives?|skill)\s(?:(?:always|now|hereby|must|will|shall)\s){0,2}(?:override|overrides|supersede|supersedes|take (?:absolute )?precedence over|replace|replaces)\s[^\n.]{0,60}\b(?:system|previous|prior|user|all other|any other|safety|developer|existing)\b[^\n.]{0,40}(?:instruction|prompt|rule|guideline|directive|polic|message|preference)\w{0,5}/giu,
    accept: ({ match }) =>
      !/override (?:the )?(?:default|existing|current|user)\b|bypass (?:the )?(?:default|current|system) (?:prompts?|commands?)|(?:conflicting|other) (?:instructions?|context|messages?|requests?)\b/iu.test(
        match[0],
      ),
    soften: (match) => {
      const softened = softenOrder(match);
      // In a program that hands it to a model, an order that also sends something is meant.
      if (softened === 'warn' && zoneOf(match.file) === 'code' && sendsAway.test(match.line))
        return undefined;
      return softened ?? (isQuoted(match) ? 'warn' : undefined);
    },
  },
  {
    id: 'earlier-instructions-overridden-in-other-languages',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to ignore earlier instructions',
    why,
    hints: [
      '忽略',
      '无视',
      '忘记',
      '忘掉',
      '不要理会',
      '覆盖',
      'ignoriere',
      'vergiss',
      'vergessen sie',
      'missachte',
      'ignora ',
      'ignore las',
      'olvida',
      'olvide',
      'descarta',
      'ignorez',
      'ignore les',
      'ignore toutes',
      'oublie',
      'ignore as',
      'ignore todas',
      'esqueça',
      'desconsidere',
      'игнорируй',
      'забудь',
      'не обращай',
      '無視',
      '忘れ',
      '무시',
    ],
    pattern:
      /(?:忽略|无视|忘记|忘掉|不要理会|覆盖)[^\n。，,]{0,12}(?:之前|以前|先前|以上|上面|前面|所有|全部|原有|系统)[^\n。]{0,10}(?:指令|指示|提示词?|规则|说明|命令|要求|限制|约束|内容)|\b(?:ignoriere?n?|vergiss|vergessen sie|missachte)\s[^\n.]{0,30}\b(?:vorherig\w{0,2}|bisherig\w{0,2}|früher\w{0,2}|obig\w{0,2}|vorangegangen\w{0,2}|alle\w{0,1}|sämtliche\w{0,1})\b[^\n.]{0,20}(?:anweisung|instruktion|regel|vorgabe|anleitung|befehl)\w{0,3}|\b(?:ignora|ignore|olvida|olvide|descarta)\s[^\n.]{0,30}\b(?:instrucciones|reglas|indicaciones|órdenes|directrices)\b[^\n.]{0,30}(?:anteriores|previas|del sistema)?|\b(?:ignore[zr]?|oublie[zr]?)\s[^\n.]{0,20}\b(?:instructions?|consignes|règles|directives)\b\s(?:précédentes|antérieures|ci-dessus|système)|\b(?:ignore|esqueça|desconsidere)\s[^\n.]{0,20}\b(?:instruções|regras)\b[^\n.]{0,12}(?:anteriores|prévias|do sistema)|(?:игнорируй|забудь|не обращай внимания на)(?:те)?\s[^\n.]{0,30}(?:инструкци|правила|указани)|(?:以前|これまで|前|上記)の[^\n。]{0,12}(?:指示|命令|ルール)[^\n。]{0,6}(?:無視|忘れ)|(?:이전|위의?|앞의?)[^\n.]{0,10}(?:지시|명령|규칙)[^\n.]{0,8}무시/giu,
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
  {
    id: 'other-instructions-claimed',
    kind: 'injection',
    severity: 'block',
    catches: 'A text that makes itself the system’s own voice',
    why: 'A false frame makes the agent take the text for its maker’s or its owner’s word.',
    hints: [
      '<system',
      '[system',
      '<|',
      '[inst]',
      '[/inst]',
      '<<sys',
      '<</sys',
      'system override',
      'system message',
      'system notice',
      'system update',
      'system directive',
      'system instruction',
      'system_',
      'system-',
      'systemoverride',
      'system prompt',
      '[admin',
      '<admin',
      '[override',
      '<override',
      '[root',
      '<root',
      '[developer',
      '<developer',
      'hidden prompt',
      'hidden instruction',
      'hidden message',
      'admin prompt',
      'admin instruction',
      'secret prompt',
      'secret instruction',
    ],
    pattern:
      /<\|(?:im_start|im_end|system|start_header_id|end_header_id|endoftext|begin_of_text|eot_id)\|>|\[\/?INST\]\s{0,3}(?:<<SYS>>)?|<<\/?SYS>>|^\s{0,6}(?:\[|<)(?:system|admin|developer|root|override)(?:[ _-](?:message|prompt|override|instruction|update|note|alert|directive|notice)s?)?(?:\]|>)\s{0,3}:?\s{0,3}(?=\S)[^\n]{8,300}|\bSYSTEM[ _-]?(?:OVERRIDE|MESSAGE|NOTICE|UPDATE|DIRECTIVE|INSTRUCTION)S?\b\s{0,3}[:\]][^\n]{4,300}|\b(?:BEGIN|NEW|UPDATED|REVISED|REAL|TRUE|ACTUAL)\s(?:SYSTEM|HIDDEN|ADMIN|SECRET)\s(?:PROMPT|INSTRUCTIONS?|MESSAGE)S?\b[^\n]{0,200}/gimu,
    accept: (match) => {
      const text = match.match[0];
      // A field of a program: `systemMessage: Message = …`.
      if (/^(?:[a-z]{3,8}[A-Z]|[a-z]{3,8}_[a-z])/u.test(text)) return false;
      if (/^\s{0,6}<(?:system|developer|admin|root)>/iu.test(text))
        return /\b(?:you (?:are|must|will|should|can)|ignore|override|always|never|unrestricted|instructions?|execute|run)\b/iu.test(
          text,
        );
      if (/^\s{0,6}\[(?:system|admin|developer|root)\]/iu.test(text))
        return /\b(?:you (?:are|must|will)|ignore|override|unrestricted|new instructions|all (?:safety|restrictions)|comply|grant)\b/iu.test(
          text,
        );
      return /im_start|im_end|INST|SYS>>|start_header|\|system/u.test(text)
        ? zoneOf(match.file) === 'instruction' &&
            /\b(?:ignore|override|must|always|you are|unrestricted)\b/iu.test(around(match, 0, 400))
        : /[a-z]/iu.test(text);
    },
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
  {
    id: 'unrestricted-persona',
    kind: 'injection',
    severity: 'block',
    catches: 'A role in which the agent is to have no limits',
    why,
    hints: [
      'you are now',
      'are no longer',
      'from now on',
      'act as',
      'pretend',
      'behave as',
      'switch to',
      'switch into',
      'jailbr',
      'anything now',
      'unrestricted',
      'uncensored',
      'unfiltered',
      'no restrictions',
      'without restrictions',
      'no limits',
      'bound by',
      'no ethical',
      'no safety',
      ...phrases(
        [
          'dan',
          'god',
          'jailbreak',
          'unrestricted',
          'unsafe',
          'evil',
          'developer',
          'admin',
          'debug',
          'maintenance',
          'root',
          'sudo',
          'diagnostic',
          'test',
        ],
        ['mode'],
      ),
      ...phrases(
        ['safety', 'content', 'ethical', 'security', 'moral'],
        [
          'filter',
          'guideline',
          'restriction',
          'check',
          'polic',
          'protocol',
          'guardrail',
          'constraint',
          'measure',
          'mechanism',
          'training',
          'consideration',
          'rule',
        ],
      ),
      '限制',
      '越狱',
      '开发者模式',
      'sin ninguna',
      'sin restric',
      'ohne',
      'uneingeschränkt',
    ],
    pattern:
      /\b(?:you are (?:now|no longer)|from now on,? you|act as|pretend (?:to be|that you are|you are)|behave as|switch (?:in)?to|enter(?:ing)?)\b[^\n.]{0,60}\b(?:DAN\b|do anything now|jailbr[eo]ken|unrestricted|uncensored|unfiltered|(?:god|jailbreak|unsafe|evil|unrestricted|DAN) mode|without (?:any )?(?:restrictions|limits|limitations|filters|safety|ethical)|no (?:longer )?(?:restrictions|limits|limitations|filters|rules|ethics|ethical|safety)|not? (?:longer )?bound by)\b[^\n.]{0,80}|\byou are (?:now )?(?:in|operating in|running in|entering) (?:\w{1,14} ){0,2}(?:developer|god|admin|debug|maintenance|root|sudo|diagnostic|unsafe|test) mode\b[^\n.]{0,80}|\b(?:enable|activate|enter) (?:\w{1,14} ){0,2}(?:DAN|god|jailbreak|unrestricted|unsafe|evil) mode\b|\b(?:safety|content|ethical|security) (?:filters?|guidelines?|restrictions?|checks?|policies|protocols?|guardrails?) (?:are|is|have been|has been) (?:now )?(?:disabled|off|lifted|removed|suspended|bypassed)\b|\byou (?:have|now have) no (?:restrictions|limits|ethical|safety)\b|\b(?:bypass|disable|turn off|ignore|circumvent|evade|drop|remove)\s(?:(?:all|any|every)\s(?:of\s)?(?:your\s|the\s|its\s)?|your\s|its\s|(?:the\s)?(?:AI|model|agent|assistant|LLM|claude)['’]?s?\s)(?:built-in\s|internal\s|default\s|usual\s)?(?:safety|ethical|content|security|moral)\s(?:filters?|guidelines?|restrictions?|constraints?|measures?|guardrails?|checks?|polic(?:y|ies)|mechanisms?|training|protocols?|considerations?|rules?)\b|你现在(?:是|处于)[^\n。]{0,20}(?:没有(?:任何)?限制|不受(?:任何)?限制|开发者模式|越狱)|\bahora eres\b[^\n.]{0,60}sin (?:ninguna )?restricci[oó]n\w{0,2}|\bdu bist (?:jetzt|ab jetzt|nun)\b[^\n.]{0,60}(?:ohne (?:jede )?(?:einschränkung|beschränkung|regel)\w{0,2}|uneingeschränkt\w{0,2})/giu,
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
];
