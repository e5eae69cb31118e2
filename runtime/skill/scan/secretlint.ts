import { type Finding, type FindingSeverity, mask } from './finding.ts';
import { HintIndex } from './hint-index.ts';
import type { LineIndex, LocatedFinding } from './run-rules.ts';
import { judgeCredentials } from './secret/credential-url.ts';
import { isPrivateKeyBody } from './secret/private-key.ts';
import { isDrawn } from './secret/token-rule.ts';
import type { ScannedText } from './text-rule.ts';

/**
 * The rules are run on the interface that they are written for, and not by `@secretlint/core`: its profiler sets
 * four performance marks for each rule and file and looks each of them up among all that were ever set, so that a
 * scan of 2,900 files keeps a processor busy for minutes after it is done.
 */
interface LintRule {
  readonly meta: { readonly id: string };
  create(context: LintContext, options: object): { file?(source: LintSource): unknown };
}

interface LintContext {
  readonly sharedOptions: object;
  createTranslator(messages: unknown): (messageId: string, data: object) => object;
  report(descriptor: { readonly range: readonly [number, number] }): void;
  ignore(descriptor: unknown): void;
}

interface LintSource {
  readonly content: string;
  readonly filePath: string;
  readonly ext: string;
  readonly contentType: 'text';
}

const prefix = '@secretlint/secretlint-rule-';

/**
 * Rules of the preset that are not run: the one by which comments in a file switch the others off, and the one for
 * Google's key files, which opens the file of that name in the working folder; our own rules know those keys.
 */
const leftOut = new Set([`${prefix}filter-comments`, `${prefix}gcp`]);

/** What every match of a rule holds, in lower case, by the rule's name. A rule that is not here is always run. */
const hintsByRule: Readonly<Record<string, readonly string[]>> = {
  aws: ['secret_access', 'secretaccess'],
  privatekey: ['private key'],
  npm: ['npm_', '_authtoken=', 'x-oauth-basic'],
  basicauth: ['://'],
  slack: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxo-', 'xoxr-', 'xapp-', 'hooks.slack.com'],
  sendgrid: ['sg.'],
  shopify: ['shppa_', 'shpca_', 'shpat_', 'shpss_'],
  github: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
  gitlab: ['glpat-'],
  grafana: ['glc_', 'glsa_'],
  openai: ['t3blbkfj'],
  anthropic: ['sk-ant-api'],
  groq: ['gsk_'],
  huggingface: ['hf_'],
  linear: ['lin_api_'],
  notion: ['ntn_'],
  '1password': ['ops_ey'],
  'database-connection-string': ['mongodb', 'mysql', 'postgres'],
  'hashicorp-vault': ['hvs.', 'hvb.', 'hvr.'],
  vercel: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
  databricks: ['dapi'],
  docker: ['dckr_pat_'],
  figma: ['figd_'],
};

interface LintRules {
  readonly index: HintIndex;
  /** The rules that each hint is for. */
  readonly hinted: readonly (readonly LintRule[])[];
  readonly always: readonly LintRule[];
}

let loading: Promise<LintRules> | undefined;

/** One rule says no more than this about one file. */
const maxFindingsPerRule = 20;

/**
 * Runs secretlint's recommended rules over a text, whose comments cannot switch them off. What they find is judged
 * like what our own rules find: placeholders and examples are dropped, and nothing of their messages is shown, for
 * those hold the secret.
 */
export async function secretlintFindings(file: ScannedText, lines: LineIndex): Promise<LocatedFinding[]> {
  loading ??= loadRules();
  const { index, hinted, always } = await loading;
  const wanted = new Set(always);
  for (const hint of index.find(file.lower)) for (const rule of hinted[hint] ?? []) wanted.add(rule);
  const found: LocatedFinding[] = [];
  for (const rule of wanted) found.push(...(await runRule(rule, file, lines)));
  return found;
}

async function loadRules(): Promise<LintRules> {
  const { rules } = await import('@secretlint/secretlint-rule-preset-recommend');
  const byHint = new Map<string, LintRule[]>();
  const always: LintRule[] = [];
  for (const rule of rules as unknown as readonly LintRule[]) {
    if (leftOut.has(rule.meta.id)) continue;
    const hints = hintsByRule[rule.meta.id.replace(prefix, '')];
    if (hints === undefined) always.push(rule);
    for (const hint of hints ?? []) byHint.set(hint, [...(byHint.get(hint) ?? []), rule]);
  }
  return { index: new HintIndex([...byHint.keys()]), hinted: [...byHint.values()], always };
}

async function runRule(rule: LintRule, file: ScannedText, lines: LineIndex): Promise<LocatedFinding[]> {
  const found: LocatedFinding[] = [];
  const name = rule.meta.id.replace(prefix, '');
  const context: LintContext = {
    sharedOptions: {},
    createTranslator: () => () => ({}),
    ignore: () => undefined,
    report: ({ range }) => {
      if (found.length >= maxFindingsPerRule) return;
      const { value, start } = reportedValue(name, file.text, range);
      const severity = judge(name, value);
      if (severity === undefined) return;
      const { line, column } = lines.positionOf(start);
      const message = `A secret of the kind ${name}, by secretlint's rules: ${mask(value)}. Whoever reads the skill can use it: revoke it`;
      const finding: Finding = {
        path: file.path,
        line,
        column,
        rule: `secretlint-${name}`,
        kind: 'secret',
        severity,
        message,
      };
      found.push({ finding, start, end: start + value.length });
    },
  };
  try {
    await rule
      .create(context, {})
      .file?.({ content: file.text, filePath: file.path, ext: extensionOf(file.path), contentType: 'text' });
  } catch {
    // A rule that cannot cope with a text has found nothing more in it; the others and our own still look at it.
  }
  return found;
}

/**
 * What a rule reports. Those for AWS and npm report a place as long as the secret, but where the name before it
 * begins: there the value is what is assigned.
 */
function reportedValue(
  rule: string,
  text: string,
  [start, end]: readonly [number, number],
): { value: string; start: number } {
  const named = /^[A-Za-z_"'.:/-]{4,120}?\s{0,20}(?:=>|=|:)\s{0,20}["']?([A-Za-z0-9_/+.=-]{16,400})/u;
  const assigned = rule === 'aws' || rule === 'npm' ? named.exec(text.slice(start, start + 600)) : null;
  if (assigned?.[1] === undefined) return { value: text.slice(start, end), start };
  return { value: assigned[1], start: start + assigned[0].length - assigned[1].length };
}

function extensionOf(path: string): string {
  return /\.[^./]+$/u.exec(path)?.[0] ?? '';
}

/** @returns undefined for what opens nothing: placeholders, examples, a developer's own database */
function judge(rule: string, value: string): FindingSeverity | undefined {
  const address = /:\/\/([^:@/\s]*):([^@\s]*)@([^\s/?"'`]*)/u.exec(value);
  if (address) return judgeCredentials(address[1] ?? '', address[2] ?? '', address[3] ?? '');
  if (rule === 'privatekey') {
    const [first = '', label = ''] = /-----BEGIN ?([A-Z ]*)PRIVATE KEY(?: BLOCK)?-----/u.exec(value) ?? [];
    return isPrivateKeyBody(value, value.indexOf(first) + first.length, label) ? 'block' : undefined;
  }
  const body = value.replace(/^[A-Za-z0-9]{2,8}[_.-]/u, '');
  return isDrawn(body) ? 'block' : undefined;
}
