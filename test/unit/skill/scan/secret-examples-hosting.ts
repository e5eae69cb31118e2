import type { SecretExamples } from './secret-values.ts';

/** What the rules for hosts and for the places of other secrets must find and must leave alone. */
export const hostingExamples: Readonly<Record<string, SecretExamples>> = {
  'digitalocean-token': {
    match: ['dop_v1_{hex:64}', 'doo_v1_{hex:64}'],
    miss: ['dop_v1_{hex:20}', 'dop_v1_your_token'],
  },
  'digitalocean-old-token': {
    match: ['DIGITALOCEAN_TOKEN={hex:64}', 'SPACES_SECRET_KEY={b64:43}'],
    miss: ['digitalocean droplet id: {hex:64}'],
  },
  'cloudflare-origin-ca-key': { match: ['v1.0-{hex:24}-{hex:146}'], miss: ['v1.0-{hex:24}-{hex:10}'] },
  'cloudflare-token': { match: ['cfut_{b62:40}{hex:8}'], miss: ['cfut_{b62:10}'] },
  'cloudflare-old-token': {
    match: ['CLOUDFLARE_API_TOKEN={url:40}', 'X-Auth-Key: {hex:37}', 'CF_API_KEY="{hex:37}"'],
    miss: [
      'cloudflare_zone_id = "{url:40}"',
      'CLOUDFLARE_API_TOKEN=your-cloudflare-api-token-goes-here-now0',
    ],
  },
  'cloudflare-tunnel-token': {
    match: ['cloudflared service install eyJhIjoi{b62:150}'],
    miss: ['eyJhIjoi...'],
  },
  'heroku-key': {
    match: ['HRKU-AA{url:58}', 'HRKU-{uuid}'],
    miss: ['HRKU-{+}xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'],
  },
  'heroku-old-key': {
    match: ['HEROKU_API_KEY={uuid}', '{"heroku": {"password": "{uuid}"}}'],
    miss: ['heroku_app_id={uuid}', 'heroku_key = "00000000-0000-0000-0000-000000000000"'],
  },
  'fly-token': { match: ['FLY_API_TOKEN="FlyV1 fm2_{b64:300}"', 'fo1_{url:43}'], miss: ['fm2_token'] },
  'vercel-token': { match: ['vcp_{b62:56}', 'vercel_blob_rw_{b62:16}_{b62:30}'], miss: ['vcp_{b62:5}'] },
  'vercel-old-token': {
    match: ['VERCEL_TOKEN={b62:24}'],
    miss: ['VERCEL_PROJECT_ID={b62:24}', 'vercel token vercelprojectconfiguration'],
  },
  'netlify-token': {
    match: ['nfp_{b62:36}'],
    miss: ['nfp_{b62:30}', 'nfp_{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'netlify-old-token': { match: ['NETLIFY_AUTH_TOKEN={url:43}'], miss: ['netlify_site_id={url:43}'] },
  'render-key': { match: ['rnd_{b62:28}'], miss: ['rnd_{b62:10}', 'rnd_seed_for_the_generator'] },
  'hosting-key': {
    match: [
      'LINODE_TOKEN={hex:64}',
      'VULTR_API_KEY={B36:36}',
      'HCLOUD_TOKEN={b62:64}',
      'SCW_SECRET_KEY={uuid}',
      'FASTLY_API_KEY={b62:32}',
    ],
    miss: ['railway project id: {uuid}', 'LINODE_TOKEN=your-linode-token'],
  },
  'scalingo-token': { match: ['tk-us-{url:48}'], miss: ['tk-us-{url:10}'] },
  'tailscale-key': {
    match: ['tskey-auth-{b62:14}-{b62:32}', 'tskey-api-{b62:14}-{b62:32}'],
    miss: ['tskey-auth-{+}xxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxx'],
  },
  'tunnel-key': {
    match: ['ngrok authtoken {b62:27}_{b62:21}'],
    miss: ['ngrok http 8080 authtoken your-token'],
  },
  'pulumi-token': { match: ['PULUMI_ACCESS_TOKEN=pul-{hex:40}'], miss: ['pul-{hex:20}'] },
  'terraform-cloud-token': {
    match: ['token = "{b62:14}.atlasv1.{url:66}"'],
    miss: ['xxxxxxxxxxxxxx.atlasv1.zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz'],
  },
  'vault-token': {
    match: ['VAULT_TOKEN=hvs.{url:95}', 'hvb.{url:160}', 'hvs.{b62:24}'],
    miss: ['hvs.{+}your-vault-token-goes-here-please', 'hvs.{url:5}'],
  },
  'vault-old-token': {
    match: ['VAULT_TOKEN=s.{b62:24}', 'vault_unseal_key: {b64:43}='],
    miss: ['vault_path = "s.{b62:10}"'],
  },
  'consul-token': { match: ['CONSUL_HTTP_TOKEN={uuid}'], miss: ['consul node id {uuid}'] },
  'doppler-token': {
    match: ['dp.pt.{b62:43}', 'dp.st.dev.{b62:43}'],
    miss: ['dp.pt.{b62:10}', 'dp.st.xxxx'],
  },
  'infisical-token': { match: ['st.{hex:24}.{hex:32}.{hex:32}'], miss: ['st.dev.abc'] },
  'onepassword-token': { match: ['ops_eyJ{b62:400}'], miss: ['ops_eyJ...'] },
  'onepassword-secret-key': {
    match: ['A3-{B36:6}-{B36:11}-{B36:5}-{B36:5}-{B36:5}'],
    miss: ['A3-XXXXXX-XXXXXX-XXXXX-XXXXX-XXXXX-XXXXX'],
  },
  'bitwarden-token': { match: ['0.{uuid}.{b62:30}:{b64:22}=='], miss: ['0.{uuid}.short'] },
  'openshift-token': { match: ['oc login --token=sha256~{url:43}'], miss: ['sha256~{url:20}'] },
  'prefect-or-ionic-token': { match: ['pnu_{b62:36}', 'ion_{b62:42}'], miss: ['ion_{b62:20}'] },
};
