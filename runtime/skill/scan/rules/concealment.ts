import type { TextMatch, TextRule } from '../text-rule.ts';
import { around, isMention, zoneOf } from './context.ts';
import { classifyUrl } from './hosts.ts';
import { actions, isQuoted, softenOrder } from './orders.ts';
import { phrases } from './phrases.ts';

/** Orders to act behind the owner's back. */
export const concealmentRules: readonly TextRule[] = [
  {
    id: 'hidden-from-the-person',
    kind: 'injection',
    severity: 'warn',
    catches: 'An order to hide something from the person',
    why: 'What a skill does, its owner may know; what must not be told is not in their interest.',
    hints: [
      ...phrases(
        [
          'not',
          "n't",
          'n’t',
          'never',
          'without',
          'avoid',
          'from',
          'no need to',
          'ever',
          'even',
          'explicitly',
        ],
        [
          'tell',
          'inform',
          'mention',
          'notify',
          'reveal',
          'disclos',
          'alert',
          'let',
          'show',
          'report',
          'acknowledg',
          'explain',
          'discuss',
          'display',
          'warn',
          'confirm',
          'ask',
        ],
      ),
      ...phrases(
        ['without'],
        ['user', 'the user', 'your', 'the owner', 'owner', 'the human', 'human', 'their', 'anyone'],
      ),
      ...phrases(
        ['user', 'users', 'owner', 'human', 'operator', 'nobody', 'one'],
        ['must', 'should', 'may not', 'can', 'need not', 'shall', 'never'],
      ),
      'hide',
      'conceal',
      'keep this',
      'keep it',
      'keep these',
      'keep the following',
      'not need to',
      'not have to be',
      'need not be',
      "n't need to",
      ...phrases(['exclude', 'omit', 'leave'], ['it', 'this', 'these', 'them', 'that']),
      'silently',
      'quietly',
      'secretly',
      'covertly',
      'discreetly',
      'surreptitiously',
      'stealthily',
    ],
    pattern:
      /\b(?:do not|don['’]?t|never|must not|should not|without|avoid|refrain from|no need to|under no circumstances)\s(?:ever\s|even\s|explicitly\s){0,2}(?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|notify(?:ing)?|reveal(?:ing)?|disclos(?:e|ing)|alert(?:ing)?|let(?:ting)?|show(?:ing)?|report(?:ing)?|acknowledg(?:e|ing)|explain(?:ing)?|discuss(?:ing)?|display(?:ing)?|warn(?:ing)?|confirm(?:ing)? (?:it )?with)\s[^\n.;]{0,50}?\b(?:the |your |any )?(?:users?|humans?|owners?|operators?|person|developers?|maintainers?|administrators?|participants?|attendees|customers?|clients?|recipients?|anyone|victim|them)\b[^\n.;]{0,80}|\b(?:need not|(?:does|do)(?: not|n['’]t) (?:need|have) to) be (?:mentioned|reported|shown|told|disclosed|explained) to (?:the |your )?(?:users?|owners?|customers?|operators?|person)\b[^\n.]{0,60}|\b(?:users?|owners?|humans?|operators?)\b\s(?:does|do)(?: not|n['’]t) need to (?:know|see|be (?:told|informed|aware))|\b(?:users?|owners?|humans?|operators?|person)\s(?:does|do|did)(?: not|n['’]t)\s(?:ever\s)?(?:notice|see|find out|realize)\b|\bkeep (?:this|the following|it|these) (?:strictly )?(?:between us|to yourself|hidden|secret|confidential)\b[^\n.]{0,80}|\b(?:exclude|omit|leave)\s(?:it|this|these|them|that)\s(?:out of|from)\s(?:the|any|your|all)\s(?:explanation|summary|summaries|report|diff|output|log|description|changelog|answer|repl(?:y|ie)|response|message)s?\b[^\n.]{0,60}|\b(?:users?|owners?|humans?|operators?|nobody|no one)\b[^\n.]{0,20}\b(?:(?:must|should|may|can|need|shall)\s?(?:not|n['’]t|never)|cannot|can['’]t)\s(?:ever\s)?(?:know|see|notice|learn|find out|realize|be (?:told|informed|aware|notified|shown|alerted))\b[^\n.]{0,40}|\bwithout\s(?:the\s|your\s)?(?:users?['’]?s?|owners?['’]?s?|humans?['’]?s?|their|anyone['’]?s?)\s(?:explicit\s)?(?:knowledge|noticing|awareness|knowing|being (?:aware|notified|informed|told)|seeing|realizing|consent)\b|\b(?:hide|conceal|keep (?:this|it|these)[^\n.]{0,20}(?:secret|hidden|confidential))\b[^\n.]{0,60}\b(?:from )?(?:the )?(?:users?|owners?|operators?|humans?)\b|\b(?:silently|quietly|secretly|covertly|discreetly|surreptitiously|stealthily)\s(?:and\s\w{3,14}\s)?(?:in the background\s)?[a-z]{3,12}\b[^\n.]{0,100}/giu,
    accept: (match) => {
      const text = match.match[0];
      if (/^(?:silently|quietly|secretly|covertly|discreetly|surreptitiously|stealthily)/iu.test(text)) {
        return (
          new RegExp(`^\\w{6,16}\\s(?:and\\s\\w{3,14}\\s)?(?:in the background\\s)?${actions}`, 'iu').test(
            text,
          ) &&
          !/^silently (?:runs?\b.{0,20}(?:out|into)|includ|writ\w{0,4} (?:wrong|bad|corrupt)|overwrit|install\w{0,3} (?:nothing|old)|chang\w{0,3} (?:behavior|meaning)|log|delet\w{0,4} data)/iu.test(
            text,
          )
        );
      }
      return !harmlessSilence.test(text) || leavesMachine(around(match, 260, 220));
    },
    soften: softenConcealment,
  },
  {
    id: 'hidden-from-the-person-in-other-languages',
    kind: 'injection',
    severity: 'warn',
    catches: 'An order to hide something from the person',
    why: 'What a skill does, its owner may know; what must not be told is not in their interest.',
    hints: [
      '不要',
      '切勿',
      '请勿',
      '别',
      '无需',
      '不得',
      '不知情',
      '用户不',
      '察觉',
      'benutzer',
      'nutzer',
      'anwender',
      'usuario',
      'utilisateur',
      'usuário',
      'пользовател',
      'ユーザー',
      '사용자',
    ],
    pattern:
      /(?:不要|切勿|请勿|别|无需|不得)[^\n。，]{0,8}(?:告诉|告知|通知|提及|透露|提醒|让)[^\n。，]{0,6}(?:用户|使用者|主人|任何人|对方)[^\n。]{0,20}|(?:不要|切勿|请勿|别|不得)(?:向|对|让|跟|和|给)[^\n。，]{0,4}(?:用户|使用者|主人|任何人|对方)[^\n。，]{0,8}(?:提及|提起|说|透露|展示|显示|知道|报告|通知)[^\n。]{0,12}|(?:在)?用户(?:不知情|不知道|没有察觉|未察觉)|\b(?:ohne|sag\w{0,2}|teile?|informiere?|erwähne?|verrate?)\b[^\n.]{0,40}\b(?:dem |den |der )?(?:Benutzer|Nutzer|Anwender)\w{0,2}\b[^\n.]{0,30}\b(?:nicht|nichts|Wissen|informieren|merkt|zu sagen|mitzuteilen)\b|\b(?:no (?:le )?(?:digas|informes|menciones|reveles|avises|notifiques)|sin (?:que|informar|avisar|decir)[^\n.]{0,20})\b[^\n.]{0,30}\busuario\b|\b(?:ne (?:dis|dites|mentionne[zr]?|révèle[zr]?|informe[zr]?)|à l['’]insu)\b[^\n.]{0,40}\butilisateur\b|\b(?:não (?:diga|informe|mencione|revele)|sem (?:que|informar|avisar))\b[^\n.]{0,30}\busuário\b|не (?:говори|сообщай|упоминай)(?:те)?[^\n.]{0,30}пользовател\p{L}{0,3}|ユーザー(?:に|には)[^\n。]{0,20}(?:言わない|伝えない|知らせない|教えない|通知しない)|사용자(?:에게|한테)[^\n.]{0,16}(?:말하지|알리지)/giu,
    soften: softenConcealment,
  },
  {
    id: 'safety-questions-skipped',
    kind: 'injection',
    severity: 'warn',
    catches: 'An order to act without asking',
    why: 'The question is what lets the owner stop a mistake or an attack.',
    hints: [
      'confirmation',
      'permission',
      'approval',
      'asking',
      'consent',
      '确认',
      '许可',
      'bestätigung',
      'confirmaci',
      'confirmation',
      'autonomously',
    ],
    pattern:
      /\b(?:without|no|never|skip|bypass|don['’]?t (?:ask|wait) for|do not (?:ask|wait) for|without (?:asking|waiting) for)\s(?:asking for\s|requesting\s|requiring\s|any\s|the\s|user['’]?s?\s|explicit\s|further\s|prior\s){0,4}(?:confirmation|permission|approval|consent)\b[^\n.]{0,60}|(?:无需|不需要|跳过|不要(?:请求|等待))[^\n。]{0,8}(?:用户)?(?:确认|许可|批准|同意)|\bohne (?:vorherige |weitere |jede )?(?:bestätigung|rückfrage|erlaubnis|zustimmung)\b|\bsin (?:pedir |solicitar )?(?:confirmación|permiso|aprobación)\b/giu,
    accept: (match) =>
      !isMention(match) &&
      zoneOf(match.file) === 'instruction' &&
      new RegExp(`\\b${actions}|\\b(?:shell|command|sudo|payment|transaction|fund)`, 'iu').test(
        around(match, 120, 80),
      ),
    soften: (match) => {
      const near = around(match, 200, 160);
      return /\b(?:transfer|withdraw|approve|sign|swap|send)\b[^\n.]{0,60}\b(?:funds?|tokens?|transactions?|payments?|money|crypto|eth|sol|usdc)\b/iu.test(
        near,
      ) && /\b(?:all|any|maximum|unlimited|entire)\b/iu.test(near)
        ? 'block'
        : undefined;
    },
  },
  {
    id: 'scanner-addressed',
    kind: 'injection',
    severity: 'block',
    catches: 'A word to whoever checks the skill, that there is nothing to find',
    why: 'A skill has no business with its own scan.',
    hints: [
      'scanner',
      'reviewer',
      'auditor',
      'analyzer',
      'analyser',
      'antivirus',
      ...phrases(['skill', 'file', 'script', 'code', 'command', 'plugin'], ['is', 'has been', 'was']),
      ...phrases(
        ['security', 'antivirus', 'safety', 'defender', 'gatekeeper', 'smartscreen', 'virus'],
        ['scan', 'warning', 'alert', 'review', 'check', 'prompt'],
      ),
    ],
    pattern:
      /\b(?:AI|LLM|automated|security|skill|code)?[\s-]?(?:scanners?|reviewers?|auditors?|analy[sz]ers?|antivirus)\b[^\n.]{0,40}\b(?:should|must|please|can|to)\b[^\n.]{0,30}\b(?:ignore|skip|mark|treat|report|rate|classify|return|approve|trust)\b[^\n.]{0,60}\b(?:safe|benign|clean|trusted|approved|low risk|no (?:issues?|findings|threats?)|this (?:skill|file|section|block|code))\b|\b(?:this|the) (?:skill|file|script|code|command|plugin) (?:is|has been|was) (?:already |fully |completely |officially |pre-?){0,2}(?:safe|verified|approved|audited|whitelisted|trusted|reviewed)\b[^\n]{0,40}\b(?:by (?:anthropic|openai|the security team|clawhub|openclaw|google|microsoft|virustotal)|so (?:no|skip|ignore|there is no)|(?:and|therefore)[^\n.]{0,20}(?:skip|ignore|bypass|no need))[^\n.]{0,80}|\b(?:ignore|dismiss|disregard|skip)\b[^\n.]{0,30}\b(?:security|antivirus|safety|defender|gatekeeper|smartscreen|virus) (?:scans?|warnings?|alerts?|reviews?|checks?|prompts?)\b[^\n.]{0,60}/giu,
    soften: (match) =>
      softenOrder(match) ??
      (isQuoted(match) ||
      /^(?:skip|ignore)\s[^\n]{0,20}(?:security|safety) (?:reviews?|checks?|scans?)\b/iu.test(match.match[0])
        ? 'warn'
        : /defender|gatekeeper|smartscreen|antivirus|virus/iu.test(match.match[0]) ||
            !/^(?:ignore|dismiss|disregard|skip)/iu.test(match.match[0])
          ? undefined
          : 'warn'),
  },
];

/** What an agent may well keep from a person: questions, raw output, orders to do things by hand. */
const harmlessSilence =
  /\b(?:tell|ask|asking|tell(?:ing)?)\s(?:the |your |any )?(?:users?|humans?|them|person)\s(?:to|for|about (?:their|which)|which|what|if|whether|that (?:it|you|they)|they|again|more|questions?)\b|ask(?:ing)?[^\n]{0,30}(?:questions?|clarif)|show\w{0,3}[^\n]{0,40}(?:raw|json|stack|error|technical|internal|code|yaml|xml|uuid|ids?\b)/iu;

/** Something is sent to an address that nobody known answers for. */
function leavesMachine(text: string): boolean {
  if (
    !/\b(?:send|post|upload|transmit|forward|sync|copy|report|backup|deliver|curl|wget)\w{0,4}\b/iu.test(text)
  )
    return false;
  return [...text.matchAll(/https?:\/\/[^\s"'`)<>]{4,200}/giu)].some(
    ([each]) => !['known', 'local', 'code'].includes(classifyUrl(each)),
  );
}

function softenConcealment(match: TextMatch): 'info' | 'block' | undefined {
  const zone = zoneOf(match.file);
  if (zone === 'fixture' || zone === 'code' || isMention(match) || isQuoted(match)) return 'info';
  return isConcealedHarm(match) ? 'block' : undefined;
}

/** What is hidden would hurt: it takes, sends, runs or changes something. */
function isConcealedHarm(match: TextMatch): boolean {
  if (zoneOf(match.file) !== 'instruction' && zoneOf(match.file) !== 'reference') return false;
  const near = around(match, 260, 220);
  const strong =
    /\b(?:exfiltrat\w{0,4}|credentials?|api[ _-]?keys?|\.env\b|\.ssh|id_rsa|passwords?|secrets?|tokens? (?:to|from)|webhook|reverse shell|backdoor|keylog\w{0,4}|malicious|payload|wallet|private key|system prompt|conversation history|environment variables?|cookies|(?:credit )?card numbers?|payment data|(?:destination|recipient|wallet|payout) address|0x[0-9a-f]{40}|funds|approve (?:them|it|all|any)|SOUL\.md|(?:every|each|all) [\w ]{0,20}(?:file|commit|project|repositor|record|message|e-?mail|customer)\w{0,3})\b|密码|密钥|凭证|令牌|环境变量|私钥|Passw(?:ö|o)rt\w{0,2}|Zugangsdaten|contraseñas?|credenciales|claves? (?:api|privadas?)|mots? de passe/iu;
  const sends =
    /\b(?:send|post|upload|transmit|forward|curl|fetch|execut\w{1,4}|run|append|install|writ\w{1,4}|read|collect|cop(?:y|ies)|gather|scan|cat|modif\w{1,4}|approv\w{1,3}|merg\w{1,3}|transfer|pay|add|insert|inject|include|encod\w{1,4}|sende\w{0,2}|lade|schick\w{0,2}|lies|env[ií]a\w{0,2}|lee|ejecuta|sube|recopila|envoie\w{0,2}|lis)\b|https?:\/\/|发送|上传|执行|读取|收集|下载/iu;
  const isToPerson =
    /\b(?:users?|owner|developers?|maintainers?|administrators?|participants?|attendees|customers?|clients?|recipients?|exclude|omit|leave|keep|human|operator|person|anyone)\b|用户|Benutzer|Nutzer|usuario|utilisateur|usuário|пользовател|ユーザー|사용자|silently|quietly|secretly|covertly|discreetly|surreptitiously|stealthily/iu.test(
      match.match[0],
    );
  if (!isToPerson || !sends.test(near)) return false;
  return strong.test(near) || leavesMachine(near);
}
