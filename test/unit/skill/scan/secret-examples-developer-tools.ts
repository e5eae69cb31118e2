import type { SecretExamples } from './secret-values.ts';

/** What the rules for smaller services for developers must find and must leave alone. */
export const developerToolExamples: Readonly<Record<string, SecretExamples>> = {
  'deno-token': { match: ['DENO_DEPLOY_TOKEN=ddp_{b62:36}', 'ddo_{b62:36}'], miss: ['ddp_{b62:12}'] },
  'logfire-token': { match: ['pylf_v1_us_{b62:43}'], miss: ['pylf_v1_us_your_write_token'] },
  'background-job-key': {
    match: ['tr_prod_{b62:20}', 'tr_dev_{b62:24}', 'INNGEST_SIGNING_KEY=signkey-prod-{hex:64}'],
    miss: ['tr_prod_your_secret_key_here', 'tr_dev_1234567890abcdefghij', 'signkey-prod-{hex:12}'],
  },
  'code-assistant-key': {
    match: ['key_{hex:64}', 'RUNWAYML_API_SECRET=key_{hex:128}', 'sgamp_user_{b62:26}_{hex:64}'],
    miss: ['primary_key_{hex:64}', 'key_{hex:40}'],
  },
  'model-platform-token': {
    match: ['KGAT_{hex:32}', 'esecret_{b62:26}', 'aph0_{b62:44}'],
    miss: ['KGAT_your_token', 'esecret_value'],
  },
  'gateway-key': { match: ['zpka_{hex:32}_{hex:8}'], miss: ['zpka_{hex:32}'] },
  'authress-key': {
    match: ['sc_{b36:12}.{b36:4}.acc-{b36:16}.{b62:60}'],
    miss: ['sc_{b36:12}.{b36:4}.acc-{b36:16}.key'],
  },
  'lichess-token': {
    match: ['lip_{b62:20}', 'lio_{b62:32}'],
    miss: ['clip_{b62:20}', 'lip_color_palette_for_all'],
  },
  'intra-42-secret': { match: ['s-s4t2ud-{hex:64}', 's-s4t2af-{hex:64}'], miss: ['u-s4t2ud-{hex:64}'] },
};
