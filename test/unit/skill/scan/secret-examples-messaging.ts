import type { SecretExamples } from './secret-values.ts';

/** What the rules for messaging services must find and must leave alone. */
export const messagingExamples: Readonly<Record<string, SecretExamples>> = {
  'slack-token': {
    match: [
      'xoxb-{dig:12}-{dig:13}-{b62:24}',
      'xoxp-{dig:12}-{dig:12}-{dig:12}-{hex:32}',
      'xapp-1-A{B36:10}-{dig:13}-{hex:64}',
      'xoxe.xoxp-1-{b62:164}',
      'xoxe-1-{b62:146}',
      'xoxs-{dig:10}-{dig:10}-{dig:10}-{hex:10}',
    ],
    miss: [
      'xoxb-{+}your-slack-bot-token',
      'xoxb-{+}xxxxxxxxxxxx-xxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx',
      'xoxb-{+}1234567890-1234567890-abcdefghijklmnopqrstuvwx',
      'xoxb-...',
      'xoxp-',
    ],
  },
  'slack-webhook': {
    match: [
      'https://hooks.slack.com/services/T{B36:8}/B{B36:8}/{b62:24}',
      'hooks.slack.com/workflows/T{B36:8}/A{B36:9}/{dig:18}/{b62:24}',
    ],
    miss: [
      'https://hooks.slack.com/services/{+}T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
      'https://hooks.slack.com/services/{+}YOUR/WEBHOOK/URL',
      'https://hooks.slack.com/services/...',
    ],
  },
  'discord-bot-token': {
    match: ['DISCORD_TOKEN=MTA{url:23}.{url:6}.{url:38}', 'bot.run("NzA{url:21}.{url:6}.{url:27}")'],
    miss: ['Module.config.something', 'discord MTAxxxxxxxxxxxxxxxxxxxxx.xxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'discord-webhook': {
    match: [
      'https://discord.com/api/webhooks/{dig:18}/{url:68}',
      'https://discordapp.com/api/v10/webhooks/{dig:19}/{url:68}',
    ],
    miss: ['https://discord.com/api/webhooks/123/abc', 'https://discord.com/api/webhooks/<id>/<token>'],
  },
  'discord-client-secret': {
    match: ['DISCORD_CLIENT_SECRET={url:32}'],
    miss: ['discord_client_secret=your-discord-client-secret-here0'],
  },
  'telegram-bot-token': {
    match: [
      'TELEGRAM_BOT_TOKEN={dig:10}:AA{url:33}',
      'https://api.telegram.org/bot{dig:10}:AA{url:33}/getMe',
    ],
    miss: ['123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11', '{dig:10}:AA{url:5}'],
  },
  'twilio-key': { match: ['SK{hex:32}'], miss: ['SK{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'DISK{hex:32}'] },
  'twilio-auth-token': {
    match: ['TWILIO_AUTH_TOKEN={hex:32}'],
    miss: ['twilio message id: {hex:32}', 'TWILIO_AUTH_TOKEN=your_auth_token'],
  },
  'sendgrid-key': {
    match: ['SENDGRID_API_KEY=SG.{url:22}.{url:43}'],
    miss: ['SG.{+}xxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'SG.{+}your_api_key'],
  },
  'mailgun-key': {
    match: ['MAILGUN_API_KEY=key-{hex:32}', 'mailgun = "{hex:32}-{hex:8}-{hex:8}"'],
    miss: ['key-00000000000000000000000000000000'],
  },
  'mailchimp-key': {
    match: ['MAILCHIMP_API_KEY={hex:32}-us14'],
    miss: ['00000000000000000000000000000000-us1', '{hex:32}-us'],
  },
  'mailing-key': {
    match: [
      'xkeysib-{hex:64}-{b62:16}',
      're_{b62:8}_{b62:24}',
      'md-{b62:22}',
      'mlsn.{hex:64}',
      'pk_{hex:34}',
    ],
    miss: ['re_{+}xxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxx', 're_{+}compile_the_regular_expressions_x'],
  },
  'mailing-service-key': {
    match: ['POSTMARK_SERVER_TOKEN={uuid}', 'MAILJET_SECRET_KEY={hex:32}', 'sparkpost_key: "{hex:40}"'],
    miss: ['postmark message id: {uuid}'],
  },
  'teams-webhook': {
    match: ['https://acme.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{hex:32}/{uuid}'],
    miss: ['https://acme.webhook.office.com/webhookb2/...'],
  },
  'chat-webhook': {
    match: [
      'https://chat.googleapis.com/v1/spaces/{b62:11}/messages?key=k&token={url:43}',
      'https://open.feishu.cn/open-apis/bot/v2/hook/{uuid}',
      'https://oapi.dingtalk.com/robot/send?access_token={hex:64}',
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={uuid}',
      'https://maker.ifttt.com/trigger/door/with/key/{url:43}',
    ],
    miss: [
      'https://open.feishu.cn/open-apis/bot/v2/hook/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
      'https://hooks.zapier.com/hooks/catch/123456/abcdef',
    ],
  },
  'messaging-service-key': {
    match: [
      'VONAGE_API_SECRET={b62:16}',
      'PUSHER_APP_SECRET={hex:20}',
      'LINE_CHANNEL_SECRET={hex:32}',
      'MESSAGEBIRD_ACCESS_KEY={b62:25}',
    ],
    miss: ['pusher app id: {hex:20}', 'zoom meeting id 1234567890'],
  },
  'onesignal-key': { match: ['os_v2_app_{b32:103}'], miss: ['os_v2_app_{b32:5}'] },
  'intercom-token': { match: ['dG9rOj{b64:54}='], miss: ['dG9rOj{b64:5}'] },
};
