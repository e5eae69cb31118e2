import type { TextRule } from '../text-rule.ts';
import { aiProviderRules } from './secret-ai-providers.ts';
import { cloudRules } from './secret-cloud.ts';
import { databaseRules } from './secret-databases.ts';
import { developerToolRules } from './secret-developer-tools.ts';
import { hostingRules } from './secret-hosting.ts';
import { keyRules } from './secret-keys.ts';
import { messagingRules } from './secret-messaging.ts';
import { observabilityRules } from './secret-observability.ts';
import { packageRules } from './secret-packages.ts';
import { paymentRules } from './secret-payment.ts';
import { saasRules } from './secret-saas.ts';
import { socialRules } from './secret-social.ts';
import { sourceControlRules } from './secret-source-control.ts';

/** Our own rules for secrets. Where several match at one place, the first is kept. */
export const secretRules: readonly TextRule[] = [
  ...keyRules,
  ...cloudRules,
  ...hostingRules,
  ...sourceControlRules,
  ...developerToolRules,
  ...packageRules,
  ...aiProviderRules,
  ...paymentRules,
  ...messagingRules,
  ...databaseRules,
  ...observabilityRules,
  ...saasRules,
  ...socialRules,
];
