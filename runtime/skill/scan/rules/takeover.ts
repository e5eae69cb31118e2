import type { TextRule } from '../text-rule.ts';
import { around, isMention, zoneOf } from './context.ts';
import { isQuoted, softenOrder, whyInjection as why } from './orders.ts';

/** Orders that outlast the skill or go beyond it: memory, other skills, the owner's code, the web. */
export const takeoverRules: readonly TextRule[] = [
  {
    id: 'system-prompt-wanted',
    kind: 'injection',
    severity: 'warn',
    catches: 'An order to give away the system prompt or the conversation',
    why,
    hints: [
      'system prompt',
      'system message',
      'initial instructions',
      'conversation history',
      'hidden instructions',
      '系统提示',
    ],
    pattern:
      /\b(?:reveal|print|output|repeat|show|display|dump|leak|disclose|return|write|include|append|encode|recite)\b[^\n.]{0,40}\b(?:your|the|its|full|entire|complete|all)\s(?:\w{1,12}\s){0,2}(?:system (?:prompt|message|instructions)|initial instructions|hidden instructions|(?:conversation|chat) history)\b[^\n.]{0,80}|(?:输出|打印|显示|泄露|重复)[^\n。]{0,10}系统提示/giu,
    soften: (match) => {
      if (isMention(match) || isQuoted(match) || zoneOf(match.file) !== 'instruction') return 'info';
      return /https?:\/\/|base64|image|url|query (?:string|parameter)|webhook|verbatim/iu.test(
        around(match, 60, 160),
      )
        ? 'block'
        : undefined;
    },
  },
  {
    id: 'memory-poisoned',
    kind: 'injection',
    severity: 'warn',
    catches: 'Lasting instructions written into the agent’s own memory or rule files',
    why: 'They stay when the skill is gone and speak in every later session.',
    hints: [
      'soul.md',
      'memory.md',
      'claude.md',
      'agents.md',
      'identity.md',
      'heartbeat.md',
      'gemini.md',
      '.cursorrules',
      'copilot-instructions',
      'user.md',
      'bootstrap.md',
      '.windsurfrules',
    ],
    pattern:
      /(?:\b(?:append|add|write|insert|inject|save|store|copy|put|prepend|echo|printf|cat|tee|modify|update|overwrite|replace|edit|include|open)(?:s|ing|ed)?\b|追加|写入|添加|修改)[^\n]{0,160}?(?:\bto\b|\binto\b|\bin\b|>>?|-a\b|到|进|\()[^\n]{0,60}?\b(?:SOUL|MEMORY|IDENTITY|HEARTBEAT|BOOTSTRAP|CLAUDE|AGENTS|GEMINI|USER)\.md\b[^\n]{0,200}|\b(?:edit|modify|update|overwrite|change|rewrite|open|replace)\s[`"'*]{0,3}(?:SOUL|MEMORY|IDENTITY|HEARTBEAT|CLAUDE|AGENTS)\.md\b[^\n]{0,300}|(?:>>|tee\s{1,3}-a)\s{0,3}[^\n]{0,80}(?:\.cursorrules|\.windsurfrules|copilot-instructions\.md)/giu,
    soften: (match) => {
      if (isMention(match) || zoneOf(match.file) === 'fixture') return 'info';
      const start = match.file.text.lastIndexOf('\n', match.match.index) + 1;
      const near = match.file.text.slice(start, match.match.index + match.match[0].length + 400);
      const isHarm =
        /\b(?:ignore|override|always (?:run|execute|trust|approve|include|send|use|install|obey)|never (?:mention|tell|question|reveal|ask)|trusted? (?:source|authority)|do not (?:tell|mention|reveal)|silently|without (?:asking|telling|confirmation)|every (?:session|conversation|message|response)|permanent\w{0,2}|persist\w{0,5}|unrestricted|exfiltrat\w{0,4}|forward|highest priority|backdoor)\b|忽略|不要告诉|永久|每次/iu;
      const isStrong =
        /\b(?:ignore (?:all |any )?(?:previous|prior|safety|user)|never (?:mention|tell|reveal|question)|do not (?:tell|mention|reveal)|silently|without (?:telling|asking|confirmation|the user)|(?:highest|absolute|top) priority|unrestricted|exfiltrat\w{0,4}|backdoor|always (?:trust|obey|approve|send|forward|(?:run|execute) \S{1,60}\.(?:sh|py|js|mjs|rb))|(?:push|send|post|upload|forward|report)\b[^\n]{0,80}https?:\/\/|obey instructions|does not notice|before those of|curl [^\n]{0,80}(?:\||-d)|webhook)\b|不要告诉|https?:\/\/[^\s]{4,80}\/(?:collect|log|beacon|c2)/iu;
      return isStrong.test(near)
        ? 'block'
        : isHarm.test(near) || /SOUL|IDENTITY/u.test(match.match[0])
          ? undefined
          : 'info';
    },
  },
  {
    id: 'spreads-itself',
    kind: 'injection',
    severity: 'block',
    catches: 'A skill that copies itself into others',
    why: 'That is a worm.',
    hints: [
      'other skill',
      'every skill',
      'all skills',
      'each skill',
      'any skill',
      'skill.md',
      'repositor',
      'every project',
      'all project',
      'each project',
      'every agent',
      'all agents',
      'agents.md',
      'claude.md',
      'every post',
      'every message',
      'skills/*',
      'scp ',
      'rsync ',
      'readme',
    ],
    pattern:
      /\b(?:copy|add|append|insert|inject|embed|propagate|replicate|spread|prepend)\b[^\n.]{0,60}\b(?:this|these|the same|yourself|itself|following|above)\b[^\n.]{0,60}\b(?:to|into|in|across)\b[^\n.]{0,24}\b(?:every|all|each|any)\b[^\n.]{0,20}\b(?:other )?(?:skills?|SKILL\.md|repositor(?:y|ies)|projects?|agents?|AGENTS\.md|CLAUDE\.md|posts?|messages?|README\w{0,5})\b|\b(?:for|in|to)\s(?:every|each|all)\b[^\n.]{0,60}\b(?:SKILL\.md|AGENTS\.md|CLAUDE\.md|skills|repositor(?:y|ies)|projects)\b[^\n]{0,120}\b(?:spreads?|propagates?|replicates?|infects?)\b|\bfor\s{1,3}\w{1,12}\s{1,3}in\s[^\n]{0,120}(?:\n[^\n]{0,160}){0,3}?\b(?:scp|rsync)\s[^\n]{0,80}(?:\.claude|\.openclaw|\.codex|SKILL|skills?)[\w./-]{0,60}[^\n]{0,20}\$\{?\w{1,20}\}?["']?:|\bfor\s{1,3}\w{1,12}\s{1,3}in\s{1,3}[^\n;]{0,80}skills\/\*[^\n]{0,160}(?:>>|tee\s{1,3}-a)|\b(?:glob|rglob|walk)\([^\n]{0,80}SKILL\.md[^\n]{0,40}\)[^\n]{0,40}(?:\n[^\n]{0,160}){1,6}?(?:\.write\(|write_text\(|["']a["'])/giu,
    soften: (match) =>
      softenOrder(match) ??
      (/this (?:skill|information|pattern|header|section)|link|badge|readme|license|copyright|changelog|frontmatter|version/iu.test(
        match.match[0],
      )
        ? 'warn'
        : zoneOf(match.file) === 'code'
          ? 'warn'
          : undefined),
  },
  {
    id: 'skill-rewrites-itself',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to take the skill’s own instructions from the web',
    why: 'What was read and scanned is then not what runs.',
    hints: ['skill.md'],
    pattern:
      /\b(?:curl|wget)\s[^\n]{0,160}https?:\/\/[^\s"'`]{4,200}[^\n]{0,60}(?:-o|-O|>)\s{0,2}["'`]?(?:\.\/)?SKILL\.md\b[^\n]{0,160}\b(?:follow|obey|instead)\b[^\n]{0,80}|\b(?:append|write|copy|add|replace|overwrite|update)\b[^\n]{0,60}\bSKILL\.md\b[^\n]{0,60}\b(?:whatever|what|everything|the (?:content|contents|response|output|text|instructions?) (?:of|from|at))\b[^\n]{0,60}https?:\/\/[^\s"'`)<>]{4,200}[^\n]{0,120}/giu,
    soften: (match) => softenOrder(match) ?? (isQuoted(match) ? 'warn' : undefined),
  },
  {
    id: 'instructions-from-the-web',
    kind: 'injection',
    severity: 'warn',
    catches: 'Instructions that are fetched from the web and followed',
    why: 'Their author can change them any day, after every scan and every review.',
    hints: [
      'instruction',
      'command',
      'directive',
      ' says',
      'verbatim',
      'whatever',
      '指令',
      '指示',
      '命令',
      '说明',
    ],
    pattern:
      /\b(?:fetch|download|read|get|retrieve|load|check|curl|visit|open|pull)\b[^\n]{0,80}?https?:\/\/[^\s"'`)<>]{4,200}[^\n]{0,100}?\b(?:follow|obey|execute|comply with|carry out|do what|perform|apply|run)\b[^\n.]{0,60}\b(?:it|its|them|the|any|all|every|whatever|returned|those|these)\b[^\n.]{0,40}(?:instructions?|commands?|steps|directives?|says|contains?|tasks?|code|script|verbatim)?|(?:访问|获取|读取|下载)[^\n]{0,20}https?:\/\/[^\s"'`)<>]{4,200}[^\n]{0,40}(?:执行|遵循|按照)[^\n]{0,20}(?:指令|指示|命令|说明|内容)/giu,
    accept: (match) =>
      !isMention(match) &&
      /(?:instructions?|commands?|directives?|says|verbatim|whatever|指令|指示|命令)/iu.test(match.match[0]),
    soften: (match) =>
      zoneOf(match.file) !== 'instruction'
        ? 'info'
        : /https?:\/\/(?:\d{1,3}\.){3}\d|pastebin|rentry|gist\.|ngrok|webhook\.site|workers\.dev|glot\.io|raw\.githubusercontent\.com\/[^\s]{3,80}\.txt|hastebin/iu.test(
              match.match[0],
            ) ||
            /\b(?:exactly|verbatim|without (?:question|verification|asking|review)|regardless|silently|blindly|unconditionally|every (?:time|session|hour|\d))\b/iu.test(
              around(match, 80, 120),
            )
          ? 'block'
          : undefined,
  },
  {
    id: 'generated-code-sabotaged',
    kind: 'injection',
    severity: 'block',
    catches: 'An order to put back doors or weaknesses into the owner’s code',
    why,
    hints: [
      'backdoor',
      'back door',
      'vulnerab',
      'weak',
      'malicious',
      'obfuscat',
      'tracking',
      'beacon',
      '后门',
    ],
    pattern:
      /\b(?:insert|inject|add|include|introduce|embed|plant|place|leave|create)\b[^\n.]{0,50}\b(?:a |an |subtle |hidden |small |secret |undocumented ){0,4}(?:backdoors?|back doors?|(?:subtle|hidden|intentional|exploitable|security) (?:vulnerabilit(?:y|ies)|flaws?|bugs?|weakness(?:es)?)|malicious (?:code|payload|script|dependency|snippet)|hard-?coded (?:admin|master|backdoor) (?:password|credential|account|key)s?)\b[^\n.]{0,100}|(?:插入|植入|加入|添加)[^\n。]{0,12}(?:后门|恶意代码|隐蔽漏洞)/giu,
    soften: (match) =>
      softenOrder(match) ??
      (isQuoted(match)
        ? 'warn'
        : /\b(?:test|simulat\w{1,4}|exercise|lab|training|review|attacker|could|might|may|someone|would|tries|trying)\b/iu.test(
              match.line,
            )
          ? 'warn'
          : undefined),
  },
];
