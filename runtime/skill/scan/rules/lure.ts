import type { TextMatch, TextRule } from '../text-rule.ts';
import { around, isMention, isProse, softenMention, zoneOf } from './context.ts';
import { classifyUrl, isSuspectUrl, suspectDomains } from './hosts.ts';

const links = /https?:\/\/[^\s"'`)<>\]]{4,300}/giu;

/** Links near a match that lead to a place nobody known answers for. */
function doubtfulLinks(match: TextMatch, before: number, after: number): string[] {
  const near = around(match, before, after);
  return [...near.matchAll(links)]
    .map(([each]) => each)
    .filter((each) => !['known', 'local'].includes(classifyUrl(each)));
}

const downloadWords =
  /\b(?:download|get|fetch|grab|install|herunterladen|lade|descarg\w{1,4}|t[ée]l[ée]charg\w{1,4}|baix\w{1,4}|скача\w{1,5}|загруз\w{1,5})\b|下载|安装|ダウンロード|다운로드/iu;
const runWords =
  /\b(?:run|execute|launch|start|open|double-click|ausführen|starten?|ejecut\w{1,4}|abr[ae]|lanc\w{1,4}|ex[ée]cut\w{1,4}|запуст\w{1,5})\b|运行|执行|启动|双击|実行|실행/iu;

/** "Prerequisites" by which a person is led to infect the machine by hand, as on ClawHub early in 2026. */
export const lureRules: readonly TextRule[] = [
  {
    id: 'archive-with-password-told',
    kind: 'malware',
    severity: 'block',
    catches: 'A download in an archive whose password is told beside it',
    why: 'The password has one use: to keep virus scanners from looking inside.',
    hints: [
      'password',
      'passcode',
      'passphrase',
      'pass:',
      'pass `',
      'pass "',
      "pass '",
      'pass “',
      'pass =',
      'pass=',
      'pass is',
      'pw:',
      'pw ',
      '(pw',
      'pwd',
      '密码',
      '解压',
      'passwort',
      'contraseñ',
      'clave',
      'mot de passe',
      'senha',
      'парол',
      'パスワード',
    ],
    pattern:
      /(?:\b(?:pass(?:word|code|phrase)?|pwd?|passwort|kennwort|contraseña|clave|mot de passe|senha|пароль)\b|密码|口令|パスワード)(?:\s(?:is|to extract|for (?:the )?(?:archive|zip)|ist|es|est))?\s{0,3}[:=：]?\s{0,3}["'`*“(]{0,3}[^\s"'`*”)]{2,40}|(?:使用|用)\s{0,3}[`"“][^`"”\n]{2,40}[`"”]\s{0,3}(?:作为密码)?(?:来)?(?:解压|进行解压)/giu,
    accept: (match) => {
      const near = around(match, 320, 220);
      const isArchive =
        /\.(?:zip|rar|7z|tgz|tar\.gz|dmg|iso|exe)\b|\b(?:archive|unzip|extract\w{0,3}|unpack|entpack\w{1,3}|extra(?:er|iga|e)|d[ée]compress\w{1,3}|extrai[ar]?|распак\w{1,5})\b|解压|压缩包|展開|압축/iu.test(
          near,
        );
      return (
        isArchive &&
        downloadWords.test(near) &&
        (runWords.test(near) || /\bextract using\b/iu.test(near)) &&
        doubtfulLinks(match, 320, 320).length > 0
      );
    },
    soften: softenMention,
  },
  {
    id: 'extract-with-password-command',
    kind: 'malware',
    severity: 'block',
    catches: 'A downloaded archive that a command opens with a password',
    why: 'The password has one use: to keep virus scanners from looking inside.',
    hints: ['unzip', '7z', 'unrar', '7za', 'bsdtar'],
    pattern:
      /\b(?:unzip\s{1,3}(?:-\w{1,4}\s{1,3}){0,3}-P\s{0,3}\S{2,40}|(?:7z[azr]?|unrar)(?:\.exe)?\s{1,3}[xe]\s{1,3}[^\n]{0,80}-p\S{2,40}|bsdtar\b[^\n]{0,60}--passphrase)[^\n]{0,160}/giu,
    accept: (match) =>
      /\b(?:curl|wget|iwr|invoke-webrequest|download|https?:\/\/)/iu.test(around(match, 500, 200)),
    soften: softenMention,
  },
  {
    id: 'paste-from-page-into-terminal',
    kind: 'malware',
    severity: 'block',
    catches: 'An order to copy a command from a web page into a terminal',
    why: 'What stands on that page is outside the skill, can change any minute and was scanned by nobody (ClickFix).',
    hints: [
      'terminal',
      'powershell',
      'command prompt',
      'cmd',
      'run dialog',
      'win+r',
      '终端',
      '命令行',
      'konsole',
      'eingabeaufforderung',
      'ターミナル',
      '터미널',
      'терминал',
      'shell',
    ],
    pattern:
      /(?:\b(?:visit|go to|open|navigate to|head (?:over )?to|follow|see|from|use|besuche?n?|öffne\w{0,2}|visita|abre|ve a|visitez|ouvrez|acesse|посетите|откройте)\b|访问|打开|前往)[^\n]{0,60}\(?https?:\/\/[^\s"'`)<>]{4,200}[^\n]{0,200}?(?:\b(?:copy|paste|run|execute|kopier\w{0,3}|füge|copia|pega|ejecut\w{1,4}|copiez|collez|copie|cole|скопируй\w{0,2}|вставьте)\b|复制|粘贴|执行|运行)[^\n]{0,160}?(?:\b(?:terminal|powershell|command (?:prompt|line)|cmd|run dialog|shell|konsole|eingabeaufforderung|consola|s[ií]mbolo del sistema|invite de commandes|терминал\w{0,2})\b|win\s?\+\s?r|终端|命令行|命令提示符)/giu,
    accept: (match) =>
      doubtfulLinks(match, 0, 0).some(
        (each) => classifyUrl(each) !== 'code' || /\b(?:copy|paste)\b/iu.test(match.match[0]),
      ),
    soften: (match) => {
      const kinds = doubtfulLinks(match, 0, 0).map(classifyUrl);
      if (isMention(match)) return 'warn';
      const isClear =
        /\b(?:copy|copia|kopier|copiez|copie|скопируй)|复制/iu.test(match.match[0]) ||
        kinds.some((kind) => kind !== 'unknown' && kind !== 'code');
      return isClear ? undefined : 'warn';
    },
  },
  {
    id: 'paste-command-into-terminal',
    kind: 'malware',
    severity: 'block',
    catches: 'A person led to paste a disguised command into a terminal',
    why: 'A command that is decoded, fetched or wrapped before it runs hides what it does from the one who pastes it.',
    hints: ['terminal', 'powershell', 'command prompt', 'win+r', 'run dialog', '终端'],
    pattern:
      /(?:\b(?:copy|paste|enter|type|run|execute)\b|复制|粘贴|执行)[^\n]{0,120}?(?:\b(?:terminal|powershell|command prompt|run dialog)\b|win\s?\+\s?r|终端)/giu,
    accept: (match) =>
      /base64\s{1,3}-{1,2}d|frombase64|\bmshta\b|-enc\w{0,12}\s|\/bin\/(?:ba|z)?sh -c ["']\$\(curl/iu.test(
        around(match, 300, 500),
      ),
    soften: softenMention,
  },
  {
    id: 'prerequisite-from-nowhere',
    kind: 'malware',
    severity: 'block',
    catches: 'A required tool that only a throw-away page offers',
    why: 'A tool that people need has a home: a registry, a code host, its maker’s site.',
    hints: [...suspectDomains, '.github.io', 'dropbox.com', 'drive.google.com'],
    pattern: /https?:\/\/[^\s"'`)<>\]]{4,300}/giu,
    accept: (match) => {
      if (!isProse(match.file) || /\/\/(?:your|my|example|<|\{)[-\w]/iu.test(match.match[0])) return false;
      if (
        !isSuspectUrl(match.match[0]) &&
        !/^https?:\/\/(?:www\.)?(?:dropbox\.com\/s|drive\.google\.com\/(?:uc|file)|[\w-]{1,40}\.github\.io)\b/iu.test(
          match.match[0],
        )
      )
        return false;
      const near = around(match, 320, 160);
      const isRequired =
        /\b(?:requires?|required|needs|must (?:be |first )?(?:install|download|have|be installed)|prerequisites?|needs? to be installed|before (?:using|you (?:can|start|use))|will not (?:work|function)|won['’]t work|erforderlich|benötigt|voraussetzung\w{0,2}|muss|requisitos?|requiere|necesari\w|prérequis|nécessaire)\b|必须|前提|需要安装|先安装|必要/iu.test(
          near,
        );
      return isRequired && downloadWords.test(around(match, 220, 120));
    },
    soften: (match) => (zoneOf(match.file) === 'fixture' || isMention(match) ? 'warn' : undefined),
  },
  {
    id: 'unknown-executable-required',
    kind: 'malware',
    severity: 'warn',
    catches: 'A program that a person is told to download and start',
    why: 'A skill is text and scripts that can be read; a program from elsewhere is neither.',
    hints: ['.exe', '.zip', '.dmg', '.pkg', '.msi', '.scr', '.rar', '.7z', '.bat', '.iso'],
    pattern: /https?:\/\/[^\s"'`)<>\]]{4,240}\.(?:exe|zip|dmg|pkg|msi|scr|rar|7z|bat|iso|apk|jar)\b/giu,
    accept: (match) => {
      const kind = classifyUrl(match.match[0]);
      if (kind === 'known' || kind === 'local') return false;
      return downloadWords.test(around(match, 120, 60)) && runWords.test(around(match, 0, 200));
    },
    soften: (match) => {
      if (isMention(match)) return 'info';
      const kind = classifyUrl(match.match[0]);
      if (kind === 'throw-away' || kind === 'address' || kind === 'hidden-address') return 'block';
      const near = around(match, 400, 300);
      const isPressing =
        /\b(?:important|critical|mandatory|will not (?:work|function)|won['’]t work|before (?:using|running|you))\b|重要|必须/iu.test(
          near,
        );
      const isForBoth =
        /\bwindows\b/iu.test(near) && /\bmac\s?os\b/iu.test(near) && /\b(?:copy|paste)\b/iu.test(near);
      return isPressing && isForBoth ? 'block' : undefined;
    },
  },
  {
    id: 'fake-agent-core',
    kind: 'malware',
    severity: 'block',
    catches: 'A made-up "core" or "agent" program of an AI client as a requirement',
    why: 'No such program exists; under these names the ClawHub campaigns of 2026 delivered credential stealers.',
    hints: ['openclaw', 'clawdbot', 'moltbot', 'clawhub', 'authtool', 'claude', 'skill-runtime', 'codex'],
    pattern:
      /(?:\b(?:requires?|needs?|install(?:ed|ing)?|without|need)\b|需要|依赖于?|安装)[^\n.]{0,60}?\b(?:openclaw|clawdbot|moltbot|clawhub|claude|codex|molt|claw)[-_ ]?(?:core|agent|cli|runtime|provider|helper|driver|utility|loader|bridge)(?:[-_ ]?(?:utility|tool|driver|installer|package))?\b|\bAuthTool\b[^\n]{0,80}\b(?:install|download|required?|running)\b|\b(?:requires?|without) (?:the )?[`*"“]{0,2}(?:skill-runtime|config-installer|auth-?tool)\b/giu,
    accept: (match) => {
      if (/\bclaude[- ](?:cli|agent)|codex[- ](?:cli|agent)\b/iu.test(match.match[0])) return false;
      const near = around(match, 200, 700);
      return (
        doubtfulLinks(match, 200, 700).some(
          (each) =>
            classifyUrl(each) !== 'code' ||
            /\.(?:zip|exe|dmg|pkg|rar|7z)\b/iu.test(each) ||
            /\breleases\/download\b/u.test(each),
        ) && /\b(?:download|visit|paste|copy|extract|executable)\b|下载|解压|复制|访问/iu.test(near)
      );
    },
    soften: softenMention,
  },
];
