import type { SecretExamples } from './secret-values.ts';

/** What the rules for payment services must find and must leave alone. */
export const paymentExamples: Readonly<Record<string, SecretExamples>> = {
  'stripe-key': {
    match: ['sk_live_{b62:24}', 'sk_live_51{b62:97}', 'rk_live_{b62:24}', 'sk_test_{b62:24}'],
    miss: [
      'sk_live_{+}xxxxxxxxxxxxxxxxxxxxxxxx',
      'sk_test_{+}your_stripe_key',
      'sk_live_{+}1234567890abcdef',
      'pk_live_{b62:24}',
      'task_live_{b62:24}',
    ],
  },
  'stripe-webhook-secret': { match: ['whsec_{b62:32}'], miss: ['whsec_your_webhook_secret', 'whsec_...'] },
  'square-token': {
    match: ['sq0atp-{url:22}', 'sq0csp-{url:43}', 'EAAA{url:60}'],
    miss: ['sq0idp-{url:22}', 'EAAAA'],
  },
  'paypal-braintree-token': {
    match: ['access_token$production${b36:16}${hex:32}'],
    miss: ['access_token$production$'],
  },
  'paypal-secret': {
    match: ['PAYPAL_CLIENT_SECRET={url:80}', 'braintree_private_key: "{hex:32}"'],
    miss: ['paypal_client_id={url:80}'],
  },
  'shopify-token': {
    match: ['shpat_{hex:32}', 'shpss_{hex:32}', 'shpca_{b62:38}'],
    miss: ['shpat_{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'shpat_{hex:10}'],
  },
  'razorpay-key': {
    match: ['rzp_live_{b62:14}', 'rzp_test_{b62:14}'],
    miss: ['rzp_test_{+}xxxxxxxxxxxxxx', 'rzp_live_{b62:5}'],
  },
  'razorpay-secret': { match: ['RAZORPAY_KEY_SECRET={b62:24}'], miss: ['razorpay_order_id={b62:24}'] },
  'adyen-key': { match: ['AQEy{b62:100}-{b62:40}=-{b62:16}'], miss: ['AQEy{b62:10}'] },
  'plaid-token': {
    match: ['access-sandbox-{uuid}', 'access-production-{uuid}'],
    miss: ['access-production-branch'],
  },
  'plaid-secret': { match: ['PLAID_SECRET={hex:30}'], miss: ['PLAID_SECRET=your_plaid_secret'] },
  'flutterwave-key': {
    match: ['FLWSECK-{hex:32}-X', 'FLWSECK_TEST-{hex:32}-X'],
    miss: ['FLWSECK_TEST-xxxxxxxxxxxxxxxx', 'FLWPUBK_TEST-{hex:32}-X'],
  },
  'payment-token': {
    match: [
      'live_{b62:30}',
      'test_{b62:30}',
      'polar_oat_{b62:43}',
      'pdl_live_apikey_{b36:26}_{b62:22}_{b62:3}',
    ],
    miss: ['test_the_function_that_adds_two_numbers', 'test_{low:30}', 'live_{b62:10}'],
  },
  'shipping-key': {
    match: ['EZAK{b62:54}', 'shippo_live_{hex:40}', 'duffel_test_{url:43}', 'live_{hex:35}'],
    miss: ['EZAK{b62:10}', 'shippo_live_token'],
  },
  'coinbase-key': {
    match: ['COINBASE_API_SECRET={b64:86}==', 'coinbase_secret: "{b62:32}"'],
    miss: ['coinbase account id {uuid}'],
  },
  'exchange-key': {
    match: [
      'BINANCE_SECRET={b62:64}',
      'INFURA_KEY="{hex:32}"',
      'alchemy_api_key = {url:32}',
      'ETHERSCAN_API_KEY={B36:34}',
    ],
    miss: ['binance block hash {hex:64}', 'alchemy_key = "your-alchemy-api-key-goes-here-0"'],
  },
  'payment-service-key': {
    match: ['KLARNA_SECRET={b62:40}', 'gocardless_token: "{b62:40}"'],
    miss: ['adyen merchant id {hex:32}'],
  },
  'mercadopago-token': { match: ['APP_USR-{dig:16}-{dig:6}-{hex:32}-{dig:9}'], miss: ['APP_USR-1234'] },
};
