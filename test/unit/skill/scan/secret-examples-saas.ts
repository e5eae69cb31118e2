import type { SecretExamples } from './secret-values.ts';

/** What the rules for office and identity services must find and must leave alone. */
export const saasExamples: Readonly<Record<string, SecretExamples>> = {
  'linear-key': {
    match: ['lin_api_{b62:40}', 'lin_oauth_{hex:64}'],
    miss: ['lin_api_{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'lin_api_{b62:5}'],
  },
  'notion-token': {
    match: ['ntn_{dig:11}{b62:35}', 'NOTION_TOKEN=secret_{b62:43}'],
    miss: ['secret_your_notion_integration_token_here', 'ntn_{dig:5}', 'client_secret_{b62:43}'],
  },
  'figma-token': {
    match: ['figd_{url:40}', 'figo_{url:40}'],
    miss: ['figd_{+}your-figma-token', 'figd_{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'asana-token': {
    match: ['ASANA=1/{dig:16}:{hex:32}', '2/{dig:16}/{dig:16}:{hex:32}'],
    miss: ['1/2: ratio', '10/1234567890123456:x'],
  },
  'clickup-token': {
    match: ['pk_{dig:8}_{B36:32}'],
    miss: ['pk_12345678_ABCDEFGHIJKLMNOPQRSTUVWXYZ123456', 'pk_live_{b62:24}'],
  },
  'dropbox-token': {
    match: ['sl.{url:136}', 'DROPBOX={b62:11}AAAAAAAAAA{url:43}'],
    miss: ['sl.short', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  },
  'file-service-secret': {
    match: ['DROPBOX_APP_SECRET={b36:13}7b', 'BOX_CLIENT_SECRET={b62:32}', 'B2_APPLICATION_KEY=K005{b64:27}'],
    miss: ['box_model_layout = "flexible-container"', 'dropbox folder id {b62:32}'],
  },
  'identity-service-secret': {
    match: ['OKTA_API_TOKEN=00{url:40}', 'AUTH0_CLIENT_SECRET={url:64}', 'keycloak_client_secret: {b62:32}'],
    miss: ['auth0_client_id = "{b62:32}"', 'okta app id {b62:32}'],
  },
  'identity-token': {
    match: ['WORKOS_API_KEY=sk_test_a2V5{b62:60}', 'secret-test-{url:36}'],
    miss: ['secret-test-id'],
  },
  'hubspot-token': {
    match: ['pat-na1-{uuid}', 'pat-eu1-{uuid}'],
    miss: ['pat-na1-{+}xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'],
  },
  'salesforce-token': { match: ['00D{b62:15}!{b62:96}', '5Aep{b62:80}'], miss: ['00D{b62:15}'] },
  'trello-token': { match: ['ATTA{hex:64}{HEX:8}'], miss: ['ATTACK', 'ATTA{hex:10}'] },
  'postman-key': {
    match: ['PMAK-{hex:24}-{hex:34}', 'PMAT-{B36:26}'],
    miss: ['PMAK-{+}xxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'typeform-token': { match: ['tfp_{url:44}_{url:14}'], miss: ['tfp_your_token'] },
  'office-tool-token': {
    match: ['rdme_{b36:70}', 'fio-u-{url:64}', '{b62:6}_{b62:29}_mmk', 'pina_{B36:64}', 'ico-{b62:32}'],
    miss: ['ico-arrow-left', 'rdme_{b36:5}'],
  },
  'social-network-token': {
    match: ['FB=EAAC{b62:150}', 'IGQV{url:140}', 'AAAAAAAAAAAAAAAAAAAAAM{b62:90}'],
    miss: [
      'EAAC{b62:10}',
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    ],
  },
  'facebook-app-token': {
    match: ['facebook access_token={dig:15}|{url:27}'],
    miss: ['facebook {dig:15}|short'],
  },
  'linkedin-secret': {
    match: ['LINKEDIN_CLIENT_SECRET={b62:16}', 'linkedin_secret: WPL_AP1.{b62:16}.{b62:8}'],
    miss: ['linkedin_secret=your_secret_here', 'linkedin company id 1234567890123456'],
  },
  'social-network-secret': {
    match: [
      'TWITTER_API_SECRET={b62:50}',
      'FACEBOOK_APP_SECRET={hex:32}',
      'spotify_client_secret = "{hex:32}"',
      'twitch_oauth: "oauth:{b36:30}"',
    ],
    miss: ['spotify track id {b62:22}', 'twitter handle: somebody', 'reddit_secret = "your_reddit_secret"'],
  },
  'mapbox-token': { match: ['sk.eyJ1{b62:80}.{url:22}'], miss: ['sk.eyJ1...'] },
  'mapbox-public-token': { match: ['pk.eyJ1{b62:80}.{url:22}'], miss: ['pk.eyJ1...'] },
  'data-service-key': {
    match: [
      'OPENWEATHER_API_KEY={hex:32}',
      'X-RapidAPI-Key: {b36:50}',
      'VIRUSTOTAL_API_KEY={hex:64}',
      'ALPHA_VANTAGE_KEY={B36:16}',
      'DEEPL_AUTH_KEY={uuid}:fx',
    ],
    miss: ['weather station id {hex:32}', 'virustotal sha256 {hex:64}', 'SHODAN_API_KEY=your_shodan_api_key'],
  },
  'office-service-key': {
    match: [
      'TRELLO_KEY={hex:32}',
      'ZENDESK_TOKEN={b62:40}',
      'PIPEDRIVE_API_TOKEN={hex:40}',
      'hubspot_hapikey={uuid}',
    ],
    miss: ['trello board id: {hex:24}', 'notion_page_id = "{hex:32}"', 'monday morning standup {hex:32}'],
  },
};
