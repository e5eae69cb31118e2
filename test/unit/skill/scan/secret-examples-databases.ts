import type { SecretExamples } from './secret-values.ts';

/** What the rules for databases and for what watches must find and must leave alone. */
export const databaseExamples: Readonly<Record<string, SecretExamples>> = {
  'planetscale-token': {
    match: ['pscale_tkn_{url:43}', 'pscale_pw_{url:43}'],
    miss: ['pscale_pw_{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'pscale_tkn_{url:5}'],
  },
  'neon-key': {
    match: ['napi_{b36:64}', 'npg_{b62:12}'],
    miss: ['napi_create_function_with_a_long_name', 'npg_xxxxxxxxxxxx'],
  },
  'supabase-key': {
    match: ['sbp_{hex:40}', 'sb_secret_{url:31}'],
    miss: ['sb_secret_your_supabase_key', 'sb_publishable_{url:31}'],
  },
  'mongodb-atlas-secret': { match: ['mdb_sa_sk_{url:40}'], miss: ['mdb_sa_id_{hex:24}'] },
  'database-service-key': {
    match: [
      'UPSTASH_REDIS_REST_TOKEN={b62:52}',
      'MONGODB_ATLAS_PRIVATE_KEY={uuid}',
      'INFLUX_TOKEN={url:86}==',
      'CONFLUENT_API_SECRET={b64:64}',
    ],
    miss: ['atlas cluster id: {uuid}', 'redis image digest {hex:32}'],
  },
  'database-token': {
    match: [
      'fnAE{url:38}',
      'AVNS_{b62:19}',
      'xau_{b62:32}',
      'AstraCS:{b62:24}:{hex:64}',
      'prod:happy-otter-123|{b62:80}',
    ],
    miss: ['dev:happy', 'AVNS_xxx'],
  },
  'databricks-token': {
    match: ['DATABRICKS_TOKEN=dapi{hex:32}', 'dapi{hex:32}-2'],
    miss: ['dapi{hex:10}', 'dapi{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'dbt-token': { match: ['dbtc_{url:40}', 'dbtu_{url:40}='], miss: ['dbtu_{url:5}'] },
  'warehouse-secret': {
    match: ['SNOWFLAKE_PASSWORD={b62:24}', 'fivetran_api_secret = "{b62:32}"'],
    miss: ['snowflake_warehouse = "COMPUTE_WAREHOUSE_LARGE1"'],
  },
  'search-service-key': {
    match: ['ALGOLIA_ADMIN_KEY={hex:32}', 'algolia: { apiKey: "{hex:32}" }', 'MEILI_MASTER_KEY={b62:43}'],
    miss: ['algolia index sha {hex:32}'],
  },
  'airtable-token': {
    match: ['pat{b62:14}.{hex:64}'],
    miss: ['patXXXXXXXXXXXXXX.xxxxxxxx', 'path.to.something'],
  },
  'airtable-old-key': {
    match: ['AIRTABLE_API_KEY=key{b62:14}'],
    miss: ['airtable base id appXXXXXXXXXXXXXX'],
  },
  'content-store-token': { match: ['CFPAT-{url:43}', 'SANITY=sk{b62:176}'], miss: ['CFPAT-your-token'] },
  'content-store-key': {
    match: [
      'CONTENTFUL_ACCESS_TOKEN={url:43}',
      'CLOUDINARY_API_SECRET={b62:27}',
      'mux_token_secret="{b64:75}"',
    ],
    miss: ['contentful_space_id = "{b36:20}"'],
  },
  'cloudinary-url': {
    match: ['CLOUDINARY_URL=cloudinary://{dig:15}:{url:27}@mycloud'],
    miss: ['cloudinary://API_KEY:API_SECRET@CLOUD_NAME'],
  },
  'datadog-key': {
    match: ['DD_API_KEY={hex:32}', 'datadog_app_key: "{hex:40}"', 'DD-API-KEY: {hex:32}'],
    miss: [
      'datadog dashboard id: {hex:32}',
      'DD_API_KEY=your_datadog_api_key',
      'datadog-agent@sha256:{hex:40}',
    ],
  },
  'datadog-application-key': { match: ['ddapp_{b62:40}'], miss: ['ddapp_{b62:5}'] },
  'new-relic-key': {
    match: ['NRAK-{B36:27}', 'NRII-{url:32}', '{hex:36}NRAL', 'NRJS-{hex:19}'],
    miss: ['NRAK-{+}XXXXXXXXXXXXXXXXXXXXXXXXXXX'],
  },
  'sentry-token': {
    match: ['sntrys_eyJpYXQiO{b64:150}_{b64:43}', 'sntryu_{hex:64}'],
    miss: ['sntrys_your_token'],
  },
  'sentry-old-token': {
    match: ['SENTRY_AUTH_TOKEN={hex:64}'],
    miss: ['https://{hex:32}@sentry.io/1', 'sentry release sha {hex:64}'],
  },
  'grafana-token': {
    match: ['glsa_{b62:32}_{hex:8}', 'glc_eyJ{b62:120}', 'eyJrIjoi{b62:90}'],
    miss: ['glsa_your_token'],
  },
  'honeycomb-key': { match: ['hcaik_01{b36:58}'], miss: ['hcaik_{b36:5}'] },
  'dynatrace-token': { match: ['dt0c01.{B36:24}.{B36:64}'], miss: ['dt0c01.XXXX.YYYY'] },
  'axiom-token': {
    match: ['xaat-{uuid}', 'xapt-{uuid}'],
    miss: ['xaat-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'],
  },
  'pagerduty-key': { match: ['PAGERDUTY_API_KEY={url:20}'], miss: ['pagerduty service id PABC123'] },
  'observability-key': {
    match: [
      'HONEYCOMB_API_KEY={b62:22}',
      'SPLUNK_HEC_TOKEN={uuid}',
      'rollbar_access_token = "{hex:32}"',
      'NEW_RELIC_LICENSE_KEY={hex:40}',
    ],
    miss: ['grafana dashboard uid: {hex:32}', 'splunk index id {uuid}'],
  },
  'launchdarkly-key': {
    match: ['sdk-{uuid}', 'api-{uuid}'],
    miss: ['sdk-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'],
  },
  'product-analytics-key': {
    match: ['phx_{b62:43}', 'ser.{b62:22}'],
    miss: ['phc_{b62:43}', 'ser.config.load'],
  },
  'analytics-key': {
    match: ['SEGMENT_WRITE_KEY={b62:32}', 'amplitude_secret_key: "{hex:32}"'],
    miss: ['segment id: {b62:32}'],
  },
};
