import type { SecretExamples } from './secret-values.ts';

/** What the rules for the large clouds must find and must leave alone. */
export const cloudExamples: Readonly<Record<string, SecretExamples>> = {
  'aws-access-key-id': {
    match: [
      'AWS_ACCESS_KEY_ID=AKIA{B32:16}',
      'key = "ASIA{B32:16}"',
      'https://h/?AWSAccessKeyId=AKIA{B32:16}&x=1',
    ],
    miss: [
      'AKIA{+}IOSFODNN7EXAMPLE',
      'AKIA{B32:12}',
      'XAKIA{B32:16}',
      'AKIA{B32:20}',
      'AKIA{+}1234567890ABCDEF',
    ],
  },
  'aws-secret-access-key': {
    match: [
      'aws_secret_access_key = {b64:40}',
      '"SecretAccessKey": "{b64:40}", "from": "aws"',
      "AWS.config.update({ secretAccessKey: '{b64:40}' })",
      'aws configure set aws_secret_access_key {b64:40}',
    ],
    miss: [
      'aws_secret_access_key = wJalrXUtnFEMI{+}/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'aws_secret_access_key = {b64:41}',
      'secret_access_key: {hex:39}',
      'aws_secret_access_key = "${AWS_SECRET_ACCESS_KEY}"',
      'aws-actions/configure-aws-credentials: commit {hex:40}',
    ],
  },
  'aws-session-token': {
    match: ['AWS_SESSION_TOKEN=IQoJb3JpZ2lu{b64:300}', 'FwoGZXIvYXdz{b64:200}'],
    miss: ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz...'],
  },
  'aws-bedrock-key': {
    match: [
      'AWS_BEARER_TOKEN_BEDROCK=ABSK{b64:110}=',
      'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{b64:80}',
    ],
    miss: ['ABSK{b64:20}'],
  },
  'aws-appsync-key': { match: ['da2-{b36:26}'], miss: ['da2-abcdefghijklmnopqrstuvwxyz', 'da2-{b36:20}'] },
  'amazon-oauth-secret': {
    match: ['amzn1.oa2-cs.v1.{hex:64}', 'amzn.mws.{uuid}'],
    miss: ['amzn1.application-oa2-client.{hex:32}'],
  },
  'google-api-key': {
    match: ['AIza{url:35}', 'const key = "AIzaSy{b62:33}"', 'maps/api/js?key=AIzaSy{b62:33}&v=3'],
    miss: [
      'AIza{+}SyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX',
      'AIza{+}SyYourApiKeyGoesHere000000000000000',
      'AIza{url:30}',
    ],
  },
  'google-bound-api-key': { match: ['AQ.Ab{url:50}'], miss: ['AQ.Ab{url:10}'] },
  'google-oauth-client-secret': {
    match: ['"client_secret": "GOCSPX-{url:28}"'],
    miss: ['GOCSPX-{+}your-client-secret-goes-here', 'GOCSPX-{url:20}'],
  },
  'google-oauth-token': {
    match: ['ya29.a0{url:160}', '"refresh_token": "1//0g{url:60}"'],
    miss: ['ya29.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '1//0e'],
  },
  'google-old-client-secret': {
    match: ['GOOGLE_CLIENT_SECRET={url:24}', 'gcp_secret: "{url:24}"'],
    miss: [
      'google-cloud-secret-manager-client',
      'google_project_id = "{url:24}"',
      'GOOGLE_CLIENT_SECRET=your-google-client-secret',
    ],
  },
  'firebase-server-key': { match: ['key=AAAA{url:7}:APA91b{b62:134}'], miss: ['AAAA{url:7}:APA91b'] },
  'azure-account-key': {
    match: [
      'DefaultEndpointsProtocol=https;AccountName=a;AccountKey={b64:86}==;EndpointSuffix=core.windows.net',
      'Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={b64:43}=',
    ],
    miss: [
      'AccountKey=<your-account-key>',
      'AccountKey=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx==',
    ],
  },
  'azure-shared-access-signature': {
    match: ['https://a.blob.core.windows.net/c?sv=2022-11-02&ss=b&se=2030-01-01&sp=r&sig={b62:43}%3D'],
    miss: ['https://a.blob.core.windows.net/c?sv=2022-11-02&sig=<signature>', 'sig={b62:20}'],
  },
  'azure-client-secret': {
    match: ['AZURE_CLIENT_SECRET={b62:3}8Q~{url:34}', 'client_secret: "{b62:3}7Q~{url:31}"'],
    miss: ['8Q~', '{b62:3}8Q~{url:10}'],
  },
  'azure-marked-key': {
    match: [
      'AZURE_OPENAI_KEY={b62:52}JQQJ99{b62:26}',
      'x-functions-key: {url:44}AzFu{b62:5}A==',
      '{b62:42}AzSeA{b62:5}',
    ],
    miss: ['AzFunction', 'AzSearchService'],
  },
  'azure-service-key': {
    match: ['AZURE_OPENAI_API_KEY={hex:32}', 'Ocp-Apim-Subscription-Key: {hex:32}', 'COSMOS_KEY={b64:86}=='],
    miss: ['azure tenant id: {hex:32}', 'AZURE_OPENAI_API_KEY=your-azure-openai-key'],
  },
  'alibaba-access-key': {
    match: ['accessKeyId: LTAI5t{b62:18}'],
    miss: ['LTAIxxxxxxxxxxxxxxxx', 'LTAI{b62:5}'],
  },
  'alibaba-secret': {
    match: ['ALIBABA_CLOUD_ACCESS_KEY_SECRET={b62:30}'],
    miss: ['aliyun region id {b62:30}'],
  },
  'tencent-secret-id': {
    match: ['secretId: "AKID{b62:32}"'],
    miss: ['AKIDxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'chinese-cloud-secret': {
    match: ['TENCENT_SECRET_KEY={b62:32}', 'huaweicloud_sk: "{b62:40}"', 'QINIU_SECRET_KEY = "{b62:40}"'],
    miss: ['baidu_key = "your-baidu-secret-key-goes-here0"'],
  },
  'volcengine-access-key': { match: ['AKLT{b62:44}'], miss: ['AKLT{b62:10}'] },
  'yandex-cloud-key': {
    match: ['yandex_key: AQVN{url:38}', 't1.{url:120}.{url:86}'],
    miss: ['YCANNOTBEAKEYATALLBECAUSEITISONLYLETTERS'],
  },
  'ibm-or-oracle-key': {
    match: ['IBMCLOUD_API_KEY={url:44}', 'ovh_application_secret={b62:32}'],
    miss: ['ibm_key = "your-ibm-cloud-api-key-goes-in-here-please0"'],
  },
};
