import type { SecretExamples } from './secret-values.ts';

/** What the rules for code hosts and package registries must find and must leave alone. */
export const sourceControlExamples: Readonly<Record<string, SecretExamples>> = {
  'github-token': {
    match: [
      'GITHUB_TOKEN=ghp_{checked}',
      '"gho_{checked}"',
      'ghu_{checked}',
      'ghs_{checked}',
      'ghr_{b62:76}',
      'x\\nghp_{checked}',
      'q=%3Dghp_{checked}',
    ],
    miss: [
      'ghp_{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ghp_{+}1234567890abcdefghijklmnopqrstuvwxyz',
      'ghp_{+}yourPersonalAccessTokenGoesHere1234',
      'ghp_{b62:20}',
      'highp_{checked}',
    ],
  },
  'github-fine-grained-token': {
    match: ['github_pat_{b62:22}_{b62:59}'],
    miss: [
      'github_pat_{+}xxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'github_pat_{b62:22}',
    ],
  },
  'github-oauth-secret': {
    match: ['GITHUB_CLIENT_SECRET={hex:40}', 'github_token: "{hex:40}"'],
    miss: ['github.com/a/b/commit/{hex:40}', 'github action pinned to sha {hex:40}'],
  },
  'gitlab-token': {
    match: [
      'glpat-{url:20}',
      'gldt-{url:20}',
      'glrt-{url:20}',
      'glpat-{b62:30}.01.{b36:9}',
      'glagent-{url:50}',
    ],
    miss: ['glpat-{+}xxxxxxxxxxxxxxxxxxxx', 'glpat-{url:8}', 'glpat-{+}your-gitlab-token-here'],
  },
  'gitlab-long-token': {
    match: ['glptt-{hex:40}', 'glcbt-64_{url:20}', 'gloas-{hex:64}'],
    miss: ['glptt-{hex:10}'],
  },
  'gitlab-runner-registration': { match: ['GR1348941{url:20}'], miss: ['GR1348941'] },
  'gitlab-session': { match: ['Cookie: _gitlab_session={hex:32}'], miss: ['_gitlab_session=<session>'] },
  'bitbucket-app-password': { match: ['ATBB{b62:32}'], miss: ['ATBB{b62:10}'] },
  'bitbucket-server-token': { match: ['BBDC-{b64:44}'], miss: ['BBDC-{b64:8}'] },
  'bitbucket-client-secret': {
    match: ['BITBUCKET_CLIENT_SECRET={b36:32}'],
    miss: ['bitbucket workspace id {b36:32}'],
  },
  'atlassian-api-token': {
    match: ['JIRA_API_TOKEN=ATATT3xFfGF0{url:172}={HEX:8}'],
    miss: ['ATATT3xFfGF0...'],
  },
  'atlassian-old-api-token': {
    match: ['JIRA_API_TOKEN={b36:20}{hex:4}', 'confluence_token: "{b36:20}{hex:4}"'],
    miss: ['jira issue key PROJ-1234', 'jira_token = "your-jira-api-token-here"'],
  },
  'azure-devops-token': { match: ['{b62:52}J{b62:23}AZDO{b62:4}'], miss: ['AZDO'] },
  'azure-devops-old-token': {
    match: ['AZURE_DEVOPS_EXT_PAT={b32:52}', 'vsts_token: {b32:52}'],
    miss: ['azure_{+}devops_org = "{b32:52}x"'],
  },
  'sourcegraph-token': { match: ['sgp_{hex:40}', 'sgp_{hex:16}_{hex:40}'], miss: ['sgp_{hex:10}'] },
  'circleci-token': { match: ['CCIPAT_{b62:22}_{hex:40}'], miss: ['CCIPAT_{b62:22}'] },
  'circleci-old-token': { match: ['CIRCLE_TOKEN={hex:40}'], miss: ['circle sha {hex:40}'] },
  'buildkite-token': { match: ['bkua_{hex:40}'], miss: ['bkua_{hex:10}'] },
  'build-service-token': {
    match: ['TRAVIS_TOKEN={b62:22}', 'CODECOV_TOKEN={uuid}', 'jenkins_api_token: "{hex:34}"'],
    miss: ['codecov/codecov-action@{hex:40}', 'jenkins job name: continuousintegrationpipeline'],
  },
  'octopus-deploy-key': {
    match: ['API-{B36:26}'],
    miss: ['API-DOCUMENTATIONREFERENCEPAGES', 'API-{B36:10}'],
  },
  'sonar-token': { match: ['sqp_{hex:40}', 'squ_{hex:40}'], miss: ['sqp_{hex:20}'] },
  'sonar-old-token': { match: ['sonar.login={hex:40}'], miss: ['sonar revision {hex:40}'] },
  'snyk-token': { match: ['SNYK_TOKEN={uuid}'], miss: ['snyk org id {uuid}'] },
  'harness-token': { match: ['pat.{url:22}.{hex:24}.{b62:20}'], miss: ['pat.method.call'] },
  'npm-token': {
    match: ['npm_{checked}', '//registry.example.com/:_authToken=npm_{checked}'],
    miss: ['npm_{+}config_registry_and_other_settings_x', 'npm_{+}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'npm-auth-setting': {
    match: ['//registry.example.org/:_authToken={uuid}', '_auth={b62:30}=='],
    miss: ['//r/:_authToken=${NPM_TOKEN}', '_authToken=YOUR_TOKEN_HERE'],
  },
  'pypi-token': {
    match: ['pypi-AgEIcHlwaS5vcmc{url:150}'],
    miss: [
      'pypi-AgEIcHlwaS5vcmc...',
      'pypi-AgEIcHlwaS5vcmcxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  'rubygems-token': { match: ['rubygems_{hex:48}'], miss: ['rubygems_{hex:20}'] },
  'crates-io-token': {
    match: ['cargo login cio{b62:32}'],
    miss: ['ciorganisationalunitresponsibilities', 'cio{b62:10}'],
  },
  'nuget-key': { match: ['oy2{b36:43}'], miss: ['oy2{b36:20}'] },
  'clojars-token': { match: ['CLOJARS_{b62:60}'], miss: ['CLOJARS_USERNAME'] },
  'packagist-token': { match: ['packagist_out_{hex:68}'], miss: ['packagist_out_{hex:5}'] },
  'artifactory-key': { match: ['AKCp8{b62:68}', 'cmVmd{b62:59}'], miss: ['AKCp{b62:10}'] },
  'package-registry-key': {
    match: ['ARTIFACTORY_API_KEY={b62:73}', 'CLOUDSMITH_API_KEY={hex:40}'],
    miss: ['artifactory repo sha1 {hex:40}'],
  },
  'docker-hub-token': {
    match: ['dckr_pat_{url:27}', 'dckr_oat_{url:32}'],
    miss: ['dckr_pat_xxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
  'docker-hub-old-token': { match: ['DOCKER_HUB_TOKEN={uuid}'], miss: ['docker container id {uuid}'] },
  'maven-settings-password': {
    match: ['<password>{{b64:43}=}</password>'],
    miss: ['<password>{env.PASSWORD}</password>'],
  },
  'expo-token': { match: ['EXPO_TOKEN={url:40}'], miss: ['EXPO_TOKEN=your-expo-token'] },
};
