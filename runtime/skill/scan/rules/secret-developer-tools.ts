import { tokenRule } from '../secret/token-rule.ts';
import type { TextRule } from '../text-rule.ts';

/** Tokens of smaller services for developers that their own beginnings give away. */
export const developerToolRules: readonly TextRule[] = [
  tokenRule({
    id: 'deno-token',
    catches: 'A Deno Deploy token',
    source: 'docs.deno.com/deploy/manual/ci_github',
    hints: ['ddp_', 'ddo_'],
    pattern: /dd[po]_(?<body>[A-Za-z0-9]{36})(?![A-Za-z0-9])/gu,
  }),
  tokenRule({
    id: 'logfire-token',
    catches: 'A Pydantic Logfire token',
    source: 'logfire.pydantic.dev/docs/how-to-guides/create-write-tokens',
    hints: ['pylf_v'],
    pattern: /pylf_v\d{1,2}_[a-z]{2}_(?<body>[A-Za-z0-9]{40,64})/gu,
  }),
  tokenRule({
    id: 'background-job-key',
    catches: 'A key of a service for background jobs (Trigger.dev, Inngest)',
    source: 'trigger.dev/docs/apikeys',
    hints: ['tr_prod_', 'tr_dev_', 'tr_stg_', 'tr_pat_', 'signkey-'],
    pattern:
      /tr_(?:prod|dev|stg|pat)_(?<body>[A-Za-z0-9]{20,48})(?![A-Za-z0-9])|signkey-(?:prod|test|branch)-[0-9a-f]{64}(?![0-9a-f])/gu,
  }),
  tokenRule({
    id: 'code-assistant-key',
    catches: 'A key of a code assistant (Cursor, Amp) or of Runway',
    source: 'cursor.com/docs/account/teams/admin-api',
    hints: ['key_', 'sgamp_'],
    pattern:
      /(?<![\w-])key_(?<body>[0-9a-f]{128}|[0-9a-f]{64})(?![0-9a-f])|sgamp_user_[0-9A-Za-z]{26,32}_[0-9a-f]{64}(?![0-9a-f])/gu,
  }),
  tokenRule({
    id: 'model-platform-token',
    catches: 'A token of a platform for models and data (Kaggle, Anyscale)',
    source: 'kaggle.com/docs/api',
    hints: ['kgat_', 'esecret_', 'aph0_'],
    pattern:
      /(?:KGAT_(?<body>[0-9a-f]{32})|esecret_[A-Za-z0-9]{24,40}|aph0_[A-Za-z0-9_-]{40,60})(?![A-Za-z0-9])/gu,
  }),
  tokenRule({
    id: 'gateway-key',
    catches: 'A key of a gateway for APIs (Zuplo)',
    source: 'zuplo.com/docs/articles/api-key-management',
    hints: ['zpka_'],
    pattern: /zpka_(?<body>[A-Za-z0-9]{32}_[A-Za-z0-9]{8})(?![A-Za-z0-9])/gu,
  }),
  tokenRule({
    id: 'authress-key',
    catches: 'An Authress service client key',
    source: 'authress.io/knowledge-base/docs/authorization/service-clients',
    hints: ['.acc-', '.acc_'],
    pattern:
      /(?<![\w.-])(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][A-Za-z0-9-]{10,32}\.(?<body>[A-Za-z0-9+/_=-]{30,120})/gu,
  }),
  tokenRule({
    id: 'lichess-token',
    catches: 'A Lichess token',
    source: 'lichess.org/api',
    hints: ['lip_', 'lio_'],
    pattern: /(?<![\w-])li[po]_(?<body>[A-Za-z0-9]{20,32})(?![A-Za-z0-9_])/gu,
  }),
  tokenRule({
    id: 'intra-42-secret',
    catches: 'A client secret of 42 Intra',
    source: 'api.intra.42.fr/apidoc/guides/getting_started',
    hints: ['s-s4t2'],
    pattern: /s-s4t2(?:ud|af)-(?<body>[0-9a-f]{64})(?![0-9a-f])/gu,
  }),
];
