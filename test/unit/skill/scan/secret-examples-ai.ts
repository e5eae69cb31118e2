import type { SecretExamples } from './secret-values.ts';

/** What the rules for AI services must find and must leave alone. */
export const aiExamples: Readonly<Record<string, SecretExamples>> = {
  'openai-key': {
    match: [
      'sk-proj-{url:74}T3BlbkFJ{url:74}',
      'sk-{b62:20}T3BlbkFJ{b62:20}',
      'sk-svcacct-{url:58}T3BlbkFJ{url:58}',
      'sk-proj-{url:48}',
    ],
    miss: [
      'sk-proj-{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'sk-proj-{+}your-openai-api-key-goes-in-this-place',
      'sk-proj-...',
    ],
  },
  'anthropic-key': {
    match: ['sk-ant-api03-{url:93}AA', 'sk-ant-admin01-{url:93}AA', 'sk-ant-oat01-{url:90}'],
    miss: [
      'sk-ant-api03-{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'sk-ant-{+}your-anthropic-api-key-goes-here-x',
      'sk-ant-...',
    ],
  },
  'openrouter-key': { match: ['sk-or-v1-{hex:64}'], miss: ['sk-{+}or-v1-your-key', 'sk-or-v1-{hex:10}'] },
  'secret-key-with-sk': {
    match: ['sk-{b62:48}', 'DEEPSEEK_API_KEY=sk-{hex:32}', 'sk-{b62:32}', 'sk-helicone-{url:44}'],
    miss: [
      'sk-{+}1234567890abcdef1234567890abcdef',
      'sk-{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'risk-{b62:32}',
      'sk-{+}folding-cube-animation-container-inner',
      'sk-{+}abcdefghijklmnopqrstuvwxyzabcdefghijklmnop',
    ],
  },
  'huggingface-token': {
    match: ['hf_{alpha:34}', 'api_org_{alpha:34}'],
    miss: [
      'hf_{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'hf_{+}transformersdownloadcachedirectory',
      'hf_{alpha:20}',
    ],
  },
  'replicate-token': {
    match: ['REPLICATE_API_TOKEN=r8_{b62:37}'],
    miss: ['r8_{b62:10}', 'r8_{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'groq-key': { match: ['gsk_{b62:52}'], miss: ['gsk_your_groq_api_key'] },
  'xai-key': { match: ['xai-{b62:80}'], miss: ['xai-{b62:10}', 'xai-your-api-key'] },
  'perplexity-key': {
    match: ['pplx-{b62:48}'],
    miss: ['pplx-7b-online', 'pplx-{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'mistral-key': {
    match: ['MISTRAL_API_KEY={b62:32}', 'mistral: { key: "{b62:32}" }'],
    miss: ['MISTRAL_API_KEY=your-mistral-api-key-goes-here0', 'mistral_model_hash {hex:32}'],
  },
  'cohere-key': {
    match: ['COHERE_API_KEY={b62:40}', 'CO_API_KEY="{b62:40}"'],
    miss: ['cohere sha {hex:40}'],
  },
  'ai-service-key': {
    match: [
      'TOGETHER_API_KEY={hex:64}',
      'deepgram_key = "{hex:40}"',
      'WANDB_API_KEY={hex:40}',
      'xi-api-key: {hex:32}',
      'PINECONE_API_KEY={uuid}',
      'SERPAPI_KEY={hex:64}',
    ],
    miss: ['wandb run id: {hex:40}', 'TOGETHER_API_KEY=<your key>', 'exa_model sha256 {hex:64}'],
  },
  'elevenlabs-key': { match: ['sk_{hex:48}'], miss: ['sk_{hex:20}'] },
  'pinecone-key': { match: ['pcsk_{b62:6}_{b62:60}'], miss: ['pcsk_xxxxx'] },
  'langsmith-key': {
    match: ['lsv2_pt_{hex:32}_{hex:10}', 'lsv2_sk_{hex:32}_{hex:10}', 'ls__{hex:32}'],
    miss: ['lsv2_pt_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxx'],
  },
  'langfuse-key': { match: ['sk-lf-{uuid}'], miss: ['sk-lf-...', 'sk-{+}lf-1234567890'] },
  'nvidia-key': {
    match: ['nvapi-{url:64}'],
    miss: [
      'nvapi-{+}your-key-goes-here',
      'nvapi-{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  'together-key': { match: ['tgp_v1_{url:43}'], miss: ['tgp_v1_{url:5}'] },
  'model-host-key': {
    match: [
      'fw_{b62:24}',
      'csk-{b36:48}',
      'rpa_{B36:44}',
      'jina_{b62:60}',
      'VOYAGE=pa-{b62:43}',
      'ak-{b62:22}',
    ],
    miss: ['fw_firmware_{+}update_settings', 'pa-{b62:10}', 'as-a-service-for-everybody'],
  },
  'agent-tool-key': {
    match: ['tvly-dev-{b62:32}', 'fc-{hex:32}', 'e2b_{hex:40}', 'apify_api_{b62:36}', 'bb_live_{b62:27}'],
    miss: ['tvly-YOUR_API_KEY', 'fc-your-firecrawl-key', 'fc-{hex:10}'],
  },
  'fal-key': { match: ['FAL_KEY={uuid}:{hex:32}'], miss: ['FAL_KEY=key_id:key_secret'] },
  'zhipu-key': { match: ['ZHIPUAI_API_KEY={hex:32}.{b62:16}'], miss: ['zhipu version 1.0'] },
  'dify-key': { match: ['DIFY_KEY=app-{b62:24}'], miss: ['app-{low:24}', 'app-configurationfilesettings'] },
};
