import assert from 'node:assert/strict';
import { decodeScanned } from '../../../../runtime/skill/scan/decode-scanned.ts';
import type { Finding } from '../../../../runtime/skill/scan/finding.ts';
import { scanText } from '../../../../runtime/skill/scan/scan-text.ts';
import { checksumOf, hasRightChecksum } from '../../../../runtime/skill/scan/secret/token-checksum.ts';
import { fill, randomFrom } from './secret-values.ts';

/**
 * Families of tokens that scanners of code hosts know, by service, with the form that the vendor gives them. Each is
 * looked for in a sentence, with no name beside it that would give it away.
 */
const families: Readonly<Record<string, readonly string[]>> = {
  '1Password': ['ops_eyJ{b64:300}', 'A3-{B36:6}-{B36:11}-{B36:5}-{B36:5}-{B36:5}'],
  Adobe: ['p8e-{hex:32}'],
  age: ['AGE-SECRET-KEY-1{bech:58}'],
  Airtable: ['pat{b62:14}.{hex:64}'],
  'Alibaba Cloud': ['LTAI5t{b62:18}'],
  Anthropic: ['sk-ant-api03-{url:93}AA', 'sk-ant-admin01-{url:93}AA', 'sk-ant-oat01-{url:93}AA'],
  Apify: ['apify_api_{b62:36}'],
  Artifactory: ['AKCp{b62:69}', 'cmVmdGtu{b62:56}'],
  Atlassian: ['ATATT3xFfGF0{url:180}'],
  Authress: ['sc_{b36:12}.{b36:4}.acc-{b36:16}.{b62:60}'],
  AWS: ['AKIA{B32:16}', 'ASIA{B32:16}', 'ABSK{b64:128}'],
  Azure: ['{b62:3}8Q~{b62:34}'],
  Browserbase: ['bb_live_{url:27}'],
  Buildkite: ['bkua_{hex:40}'],
  Cerebras: ['csk-{b36:48}'],
  CircleCI: ['CCIPAT_{b62:22}_{hex:40}'],
  ClickHouse: ['4b1d{b62:38}'],
  Clojars: ['CLOJARS_{b36:60}'],
  'Cloudflare origin': ['v1.0-{hex:24}-{hex:146}'],
  Contentful: ['CFPAT-{url:43}'],
  'crates.io': ['cio{b62:32}'],
  Cursor: ['key_{hex:64}'],
  Databricks: ['dapi{hex:32}', 'dapi{hex:32}-2'],
  Deno: ['ddp_{b62:36}'],
  'Defined Networking': ['dnkey-{B32:26}-{B32:52}'],
  DigitalOcean: ['dop_v1_{hex:64}', 'doo_v1_{hex:64}', 'dor_v1_{hex:64}'],
  Discord: ['https://discord.com/api/webhooks/{dig:19}/{url:68}'],
  Docker: ['dckr_pat_{url:27}', 'dckr_oat_{url:32}'],
  Doppler: ['dp.pt.{b62:43}', 'dp.st.prd.{b62:43}'],
  Dropbox: ['sl.{url:140}'],
  Duffel: ['duffel_live_{url:43}'],
  Dynatrace: ['dt0c01.{B36:24}.{B36:64}'],
  E2B: ['e2b_{hex:40}'],
  EasyPost: ['EZAK{b62:54}'],
  Facebook: ['EAAG{b62:150}'],
  Figma: ['figd_{url:40}'],
  Firecrawl: ['fc-{hex:32}'],
  Flutterwave: ['FLWSECK_TEST-{hex:32}-X', 'FLWSECK-{hex:32}-X'],
  Fly: ['fo1_{url:43}', 'FlyV1 fm2_{b64:300}'],
  'Frame.io': ['fio-u-{url:64}'],
  'GitHub (checked)': ['ghp_{checked}', 'gho_{checked}', 'ghu_{checked}', 'ghs_{checked}'],
  GitHub: ['github_pat_{b62:22}_{b62:59}', 'ghr_{b62:76}'],
  GitLab: [
    'glpat-{url:20}',
    'glptt-{hex:40}',
    'glrt-{url:20}',
    'glcbt-{b36:2}_{url:20}',
    'gldt-{url:20}',
    'glft-{url:20}',
    'glimt-{url:25}',
    'glagent-{url:50}',
    'gloas-{hex:64}',
    'glsoat-{url:20}',
    'glffct-{url:20}',
    'GR1348941{url:20}',
  ],
  Google: ['AIza{url:35}', 'GOCSPX-{url:28}', 'ya29.{url:140}'],
  Grafana: ['glc_{b64:60}', 'glsa_{b62:32}_{hex:8}'],
  Groq: ['gsk_{b62:52}'],
  Harness: ['pat.{url:22}.{hex:24}.{b62:20}'],
  Heroku: ['HRKU-AA{url:58}'],
  HubSpot: ['pat-na1-{uuid}'],
  'Hugging Face': ['hf_{alpha:34}', 'api_org_{alpha:34}'],
  Infracost: ['ico-{b62:32}'],
  'Intra 42': ['s-s4t2ud-{hex:64}', 's-s4t2af-{hex:64}'],
  Kaggle: ['KGAT_{hex:32}'],
  LangSmith: ['lsv2_pt_{hex:32}_{hex:10}', 'lsv2_sk_{hex:32}_{hex:10}'],
  Langfuse: ['sk-lf-{uuid}'],
  Lichess: ['lip_{b62:20}'],
  Linear: ['lin_api_{b62:40}', 'lin_oauth_{hex:64}'],
  Logfire: ['pylf_v1_us_{b62:43}'],
  Mailchimp: ['{hex:32}-us20'],
  Mailgun: ['key-{hex:32}', 'mailgun {hex:32}-{hex:8}-{hex:8}'],
  Mapbox: ['sk.eyJ1{b62:80}.{url:22}'],
  MaxMind: ['{b62:6}_{b62:29}_mmk'],
  'Microsoft Teams': [
    'https://acme.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{hex:32}/{uuid}',
  ],
  Neon: ['napi_{b36:64}'],
  Netlify: ['nfp_{b62:36}'],
  'New Relic': ['NRAK-{B36:27}', 'NRII-{url:32}'],
  Notion: ['ntn_{dig:11}{b62:35}', 'secret_{b62:43}'],
  'npm (checked)': ['npm_{checked}'],
  NuGet: ['oy2{b36:43}'],
  NVIDIA: ['nvapi-{url:64}'],
  'Octopus Deploy': ['API-{B36:26}'],
  OpenAI: [
    'sk-{b62:20}T3BlbkFJ{b62:20}',
    'sk-proj-{url:74}T3BlbkFJ{url:74}',
    'sk-svcacct-{url:74}T3BlbkFJ{url:74}',
  ],
  OpenRouter: ['sk-or-v1-{hex:64}'],
  OpenShift: ['sha256~{url:43}'],
  Perplexity: ['pplx-{b62:48}'],
  Pinecone: ['pcsk_{b62:6}_{b62:63}'],
  Plaid: ['access-sandbox-{uuid}', 'access-production-{uuid}'],
  PlanetScale: ['pscale_tkn_{url:43}', 'pscale_pw_{url:43}', 'pscale_oauth_{url:43}'],
  PostHog: ['phx_{b62:43}'],
  Postman: ['PMAK-{hex:24}-{hex:34}'],
  Prefect: ['pnu_{b36:36}'],
  Pulumi: ['pul-{hex:40}'],
  PyPI: ['pypi-AgEIcHlwaS5vcmc{url:120}'],
  Razorpay: ['rzp_live_{b62:14}'],
  ReadMe: ['rdme_{b36:70}'],
  Render: ['rnd_{b62:28}'],
  Replicate: ['r8_{b62:37}'],
  Resend: ['re_{b62:8}_{b62:24}'],
  RubyGems: ['rubygems_{hex:48}'],
  Scalingo: ['tk-us-{url:48}'],
  SendGrid: ['SG.{url:22}.{url:43}'],
  Sendinblue: ['xkeysib-{hex:64}-{b62:16}'],
  Sentry: ['sntryu_{hex:64}', 'sntrys_eyJpYXQiOjE3{b64:120}=_{b64:43}'],
  SettleMint: ['sm_pat_{b62:16}', 'sm_aat_{b62:16}', 'sm_sat_{b62:16}'],
  Shippo: ['shippo_live_{hex:40}'],
  Shopify: ['shpat_{hex:32}', 'shpss_{hex:32}', 'shpca_{hex:32}', 'shppa_{hex:32}'],
  Slack: [
    'xoxb-{dig:12}-{dig:12}-{b62:24}',
    'xoxp-{dig:12}-{dig:12}-{dig:12}-{hex:32}',
    'xapp-1-A{B36:10}-{dig:13}-{hex:64}',
    'xoxe.xoxp-1-{b62:163}',
    'xoxe-1-{b62:146}',
    'https://hooks.slack.com/services/T{B36:9}/B{B36:9}/{b62:24}',
  ],
  Sonar: ['squ_{hex:40}', 'sqp_{hex:40}'],
  Sourcegraph: ['sgp_{hex:16}_{hex:40}'],
  Square: ['sq0atp-{url:22}', 'sq0csp-{url:43}', 'EAAA{url:60}'],
  Stripe: ['sk_live_{b62:24}', 'rk_live_{b62:99}', 'sk_test_{b62:99}', 'whsec_{b62:32}'],
  Supabase: ['sbp_{hex:40}', 'sb_secret_{url:31}'],
  Tailscale: ['tskey-auth-{b62:12}CNTRL-{b62:32}'],
  Tavily: ['tvly-dev-{b62:32}'],
  Telegram: ['{dig:10}:AA{url:33}'],
  Terraform: ['{b62:14}.atlasv1.{url:67}'],
  'Trigger.dev': ['tr_prod_{b62:20}'],
  Twilio: ['SK{hex:32}'],
  Typeform: ['tfp_{url:59}'],
  Vault: ['hvs.{url:95}', 'hvb.{url:150}'],
  xAI: ['xai-{b62:80}'],
  Yandex: ['AQVN{url:36}', 't1.{url:180}.{url:86}'],
};

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

async function scan(text: string): Promise<Finding[]> {
  const bytes = Buffer.from(text);
  return [...(await scanText('notes.md', bytes, decodeScanned('notes.md', bytes))).secrets];
}

describe('tokens of the families that scanners know', () => {
  for (const [service, templates] of Object.entries(families))
    it(`are refused where they stand in a sentence: ${service}`, async () => {
      for (const template of templates) {
        const missed: string[] = [];
        for (const seed of seeds) {
          const found = await scan(`Put ${fill(template, randomFrom(seed))} there and go on.\n`);
          if (!found.some(({ severity }) => severity === 'block')) missed.push(String(seed));
        }
        // Of values drawn at random, some few look as if a person had written them.
        assert.ok(missed.length <= 2, `${template}: not with the seeds ${missed.join(', ')}`);
      }
    });

  it('are of more than forty services', () => {
    assert.ok(Object.keys(families).length > 40);
  });
});

describe('a token that carries a checksum', () => {
  const body = fill('{b62:30}', randomFrom(3));
  const other = fill('{b62:30}', randomFrom(4));

  it('is known by it: the CRC-32 of what was drawn, in base 62', () => {
    // As published: what was drawn, and the checksum behind it.
    for (const [drawn, checksum] of [
      ['zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ', '0mLq17'],
      ['adE7dp8rHP6gUTuPwxLTZjZdtya3sV', '0UQzQM'],
      ['H3xbiBdlzffNx7Y56iNsPw3joObj7U', '2nO29h'],
    ] as const)
      assert.equal(checksumOf(drawn), checksum);
    assert.equal(hasRightChecksum(`ghp_${body}${checksumOf(body)}`), true);
    assert.equal(hasRightChecksum(`ghp_${body}${checksumOf(other)}`), false);
    assert.equal(hasRightChecksum(`ghr_${body}${checksumOf(body)}`), undefined);
    assert.equal(hasRightChecksum(`ghp_${body}`), undefined);
  });

  for (const prefix of ['ghp_', 'gho_', 'ghu_', 'ghs_', 'npm_']) {
    const wrong = prefix + body + checksumOf(other);
    const right = prefix + body + checksumOf(body);

    for (const [where, write] of Object.entries<(token: string) => string>({
      'a sentence': (token) => `Use ${token} here.`,
      'an assignment': (token) => `GITHUB_TOKEN="${token}"`,
      'a header': (token) => `curl -H "Authorization: Bearer ${token}" https://api.acme.io`,
      'a setting of npm': (token) => `//registry.acme.io/:_authToken=${token}`,
      'parts of a text': (token) => `token = "${token.slice(0, 15)}" + "${token.slice(15)}"`,
      base64: (token) => `data: ${Buffer.from(`TOKEN=${token}\n`).toString('base64')}`,
    })) {
      it(`is refused with a right one and with a wrong one in ${where}: ${prefix}`, async () => {
        for (const token of [right, wrong]) {
          const findings = await scan(`${write(token)}\n`);
          assert.deepEqual([...new Set(findings.map(({ severity }) => severity))], ['block'], token);
        }
      });
    }
  }

  it('says which of the two it is', async () => {
    const [right] = await scan(`Use ghp_${body}${checksumOf(body)} here.`);
    const [wrong] = await scan(`Use ghp_${body}${checksumOf(other)} here.`);
    assert.match(right?.message ?? '', /Its checksum is right/u);
    assert.match(wrong?.message ?? '', /Its checksum is wrong, as in an example/u);
  });
});
