import { serviceKeyRule, tokenRule, uuid } from '../secret/token-rule.ts';
import type { TextRule } from '../text-rule.ts';

/** Tokens and addresses that let whoever has them speak in someone's name. */
export const messagingRules: readonly TextRule[] = [
  tokenRule({
    id: 'slack-token',
    catches: 'A Slack token (bot, user, app, configuration, refresh or session)',
    source: 'docs.slack.dev/authentication/tokens',
    hints: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxo-', 'xoxe', 'xoxc-', 'xoxd-', 'xapp-', 'xwfp-'],
    pattern:
      /(?:xox[bparsoecd]|xapp|xwfp)(?:\.xox[bp])?-(?<body>(?:[A-Za-z0-9%]{1,200}-){0,6}[A-Za-z0-9%]{10,300})(?![A-Za-z0-9])/gu,
    accept: ({ match }) => /\d/u.test(match[0]),
  }),
  tokenRule({
    id: 'slack-webhook',
    catches: 'A Slack webhook address',
    source: 'docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
    hints: ['hooks.slack.com/'],
    pattern:
      /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/(?:[A-Z0-9]{6,14}\/){1,3}(?:[0-9]{10,20}\/)?(?<body>[A-Za-z0-9]{16,40})/gu,
  }),
  tokenRule({
    id: 'discord-bot-token',
    catches: 'A Discord bot token',
    source: 'discord.com/developers/docs/reference#authentication',
    hints: ['.'],
    pattern:
      /(?<![A-Za-z0-9_-])[MNO](?<body>[A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,42})(?![A-Za-z0-9_-])/gu,
    accept: ({ match }) =>
      /^\d{17,20}$/u.test(Buffer.from(match[0].split('.')[0] ?? '', 'base64url').toString('latin1')) ||
      /discord|bot/iu.test(match.input.slice(Math.max(0, match.index - 200), match.index)),
  }),
  tokenRule({
    id: 'discord-webhook',
    catches: 'A Discord webhook address',
    source: 'discord.com/developers/docs/resources/webhook',
    hints: ['discord.com/api/', 'discordapp.com/api/'],
    pattern:
      /discord(?:app)?\.com\/api\/(?:v[0-9]{1,2}\/)?webhooks\/[0-9]{16,21}\/(?<body>[A-Za-z0-9_-]{60,90})/gu,
  }),
  serviceKeyRule({
    id: 'discord-client-secret',
    catches: 'A Discord client secret or public key',
    source: 'discord.com/developers/docs/topics/oauth2',
    names: ['discord'],
    value: '[A-Za-z0-9_-]{32}|[a-f0-9]{64}',
  }),
  tokenRule({
    id: 'telegram-bot-token',
    catches: 'A Telegram bot token',
    source: 'core.telegram.org/bots/api#authorizing-your-bot',
    hints: [':a'],
    pattern: /(?:bot)?[0-9]{7,12}:(?<body>A[A-Za-z0-9_-]{34})(?![A-Za-z0-9_-])/gu,
  }),
  tokenRule({
    id: 'twilio-key',
    catches: 'A Twilio API key',
    source: 'twilio.com/docs/iam/api-keys',
    hints: ['sk'],
    pattern: /(?<![A-Za-z0-9])SK(?<body>[a-f0-9]{32})(?![A-Za-z0-9])/gu,
  }),
  serviceKeyRule({
    id: 'twilio-auth-token',
    catches: 'A Twilio auth token',
    source: 'twilio.com/docs/iam/access-tokens',
    names: ['twilio', 'account_sid', 'accountsid'],
    value: '[a-f0-9]{32}',
  }),
  tokenRule({
    id: 'sendgrid-key',
    catches: 'A SendGrid API key',
    source: 'docs.sendgrid.com/ui/account-and-settings/api-keys',
    hints: ['sg.'],
    pattern: /SG\.(?<body>[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50})(?![A-Za-z0-9_-])/gu,
  }),
  tokenRule({
    id: 'mailgun-key',
    catches: 'A Mailgun key',
    source: 'documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt',
    hints: ['key-', 'mailgun'],
    pattern:
      /key-(?<body>[a-f0-9]{32})(?![A-Za-z0-9])|(?<![a-z0-9])[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}(?![a-z0-9-])/gu,
  }),
  tokenRule({
    id: 'mailchimp-key',
    catches: 'A Mailchimp API key',
    source: 'mailchimp.com/developer/marketing/guides/quick-start',
    hints: ['-us'],
    pattern: /(?<![A-Za-z0-9])(?<body>[a-f0-9]{32})-us[0-9]{1,2}(?![A-Za-z0-9])/gu,
  }),
  tokenRule({
    id: 'mailing-key',
    catches: 'A key of a mailing service (Brevo, Resend, Mandrill, Mailersend, Loops, Klaviyo)',
    source: 'developers.brevo.com/docs/getting-started',
    hints: ['xkeysib-', 'xsmtpsib-', 're_', 'md-', 'mlsn.', 'pk_'],
    pattern:
      /x(?:keys|smtps)ib-(?<body>[a-f0-9]{64}-[A-Za-z0-9]{16})|re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}(?![A-Za-z0-9])|md-[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])|mlsn\.[a-f0-9]{64}|(?<![A-Za-z0-9_])pk_[a-f0-9]{34}(?![A-Za-z0-9])/gu,
    accept: ({ match }) => /\d/u.test(match[0].slice(3)),
  }),
  serviceKeyRule({
    id: 'mailing-service-key',
    catches:
      'A key of a mailing service (Postmark, SparkPost, Mailjet, Mailgun, Mandrill, Customer.io, Klaviyo)',
    source: 'postmarkapp.com/developer/api/overview',
    names: [
      'postmark',
      'sparkpost',
      'mailjet',
      'mandrill',
      'customer.io',
      'customerio',
      'klaviyo',
      'mailtrap',
      'mailgun',
      'sendgrid',
      'convertkit',
      'mailerlite',
      'elasticemail',
      'moosend',
    ],
    value: `${uuid}|[a-f0-9]{32}|[a-f0-9]{40}|[A-Za-z0-9_-]{22}`,
  }),
  tokenRule({
    id: 'teams-webhook',
    catches: 'A Microsoft Teams webhook address',
    source: 'learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors',
    hints: ['webhook.office.com/', 'outlook.office.com/webhook', 'logic.azure.com'],
    pattern:
      /(?:webhook\.office\.com\/webhookb2|outlook\.office\.com\/webhook)\/[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/(?<body>[a-f0-9]{32})|logic\.azure\.com(?::443)?\/workflows\/[^\s"'<>]{20,300}[?&]sig=[A-Za-z0-9_-]{40,50}/gu,
  }),
  tokenRule({
    id: 'chat-webhook',
    catches: 'A webhook address (Google Chat, Feishu, Lark, DingTalk, WeCom, Mattermost, Zapier, IFTTT)',
    source: 'developers.google.com/workspace/chat/quickstart/webhooks',
    hints: [
      'chat.googleapis.com',
      'open.feishu.cn',
      'open.larksuite.com',
      'oapi.dingtalk.com',
      'qyapi.weixin.qq.com',
      'hooks.zapier.com',
      'maker.ifttt.com',
    ],
    pattern:
      /chat\.googleapis\.com\/v1\/spaces\/[A-Za-z0-9_-]{5,30}\/messages\?[^\s"'<>]{0,100}token=(?<body>[A-Za-z0-9_%-]{30,80})|open\.(?:feishu|larksuite)\.(?:cn|com)\/open-apis\/bot\/v2\/hook\/[0-9a-f-]{36}|oapi\.dingtalk\.com\/robot\/send\?access_token=[a-f0-9]{64}|qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?key=[0-9a-f-]{36}|hooks\.zapier\.com\/hooks\/catch\/[0-9]{4,10}\/[a-z0-9]{5,10}|maker\.ifttt\.com\/trigger\/[^\s"'<>/]{1,60}\/(?:json\/)?with\/key\/[A-Za-z0-9_-]{20,60}/gu,
    accept: ({ match }) => !/0{8}-0000|hooks\/catch\/123456/u.test(match[0]),
  }),
  serviceKeyRule({
    id: 'messaging-service-key',
    catches:
      'A key of a messaging service (Vonage, MessageBird, Plivo, Pusher, OneSignal, Sendbird, Telnyx, LINE, Zoom, Mattermost)',
    source: 'developer.vonage.com/en/getting-started/concepts/authentication',
    names: [
      'vonage',
      'nexmo',
      'messagebird',
      'plivo',
      'pusher',
      'onesignal',
      'sendbird',
      'telnyx',
      'line_channel',
      'line_',
      'zoom',
      'mattermost',
      'clicksend',
      'textmagic',
      'pushover',
      'pushbullet',
      'airship',
      'stream_api',
      'webex',
      'rocketchat',
      'whatsapp',
      'telegram',
      'wechat',
      'weixin',
    ],
    value: `[A-Za-z0-9]{16}|[a-f0-9]{20}|[A-Za-z0-9]{25,27}|[a-f0-9]{32}|[a-z0-9]{30,32}|[a-f0-9]{40}|[A-Za-z0-9+/]{170,172}=?|[A-Za-z0-9]{40,48}|${uuid}`,
  }),
  tokenRule({
    id: 'onesignal-key',
    catches: 'A OneSignal API key',
    source: 'documentation.onesignal.com/docs/keys-and-ids',
    hints: ['os_v2_'],
    pattern: /os_v2_(?:app|org)_(?<body>[a-z2-7]{50,110})/gu,
  }),
  tokenRule({
    id: 'intercom-token',
    catches: 'An Intercom access token',
    source: 'developers.intercom.com/docs/build-an-integration/learn-more/authentication',
    hints: ['dg9ro'],
    pattern: /dG9rO[a-zA-Z](?<body>[A-Za-z0-9+/]{52,60}=?)(?![A-Za-z0-9+/])/gu,
  }),
];
