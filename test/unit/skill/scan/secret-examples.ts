import { aiExamples } from './secret-examples-ai.ts';
import { cloudExamples } from './secret-examples-cloud.ts';
import { databaseExamples } from './secret-examples-databases.ts';
import { developerToolExamples } from './secret-examples-developer-tools.ts';
import { hostingExamples } from './secret-examples-hosting.ts';
import { keyExamples } from './secret-examples-keys.ts';
import { messagingExamples } from './secret-examples-messaging.ts';
import { paymentExamples } from './secret-examples-payment.ts';
import { saasExamples } from './secret-examples-saas.ts';
import { sourceControlExamples } from './secret-examples-source-control.ts';
import type { SecretExamples } from './secret-values.ts';

/** What each of our rules for secrets must find and must leave alone, by the rule's id. */
export const secretExamples: Readonly<Record<string, SecretExamples>> = {
  ...keyExamples,
  ...cloudExamples,
  ...hostingExamples,
  ...sourceControlExamples,
  ...developerToolExamples,
  ...aiExamples,
  ...paymentExamples,
  ...messagingExamples,
  ...databaseExamples,
  ...saasExamples,
};
