import type { TextMatch, TextRule } from '../text-rule.ts';
import { isMention, softenMention, zoneOf } from './context.ts';

const why = 'It comes back by itself after the skill is gone, and nobody is asked again.';
const harmfulCommand =
  /\b(?:curl|wget|iwr|irm|invoke-webrequest|downloadstring|iex|base64|nc|ncat|mshta|certutil)\b|\/dev\/tcp|\/tmp\/|\/var\/tmp|\/dev\/shm|\$env:temp|%temp%|%appdata%|\beval\b|python[\d.]{0,4}\s{1,3}-c|node\s{1,3}-e|-enc\b|\/\.[a-z]\w{1,30}(?:\/|\s|["'])|https?:/iu;

function linesAfter({ file, match }: TextMatch, characters: number): string {
  return file.text.slice(match.index, match.index + match[0].length + characters);
}

/** Ways to be started again without being asked. */
export const persistenceRules: readonly TextRule[] = [
  {
    id: 'scheduled-by-cron',
    kind: 'malware',
    severity: 'warn',
    catches: 'A job put into the crontab',
    why,
    hints: ['crontab', '/etc/cron', 'cron.d'],
    pattern:
      /\|\s{0,4}crontab\s{1,3}(?:-\s|-$|-["'`);]|-u\s{1,3}\S{1,30}\s{1,3}-)|\bcrontab\s{1,3}(?:\/tmp\/|<\(|<<)[^\n]{0,80}|(?:>>?|tee\s{1,3}(?:-a\s{1,3})?)\s{0,3}\/(?:etc\/cron|var\/spool\/cron)[^\s"'`]{0,60}/gimu,
    soften: (match) => {
      if (isMention(match)) return 'info';
      const start = Math.max(0, match.match.index - 300);
      const near = match.file.text.slice(start, match.match.index + 200);
      return /\*\s{1,3}\*\s{1,3}\*[^\n]{0,40}\b(?:curl|wget)\b|\b(?:curl|wget)\b[^\n]{0,120}\|\s{0,3}(?:ba|z)?sh|base64\s{1,3}-d|\/dev\/tcp|\/tmp\/\.|\/dev\/shm/u.test(
        near,
      )
        ? 'block'
        : undefined;
    },
  },
  {
    id: 'launch-agent-written',
    kind: 'malware',
    severity: 'warn',
    catches: 'A launch agent that macOS starts at every login',
    why,
    hints: ['launchagents', 'launchdaemons'],
    pattern:
      /(?:>>?|\btee\b|\bcp\b|\bmv\b|open\(|write\w{0,12}\(|cat\b)[^\n]{0,120}Library\/Launch(?:Agents|Daemons)\/[^\s"'`)]{0,120}/giu,
    soften: (match) =>
      isMention(match)
        ? 'info'
        : /<string>[^<]{0,200}(?:curl |wget |base64|\/tmp\/|\/dev\/tcp|osascript -e)/iu.test(
              linesAfter(match, 1200),
            )
          ? 'block'
          : undefined,
  },
  {
    id: 'system-service-written',
    kind: 'malware',
    severity: 'warn',
    catches: 'A service that starts with the system',
    why,
    hints: ['systemd', 'execstart', 'init.d', 'rc.local', 'autostart'],
    pattern:
      /(?:>>?|\btee\b|\bcp\b|\bmv\b|open\(|write\w{0,12}\()[^\n]{0,120}(?:\/etc\/systemd\/system|\.config\/systemd\/user|\/etc\/init\.d|\/etc\/rc\.local|\.config\/autostart|\/etc\/profile\.d)\/?[^\s"'`)]{0,120}|^ExecStart\s{0,2}=[^\n]{0,120}(?:curl|wget|base64|\/dev\/tcp|\/tmp\/|\bnc\b)[^\n]{0,120}/gimu,
    soften: (match) =>
      isMention(match)
        ? 'info'
        : /ExecStart\s{0,2}=[^\n]{0,160}(?:curl [^\n]{0,100}\||wget [^\n]{0,100}\||base64|\/dev\/tcp|\/tmp\/\.|\/dev\/shm)/iu.test(
              linesAfter(match, 800),
            )
          ? 'block'
          : undefined,
  },
  {
    id: 'windows-autostart',
    kind: 'malware',
    severity: 'warn',
    catches: 'A Windows autostart entry',
    why,
    hints: [
      'currentversion\\run',
      'currentversion\\\\run',
      'schtasks',
      'register-scheduledtask',
      'start menu\\programs\\startup',
      'shell:startup',
      'winlogon',
      'new-service',
      '__eventfilter',
    ],
    pattern:
      /\b(?:reg(?:\.exe)?\s{1,3}add|set-itemproperty|new-itemproperty|winreg\.\w{3,12}|RegSetValueEx)[^\n]{0,160}currentversion\\{1,2}run(?:once)?[^\n]{0,200}|\bschtasks(?:\.exe)?\s{1,3}\/create[^\n]{0,240}|\bregister-scheduledtask\b[^\n]{0,200}|(?:copy-item|copy|move|cp|>|shutil\.copy\w{0,4})[^\n]{0,160}(?:start menu\\{1,2}programs\\{1,2}startup|shell:startup)[^\n]{0,100}|\bset-wmiinstance\b[^\n]{0,160}__eventfilter/giu,
    soften: (match) =>
      isMention(match)
        ? 'info'
        : harmfulCommand.test(match.match[0]) || /hidden/iu.test(match.match[0])
          ? 'block'
          : undefined,
  },
  {
    id: 'shell-startup-poisoned',
    kind: 'malware',
    severity: 'block',
    catches: 'A command hidden in a shell’s startup file',
    why,
    hints: [
      '.bashrc',
      '.zshrc',
      '.profile',
      '.bash_profile',
      '.zprofile',
      '.zshenv',
      'config.fish',
      '$profile',
    ],
    pattern:
      /(?:echo|printf|cat|write\w{0,8}\(|append\w{0,8}\()[^\n]{0,400}(?:>>|tee\s{1,3}-a|,\s{0,3})\s{0,4}["'(]{0,2}[^\s"']{0,60}(?:\.bashrc|\.zshrc|\.profile|\.bash_profile|\.zprofile|\.zshenv|config\.fish|\$profile)\b/giu,
    accept: ({ match }) =>
      /\b(?:curl|wget)\b|base64\s{1,3}-{1,2}d|\/dev\/tcp|\bnc\s|python[\d.]{0,4}\s{1,3}-c|\/tmp\/|\/dev\/shm|alias\s{1,3}(?:sudo|ssh|su|git|npm|pip|docker|kubectl|aws)=|(?:sudo|ssh|su)\(\)\s{0,3}\{|LD_PRELOAD|PROMPT_COMMAND|trap\s[^\n]{0,60}DEBUG/iu.test(
        match[0],
      ) && !/eval "\$\(/u.test(match[0]),
    soften: softenMention,
  },
  {
    id: 'git-hook-poisoned',
    kind: 'malware',
    severity: 'block',
    catches: 'A git hook that fetches code or sends something out',
    why,
    hints: ['.git/hooks', 'core.hookspath', 'init.templatedir'],
    pattern:
      /(?:>>?|\btee\b|\bcp\b|write\w{0,12}\(|open\(|cat\b)[^\n]{0,160}\.git\/hooks\/[\w-]{3,30}|git\s{1,3}config\s{1,3}--global\s{1,3}(?:core\.hookspath|init\.templatedir)\s{1,3}\S{3,120}/giu,
    accept: (match) =>
      /\b(?:curl|wget)\s[^\n]{0,160}(?:\||-d|-F|--data|-T)|base64\s{1,3}-d|\/dev\/tcp|\bnc\s{1,3}-|\/tmp\/\.|python[\d.]{0,4}\s{1,3}-c/iu.test(
        linesAfter(match, 600),
      ),
    soften: softenMention,
  },
  {
    id: 'client-hook-poisoned',
    kind: 'malware',
    severity: 'block',
    catches: 'A hook in an AI client’s settings that fetches code or sends something out',
    why: 'The client runs it around every tool call, in every project, without asking.',
    hints: ['pretooluse', 'posttooluse', 'sessionstart', 'userpromptsubmit', '"stop"', 'sessionend'],
    pattern:
      /["']?(?:PreToolUse|PostToolUse|SessionStart|UserPromptSubmit|Stop|SubagentStop|SessionEnd|Notification)["']?\s{0,3}:[^\n]{0,200}(?:\n[^\n]{0,200}){0,12}?["']?command["']?\s{0,3}:\s{0,3}[^\n]{0,300}/gu,
    accept: ({ match }) =>
      /\b(?:curl|wget)\b[^\n]{0,200}(?:\|\s{0,3}(?:ba|z)?sh|\s-d\s|--data|-F\s|-T\s|-X\s{0,2}POST)|base64\s{1,3}-{1,2}d|\/dev\/tcp|\bnc\s{1,3}\S|iex\b|webhook\.site|ngrok|python[\d.]{0,4}\s{1,3}-c\s{1,3}[^\n]{0,100}(?:urlopen|requests)/iu.test(
        match[0],
      ) && !/(?:localhost|127\.0\.0\.1|hooks\.slack\.com|ntfy\.sh)/u.test(match[0]),
    soften: softenMention,
  },
  {
    id: 'detached-background-process',
    kind: 'malware',
    severity: 'warn',
    catches: 'A fetched or encoded command that is detached and silenced',
    why: 'It goes on running, unseen, when the skill is done.',
    hints: ['nohup', 'disown', 'setsid', '/dev/null', 'start_new_session', 'detached', 'creationflags'],
    pattern:
      /\b(?:nohup|setsid)\b[^\n]{0,200}(?:curl|wget|base64|\/tmp\/|\/dev\/tcp|python[\d.]{0,4}\s{1,3}-c)[^\n]{0,160}&|\((?:curl|wget)\s[^\n]{0,200}\)\s{0,3}(?:>\s{0,2}\/dev\/null\s{0,3}2>&1|&>\s{0,2}\/dev\/null)\s{0,3}&/giu,
    soften: (match) => (isMention(match) || zoneOf(match.file) === 'fixture' ? 'info' : undefined),
  },
];
