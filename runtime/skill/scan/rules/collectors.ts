import type { TextRule } from '../text-rule.ts';
import { around, isMention, softenMention, zoneOf } from './context.ts';
import { secretPlaces } from './credentials.ts';
import { classifyUrl } from './hosts.ts';
import { secretWords } from './outgoing.ts';

/** Places where what is sent ends with somebody nobody knows. */
export const collectorRules: readonly TextRule[] = [
  {
    id: 'collector-address',
    kind: 'malware',
    severity: 'block',
    catches: 'A request collector or chat hook of somebody’s own, ready to receive',
    why: 'A skill that sends to such an address reports to its author, not to you.',
    hints: [
      'webhook.site',
      'emailhook',
      'requestbin',
      'pipedream',
      'beeceptor',
      'requestcatcher',
      'discord',
      'api.telegram.org',
      'burpcollaborator',
      'oastify',
      'interact.sh',
      'oast.',
      'hookbin',
      'script.google.com',
      'canarytokens',
      'dnslog.cn',
      'ceye.io',
      'requestinspector',
    ],
    pattern:
      /\b(?:webhook|emailhook|dnshook)\.site\/(?:#!?\/)?(?:view\/)?[0-9a-f]{6,8}[0-9a-f-]{0,40}|\b[a-z0-9]{6,40}\.(?:m|x)\.pipedream\.net|\beo[a-z0-9]{8,24}\.pipedream\.net|\b(?:requestbin\.(?:com|net|io)|hookbin\.com|postb\.in)\/[A-Za-z0-9]{5,40}|\b(?!api\b|www\b|app\b)[a-z0-9-]{3,40}\.(?:requestcatcher\.com|free\.beeceptor\.com|beeceptor\.com)|\bdiscord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{15,21}\/[\w-]{30,90}|\bapi\.telegram\.org\/(?:bot|file\/bot)\d{7,11}:[\w-]{30,50}|\b[a-z0-9]{16,40}\.(?:oastify\.com|burpcollaborator\.net|oast\.(?:pro|live|site|online|fun|me)|interact\.sh|dnslog\.cn|ceye\.io)|\bscript\.google\.com\/macros\/s\/[A-Za-z0-9_-]{20,90}\/exec/giu,
    soften: (match) => {
      const softened = softenMention(match);
      if (softened) return softened;
      if (/script\.google/u.test(match.match[0]))
        return /\b(?:curl|post|send|fetch|upload)\b/iu.test(around(match, 200, 200)) ? undefined : 'warn';
      return undefined;
    },
  },
  {
    id: 'collector-host',
    kind: 'malware',
    severity: 'warn',
    catches: 'A request to a collector or tunnel that anybody may own',
    why: 'Such hosts receive what is sent and belong to nobody one could ask.',
    hints: [
      'webhook.site',
      'requestbin',
      'pipedream.net',
      'beeceptor',
      'ngrok',
      'serveo',
      'localhost.run',
      'trycloudflare',
      'loca.lt',
      'oast',
      'burpcollab',
      'interact.sh',
      'duckdns',
      'requestcatcher',
      'hookbin',
    ],
    pattern:
      /\b(?:curl|wget|post|fetch|requests\.\w{3,7}|axios|urlopen|httpx|irm|iwr|invoke-\w{6,12}|send|upload|forward|transmit)\b[^\n]{0,200}?(?:https?:\/\/|["'`@\s])[a-z0-9.-]{0,60}\b(?:webhook\.site|requestbin\.(?:com|net)|pipedream\.net|beeceptor\.com|ngrok(?:-free)?\.(?:io|app|dev)|serveo\.net|localhost\.run|trycloudflare\.com|loca\.lt|oast\.\w{2,6}|oastify\.com|burpcollaborator\.net|interact\.sh|duckdns\.org|requestcatcher\.com|hookbin\.com)[^\s"'`)]{0,120}/giu,
    soften: (match) => {
      if (
        isMention(match) ||
        zoneOf(match.file) === 'fixture' ||
        /www\.duckdns\.org\/update/u.test(match.match[0])
      )
        return 'info';
      if (/<[^>\n]{1,30}>|\byour[-_]|\{\{|xxx|\.\.\.|example/iu.test(match.match[0])) return undefined;
      return new RegExp(`-d\\b|--data|-F\\b|-T\\b|post|body|json=|data=|${secretWords}`, 'iu').test(
        match.line,
      ) && zoneOf(match.file) !== 'reference'
        ? 'block'
        : undefined;
    },
  },
  {
    id: 'address-without-name',
    kind: 'malware',
    severity: 'warn',
    catches: 'A web request to a bare public IP address',
    why: 'A service that wants to be found has a name; a bare address is how malware calls home.',
    hints: ['http://', 'https://', 'ws://', 'tcp://'],
    pattern:
      /\b(?:https?|wss?|tcp|ftp):\/\/(?:(?:\d{1,3}\.){3}\d{1,3}|0x[0-9a-f]{6,8}|\d{8,10}|(?:0x[0-9a-f]{1,2}\.){3}0x[0-9a-f]{1,2})(?![\d.\w])(?::\d{1,5})?(?:\/[^\s"'`)<>]{0,160})?/giu,
    accept: ({ match }) => ['address', 'hidden-address'].includes(classifyUrl(match[0])),
    soften: (match) => {
      if (isMention(match) || zoneOf(match.file) === 'fixture') return 'info';
      const near = around(match, 160, 120);
      const isDoing =
        /\b(?:curl|wget|post|requests\.\w{3,7}|urlopen|fetch|axios|iwr|irm|downloadstring|socket|connect|download|upload|send)\b/iu.test(
          near,
        );
      if (!isDoing) return undefined;
      if (
        /\|\s{0,3}(?:ba|z)?sh|chmod \+x|exec|eval|-d\b|--data|post\b|json=|data=|body|upload|\.(?:sh|exe|bin|py|zip|dmg|ps1)\b/iu.test(
          near,
        )
      )
        return zoneOf(match.file) === 'reference' ? undefined : 'block';
      return undefined;
    },
  },
  {
    id: 'archive-to-throw-away-host',
    kind: 'malware',
    severity: 'warn',
    catches: 'A file sent to a host for throw-away files',
    why: 'Anybody who knows the address can fetch it, and it cannot be called back.',
    hints: [
      '0x0.st',
      'transfer.sh',
      'file.io',
      'gofile.io',
      'bashupload',
      'catbox',
      'temp.sh',
      'oshi.at',
      'tmpfiles',
      'paste.rs',
      'ix.io',
      'termbin',
      'pastebin',
    ],
    pattern:
      /\b(?:curl|wget|nc|requests\.post|axios\.post|fetch)\b[^\n]{0,200}?(?:0x0\.st|transfer\.sh|file\.io|gofile\.io|bashupload\.com|catbox\.moe|temp\.sh|oshi\.at|tmpfiles\.org|paste\.rs|ix\.io|termbin\.com|pastebin\.com\/api)\b[^\n]{0,80}/giu,
    accept: ({ match }) => /-F|-T|-d|--upload|--data|post|\bnc\b|body/iu.test(match[0]),
    soften: (match) => {
      if (isMention(match) || zoneOf(match.file) === 'fixture') return 'info';
      return new RegExp(
        `${secretPlaces}|Exodus|\\.env\\b|wallet|keychain|credential|passwd|\\/tmp\\/\\.`,
        'iu',
      ).test(around(match, 300, 60))
        ? 'block'
        : undefined;
    },
  },
];
