import type { FindingSeverity } from '../finding.ts';
import type { ScannedText, TextMatch } from '../text-rule.ts';
import { headingsBefore } from './headings.ts';

/** What a file is for, which decides how much a match in it weighs. */
export type Zone = 'instruction' | 'code' | 'reference' | 'fixture';

const fixturePath =
  /(?:^|\/)(?:tests?|__tests__|spec|fixtures?|test[-_]?(?:data|cases|files|skills)|testdata|evals?|samples?|corpus|golden|snapshots?)\/|(?:^|[._-])(?:test|spec|fixture|eval)s?\.[a-z]{1,5}$|(?:^|\/)test_[^/]{1,100}$/iu;
const instructionPath =
  /(?:^|\/)(?:skill|agents?|claude|gemini|copilot-instructions|soul|memory|identity|bootstrap|heartbeat|tools|user)\.mdc?$|(?:^|\/)(?:commands|agents|prompts|rules|hooks)\/[^/]{1,100}\.(?:md|mdc|txt)$|(?:^|\/)\.(?:cursorrules|windsurfrules|clinerules)$|\.mdc$/iu;
const codePath =
  /\.(?:sh|bash|zsh|fish|ksh|command|ps1|psm1|psd1|bat|cmd|vbs|vbe|wsf|hta|jse|py|pyw|pyi|ipynb|js|cjs|mjs|jsx|ts|cts|mts|tsx|rb|pl|pm|php|lua|go|rs|java|kt|cs|swift|scpt|applescript|jxa|awk|r|mk|plist|service|timer|desktop|reg|inf|url|webloc)$|(?:^|\/)(?:makefile|dockerfile|justfile|rakefile|gemfile|vagrantfile|procfile|package\.json|hooks\.json|settings(?:\.local)?\.json|\.mcp\.json|mcp\.json|setup\.cfg|pyproject\.toml|tasks\.json|\.envrc|\.[a-z]{1,10}rc)$/iu;

/** @returns whether a client reads the file as orders: `SKILL.md`, an agent's rule file, a command */
export function isInstruction(path: string): boolean {
  return instructionPath.test(path);
}

/** @returns whether a file is a test or a sample, unless the skill's instructions have it run or read */
export function isFixture(path: string): boolean {
  return fixturePath.test(path);
}

/** Says what a file is for, by its path; what the skill's instructions have run or read is no fixture. */
export function zoneOf({ path, isUsed = false }: Pick<ScannedText, 'path' | 'isUsed'>): Zone {
  if (isFixture(path) && !isUsed) return 'fixture';
  if (isInstruction(path)) return 'instruction';
  return codePath.test(path) ? 'code' : 'reference';
}

/** A ban on doing something: "never pipe…", "do not run…", but not "if you don't have…". */
const bans =
  /\b(?:never|don['’]?t|do not|must not|mustn['’]t|should not|shouldn['’]t|cannot|can['’]?t|won['’]t|will not|refuse to|avoid|instead of|rather than|without ever)\s(?:[\w,'’]{1,20}\s){0,4}(?:run|runs|running|exec\w{0,6}|pip(?:e|es|ing)|us(?:e|ing)|install\w{0,3}|download\w{0,3}|past(?:e|ing)|copy\w{0,3}|follow\w{0,3}|trust\w{0,3}|includ(?:e|ing)|writ(?:e|ing)|sen[dt]\w{0,3}|read\w{0,3}|stor(?:e|ing)|hard-?cod\w{1,3}|commit\w{0,4}|obey\w{0,3}|comply|allow\w{0,3}|accept\w{0,3}|attempt|do|let|call|curl|rm|delete|access|leak|expose|print|log|echo|put|add|modify|change|touch|open|visit|click|disable|bypass|skip|override|ignore|treat|act|encode|decode|eval)\b|\b(?:avoid(?:s|ed|ing)?|forbid(?:s|den)?|prohibit(?:s|ed)?|disallow(?:s|ed)?|refus(?:es|ed|al)|reject(?:s|ed)?|den(?:y|ies|ied)|(?<!\b(?:rules?|protocols?|checks?|polic(?:y|ies)|filters?) (?:that|which) )prevent(?:s|ed|ing)?|blocked|blocklist|denylist|blacklist)\b|不要|禁止|切勿|避免|しないで|禁じ|\b(?:niemals|vermeid\w{0,3}|nunca ejecut\w{0,3}|evit[ae]\w{0,3}|jamais)\b|絶対に|避け/iu;

/** Words of one who speaks about attacks. */
const attackTalk =
  /\b(?:red flags?|warning signs?|(?:fail|warn|flag|reject|block|critical) if|auto-block\w{0,3}|flag(?:s|ged|ging)? (?:as|any|if|when|it|them|this|these|all|patterns?|commands?)|detect(?:s|ed|ing|ion|ions|or)? (?:any|when|if|of|patterns?|commands?|malicious|attempts?|rules?|injection)|look(?:s|ing)? for|watch(?:es)? for|beware|malicious|malware|attack(?:s|ed|ers?|ing)?|adversar\w{1,8}|exploit(?:s|ed|able|ation)|(?:attack|test|injection|example|malicious|exploit|xss|shell) payloads?|payloads? (?:list|examples?|include)|vulnerab\w{1,8}|injections?|injected|suspicious|dangerous|destructive|catastrophic|unsafe|insecure|threats?|harmful|anti-?patterns?|wrong|bad:|bad example|hostile|rogue|evil|smuggl\w{1,4}|exfiltrat\w{1,4}|jailbreaks?|guardrails?|red[- ]team\w{0,4}|pentest\w{0,4}|penetration test\w{0,4}|ctf|honeypot|sigma|yara|semgrep|mitre|cve-\d{4}|cwe-\d{1,4}|iocs?|untrusted|tamper\w{0,4}|spoof\w{0,4}|phishing|social engineering|threat model\w{0,4}|mitigat\w{1,6}|risk level|critical risk|high risk)\b|\bdetect(?:s|ed|ing)? [`"“]|att&ck|[❌🚫🚩⛔🛑✗✘]|恶意|攻击|危险|检测|惡意|攻擊|危險|注入|悪意|攻撃|脆弱|インジェクション|악성|공격|위험|취약|\b(?:gefährlich\w{0,2}|schädlich\w{0,2}|angriff\w{0,2}|angreifer\w{0,2}|peligros\w{1,2}|malicios\w{1,2}|ataques?|atacantes?|dangereu\w{1,3}|malveillant\w{0,2}|attaques?|perigos\w{1,2}|saldırı\w{0,4}|zararlı|tehlikeli)\b|опасн|вредонос|атак[аиуе]/iu;

/** The ban of one who hides something from the person is no ban on what follows. */
const concealment =
  /\b(?:do not|don['’]?t|never|without)\s(?:ever\s|even\s)?(?:tell|inform|mention|notif|ask|reveal|disclos|show|alert|warn|skip|stop|wait|hesitat|worry|forget|clos|interrupt|let the user|report|display|prompt|print|log|echo|includ)|不要(?:告诉|告知|通知|提及|透露|提醒|让|说)|(?:不要|切勿|请勿|别)(?:向|对|让|跟|和|给)[^\n。]{0,8}(?:提及|提起|说|透露|展示|显示|知道|报告)/giu;

/** A ban that ends right before what it bans. */
const directBan =
  /\b(?:never|not|n['’]t|avoid|nor|nobody|rather than|instead of|mustn['’]t)\s(?:\w{1,12}\s){0,2}["'`“‘*]{0,3}$/iu;

/** What a host is called says nothing about what is done to it: `attacker.example`. */
const hostName =
  /\b(?:[a-z0-9-]{1,40}\.){1,4}(?:com|net|org|io|dev|app|xyz|ru|cn|co|site|online|top|info|example|invalid|test)\b(?!\()/giu;

/** @returns whether a text bans something or speaks about attacks */
function isTalk(text: string): boolean {
  const words = text
    .replaceAll(/https?:\/\/[^\s"'`)|]{1,300}/giu, ' ')
    .replaceAll(hostName, ' ')
    .replaceAll(concealment, '');
  return bans.test(words) || attackTalk.test(words);
}

/** Words that lists of patterns carry in their names. */
const patternNames =
  /(?:block|deny|danger|malicious|suspicio|pattern|regex|rule|signature|forbid|unsafe|payload|test|case|example|injection|threat|risk|detect|attack|blacklist|keyword|indicator|banned|destructive|sensitive|exploit|vuln|probe|jailbreak|finding|check)/iu;

/**
 * Says whether a text is named and not meant: in a warning, a list of attacks, a table of patterns, a rule that
 * forbids it. What stands before the match on its line, after it, in the lines that introduce it and in the
 * headings over it is looked at.
 */
export function isMention(match: TextMatch): boolean {
  return zoneOf(match.file) === 'code' ? isMentionInCode(match) : isMentionInProse(match);
}

function isMentionInProse({ file, match }: TextMatch): boolean {
  const start = match.index;
  const { text } = file;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const end = start + match[0].length;
  const lineEnd = lineEndAfter(text, end);
  const around = `${text.slice(Math.max(lineStart, start - 400), start)} … ${text.slice(end, Math.min(lineEnd, end + 300))}`;
  if (isTalk(around)) return true;
  if (isTalk(introductionBefore(text, lineStart))) return true;
  if (directBan.test(text.slice(Math.max(lineStart, start - 60), start))) return true;
  if (headingsBefore(file, lineStart, zoneOf(file) !== 'instruction').some(isTalk)) return true;
  return isPatternLine(text.slice(Math.max(lineStart, start - 400), start), match[0]);
}

const listItem = /^\s{0,20}(?:[-*+•]|\d{1,3}[.)]|\||>|\[[ x]\])\s?/u;

/** @returns the lines that introduce a list, a table, a quotation or a fenced block */
function introductionBefore(text: string, lineStart: number): string {
  const before = text.slice(Math.max(0, lineStart - 6000), lineStart).split('\n');
  before.pop();
  const fence = before.findLastIndex((line) => /^\s{0,8}(?:>\s?)?(?:```|~~~)/u.test(line));
  const near = before.slice(-3);
  const isInList = listItem.test(text.slice(lineStart, lineStart + 40));
  const introduction = isInList ? beforeList(before) : [];
  const overFence = fence < 0 ? [] : before.slice(Math.max(0, fence - 3), fence + 1);
  return [...overFence, ...introduction, ...near].join('\n');
}

/** @returns what stands over a list: the line that is none of its items, and the row that names a table's columns */
function beforeList(before: readonly string[]): string[] {
  let at = before.length - 1;
  while (
    at >= 0 &&
    at > before.length - 60 &&
    (listItem.test(before[at] ?? '') || /^\s{0,2}$|^\s{2,20}\S/u.test(before[at] ?? ''))
  )
    at -= 1;
  return before.slice(Math.max(0, at), at + 3);
}

function isMentionInCode({ file, match, line }: TextMatch): boolean {
  const trimmed = line.trimStart();
  if (/^(?:#(?!!)|\/\/|\/?\*|--\s|rem\s|::|;|<!--)/iu.test(trimmed)) return isTalk(trimmed);
  const before = file.text.slice(
    Math.max(match.index - line.length, match.index - 400, file.text.lastIndexOf('\n', match.index - 1) + 1),
    match.index,
  );
  if (isPatternLine(before, match[0]) || labelBefore.test(before)) return true;
  if (
    /\b(?:assert\w{0,20}|expect|it|describe|test|pytest|should)\b\s{0,3}[.(]|^\s*(?:def|function|async)\s{1,4}test/u.test(
      line,
    )
  )
    return true;
  if (comparedBefore.test(before)) return true;
  if (listBefore.test(before) && !runsList.test(before)) return true;
  return isInPatternList(file.text, match.index);
}

/** What stands before a match, or the match itself, is written as a pattern to look for. */
function isPatternLine(before: string, matched: string): boolean {
  if (/\\[sSdwbB][+*?){\\|]|\[\^[^\]\n]{1,20}\]|\.[*+]\??\\?\||\(\?[:i=!]/u.test(matched)) return true;
  return /\\[sSdwbB][+*?){\\|]|\(\?[:i=!]|re\.(?:compile|search|match|findall)\(|new RegExp|\b(?:pattern|regex|contains|keyword)s?["']?\s{0,3}[:=]|\b(?:grep|rg|egrep|ag)\s{1,3}(?:-\w{1,6}\s{1,3}){0,3}["'][^"'\n]*$|\.(?:includes|test|match|startsWith)\(\s{0,3}["'`/][^\n]*$|\bin\s+(?:command|cmd|line|content|text)\b|\bif\s+["'][^"'\n]*$/u.test(
    before,
  );
}

/** In code, what stands under such a name is shown or compared, not run. */
const labelBefore =
  /\b(?:description|reason|message|label|title|error|warn|help|why|note|hint)s?["']?\s{0,3}[:=(]\s{0,3}[rfbu]{0,2}["'`][^"'`\n]*$/iu;

/** A shell compares with it: words of a loop over patterns, or an arm of a case. */
const comparedBefore =
  /\bfor\s{1,3}\w{0,20}(?:pattern|word|needle|check|keyword|phrase|bad|danger|forbidden|cmd|term)\w{0,10}\s{1,3}in\s[^\n]*$|(?:^|\|)\s{0,12}\*["'][^"'\n]*$/iu;

/** A list of texts on one line, that nothing runs: something is looked for in it. */
const listBefore =
  /(?:\bin|=|\(|:)\s{0,3}[[({]\s{0,3}(?:[rfb]?["'][^"'\n]{0,120}["']\s{0,3},\s{0,3}){0,20}[rfb]?["'][^"'\n]{0,200}$/u;
const runsList =
  /\b(?:run|call|popen|check_output|check_call|system|spawn\w{0,4}|exec\w{0,8}|command|args|cmd|argv)["']?\s{0,3}[(:=]/iu;

/** @returns whether what stands at an offset of a program is one of a list of patterns, by the list's name */
export function isAmongPatterns(text: string, index: number): boolean {
  const lineStart = text.lastIndexOf('\n', index - 1) + 1;
  const name = text.slice(lineStart, index).split(/[=:([{]/u)[0] ?? '';
  return patternNames.test(name) || isInPatternList(text, index);
}

/** Looks back for the beginning of a list or a map whose name says that it holds patterns or cases. */
function isInPatternList(text: string, index: number): boolean {
  const before = text
    .slice(Math.max(0, index - 6000), index)
    .split('\n')
    .slice(-90);
  for (const line of before.reverse()) {
    if (
      /^\S.{0,200}(?:[[{(]|=\s{0,4}["'`]{1,3}|=>)\s{0,4}(?:\\|#.{0,80}|\/\/.{0,80})?$|^(?:const|let|var|export)?\s{0,4}\S{1,60}\s{0,4}[:=]/u.test(
        line,
      )
    ) {
      return patternNames.test(line.slice(0, 200).split(/[=:([{]/u)[0] ?? '');
    }
    if (/^[\])}]/u.test(line)) return false;
  }
  return false;
}

function lineEndAfter(text: string, index: number): number {
  const end = text.indexOf('\n', index);
  return end < 0 ? text.length : end;
}

/** Softens a blocking rule where its words are only named; a fixture or a reference file weighs less than the skill. */
export function softenMention(match: TextMatch): FindingSeverity | undefined {
  const zone = zoneOf(match.file);
  if (isMention(match)) return zone === 'instruction' || zone === 'code' ? 'warn' : 'info';
  return zone === 'fixture' ? 'warn' : undefined;
}

/** As {@link softenMention}, and what only a reference file shows is a warning: an example, not an order. */
export function softenExample(match: TextMatch): FindingSeverity | undefined {
  return softenMention(match) ?? (zoneOf(match.file) === 'reference' ? 'warn' : undefined);
}

/** @returns what stands around a match: so many characters before and after it */
export function around(match: TextMatch, before: number, after: number): string {
  const start = match.match.index;
  const end = start + match.match[0].length;
  return match.file.text.slice(Math.max(0, start - before), Math.min(match.file.text.length, end + after));
}

/** Whether a file is written for a person or an agent to read, and not to be run. */
export function isProse({ path }: Pick<ScannedText, 'path'>): boolean {
  return (
    /\.(?:md|mdx|mdc|markdown|txt|rst|adoc|html?|svg|xml)$/iu.test(path) || !/\.[a-z0-9]{1,8}$/iu.test(path)
  );
}
