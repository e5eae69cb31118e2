import { serviceKeyRule, tokenRule, uuid } from '../secret/token-rule.ts';
import type { TextRule } from '../text-rule.ts';

/** Tokens of code hosts and of what builds and deploys from them. */
export const sourceControlRules: readonly TextRule[] = [
  tokenRule({
    id: 'github-token',
    catches: 'A GitHub token (personal, OAuth, app or refresh)',
    source:
      'docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github',
    hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    pattern: /gh[pousr]_(?<body>[A-Za-z0-9]{36,255})/gu,
  }),
  tokenRule({
    id: 'github-fine-grained-token',
    catches: 'A GitHub fine-grained personal access token',
    source:
      'docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github',
    hints: ['github_pat_'],
    pattern: /github_pat_(?<body>[A-Za-z0-9]{20,24}_[A-Za-z0-9]{50,64})/gu,
  }),
  serviceKeyRule({
    id: 'github-oauth-secret',
    catches: 'A GitHub OAuth client secret or an old personal token',
    source: 'docs.github.com/apps/oauth-apps',
    names: ['github', 'gh_'],
    value: '[0-9a-f]{40}',
  }),
  tokenRule({
    id: 'gitlab-token',
    catches:
      'A GitLab token (personal, project, deploy, feed, runner, trigger, agent, SCIM, OAuth or workspace)',
    source: 'docs.gitlab.com/security/tokens',
    hints: [
      'glpat-',
      'gldt-',
      'glft-',
      'glsoat-',
      'glrt-',
      'glrtr-',
      'glimt-',
      'glagent-',
      'glwt-',
      'glffct-',
    ],
    pattern:
      /gl(?:pat|dt|ft|soat|rt|rtr|imt|agent|wt|ffct)-(?<body>[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z]{2}\.[0-9a-z]{9})?)/gu,
  }),
  tokenRule({
    id: 'gitlab-long-token',
    catches: 'A GitLab trigger token, job token or OAuth application secret',
    source: 'docs.gitlab.com/security/tokens',
    hints: ['glptt-', 'glcbt-', 'gloas-'],
    pattern: /(?:glptt-|gloas-)(?<body>[A-Za-z0-9]{40,64})|glcbt-[0-9a-zA-Z]{1,5}_[A-Za-z0-9_-]{20}/gu,
  }),
  tokenRule({
    id: 'gitlab-runner-registration',
    catches: 'A GitLab runner registration token',
    source: 'docs.gitlab.com/security/tokens',
    hints: ['gr1348941'],
    pattern: /GR1348941(?<body>[A-Za-z0-9_-]{20,50})/gu,
  }),
  tokenRule({
    id: 'gitlab-session',
    catches: 'A GitLab session cookie',
    source: 'docs.gitlab.com/administration/settings/account_and_limit_settings',
    hints: ['_gitlab_session='],
    pattern: /_gitlab_session=(?<body>[0-9a-f]{32})/gu,
  }),
  tokenRule({
    id: 'bitbucket-app-password',
    catches: 'A Bitbucket app password',
    source: 'support.atlassian.com/bitbucket-cloud/docs/app-passwords',
    hints: ['atbb'],
    pattern: /ATBB(?<body>[A-Za-z0-9]{24,36})(?![A-Za-z0-9])/gu,
  }),
  tokenRule({
    id: 'bitbucket-server-token',
    catches: 'A Bitbucket Data Center access token',
    source: 'confluence.atlassian.com/bitbucketserver/http-access-tokens',
    hints: ['bbdc-'],
    pattern: /BBDC-(?<body>[A-Za-z0-9+/@_-]{40,50})/gu,
  }),
  serviceKeyRule({
    id: 'bitbucket-client-secret',
    catches: 'A Bitbucket OAuth key or secret',
    source: 'support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud',
    names: ['bitbucket'],
    value: '[a-z0-9]{32}|[a-z0-9=_-]{64}',
  }),
  tokenRule({
    id: 'atlassian-api-token',
    catches: 'An Atlassian API token (Jira, Confluence, Bitbucket)',
    source: 'support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account',
    hints: ['atatt3', 'atctt3', 'atst3'],
    pattern: /(?:ATATT3|ATCTT3|ATST3)(?<body>[A-Za-z0-9_=-]{60,260})/gu,
  }),
  serviceKeyRule({
    id: 'atlassian-old-api-token',
    catches: 'An Atlassian API token of the old form',
    source: 'support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account',
    names: ['atlassian', 'jira', 'confluence'],
    value: '[a-z0-9]{20}[a-f0-9]{4}|[A-Za-z0-9+/]{40,44}',
  }),
  tokenRule({
    id: 'azure-devops-token',
    catches: 'An Azure DevOps personal access token',
    source:
      'learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
    hints: ['azdo'],
    pattern:
      /(?<![A-Za-z0-9])(?<body>[A-Za-z0-9]{52}J[A-Za-z0-9]{9}[A-Za-z0-9]{14}AZDO[A-Za-z0-9]{4})(?![A-Za-z0-9])/gu,
  }),
  serviceKeyRule({
    id: 'azure-devops-old-token',
    catches: 'An Azure DevOps personal access token of the old form',
    source:
      'learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
    names: ['azure', 'devops', 'vsts', 'vssps', 'visualstudio', 'azdo', 'ado_', 'system_accesstoken'],
    value: '[a-z2-7]{52}',
  }),
  tokenRule({
    id: 'sourcegraph-token',
    catches: 'A Sourcegraph access token',
    source: 'sourcegraph.com/docs/cli/how-tos/creating_an_access_token',
    hints: ['sgp_', 'slk_', 'sgd_'],
    pattern:
      /(?:sgp_(?:[0-9a-f]{16}_|local_)?(?<body>[0-9a-f]{40})|slk_[0-9a-f]{64}|sgd_[0-9a-f]{64})(?![0-9a-f])/gu,
  }),
  tokenRule({
    id: 'circleci-token',
    catches: 'A CircleCI token',
    source: 'circleci.com/docs/managing-api-tokens',
    hints: ['ccipat_', 'cciprj_'],
    pattern: /CCI(?:PAT|PRJ)_(?<body>[A-Za-z0-9]{20,24}_[a-f0-9]{40})/gu,
  }),
  serviceKeyRule({
    id: 'circleci-old-token',
    catches: 'A CircleCI token of the old form',
    source: 'circleci.com/docs/managing-api-tokens',
    names: ['circle'],
    value: '[a-f0-9]{40}',
  }),
  tokenRule({
    id: 'buildkite-token',
    catches: 'A Buildkite token',
    source: 'buildkite.com/docs/apis/managing-api-tokens',
    hints: ['bkua_', 'bkaat_', 'bkct_', 'bkpt_', 'bkat_', 'bkpi_'],
    pattern: /bk(?:ua|aat|ct|pt|at|pi)_(?<body>[A-Za-z0-9]{40,64})/gu,
  }),
  serviceKeyRule({
    id: 'build-service-token',
    catches: 'A token of a build service (Travis CI, Drone, AppVeyor, Codecov, Jenkins, TeamCity, Bitrise)',
    source: 'docs.travis-ci.com/user/triggering-builds',
    names: [
      'travis',
      'drone',
      'appveyor',
      'codecov',
      'jenkins',
      'teamcity',
      'bitrise',
      'codacy',
      'coveralls',
      'codeclimate',
    ],
    value: `[A-Za-z0-9]{20,40}|[a-f0-9]{64}|${uuid}`,
  }),
  tokenRule({
    id: 'octopus-deploy-key',
    catches: 'An Octopus Deploy API key',
    source: 'octopus.com/docs/octopus-rest-api/how-to-create-an-api-key',
    hints: ['api-'],
    pattern: /API-(?<body>[A-Z0-9]{25,36})(?![A-Za-z0-9-])/gu,
  }),
  tokenRule({
    id: 'sonar-token',
    catches: 'A SonarQube or SonarCloud token',
    source: 'docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens',
    hints: ['sqp_', 'squ_', 'sqa_'],
    pattern: /sq[pua]_(?<body>[a-f0-9]{40})(?![a-f0-9])/gu,
  }),
  serviceKeyRule({
    id: 'sonar-old-token',
    catches: 'A SonarQube or SonarCloud token of the old form',
    source: 'docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens',
    names: ['sonar'],
    value: '[a-f0-9]{40}',
  }),
  serviceKeyRule({
    id: 'snyk-token',
    catches: 'A Snyk token',
    source: 'docs.snyk.io/snyk-api/authentication-for-api',
    names: ['snyk'],
    value: uuid,
  }),
  tokenRule({
    id: 'harness-token',
    catches: 'A Harness access token',
    source: 'developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys',
    hints: ['pat.', 'sat.'],
    pattern: /[ps]at\.(?<body>[A-Za-z0-9_-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20})/gu,
  }),
];
