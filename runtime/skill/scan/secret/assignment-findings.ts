import { mask } from '../finding.ts';
import { type LineIndex, type LocatedFinding, locateValue } from '../run-rules.ts';
import type { ScannedText } from '../text-rule.ts';
import { saysAnywhere } from '../whole-text.ts';
import { findAssignments } from './find-assignments.ts';
import { judgeAssignment } from './judge-assignment.ts';

const maxFindings = 20;

/** Files in which a value without quotes is a text. */
const settingsFile =
  /(?:^|\/)(?:\.[^/]*rc|\.env[^/]*|[^/]*\.env|dockerfile[^/]*|procfile|[^/]*\.(?:ini|cfg|conf|config|cnf|properties|toml|ya?ml|xml|json[c5]?|plist|tfvars|tfstate|hcl|reg|envrc|credentials|secrets?|prefs|settings|sql|sh|bash|zsh|bat|cmd))$/iu;

const nul = /\0/u;

/** Finds values that look like secrets by the names they are assigned to. */
export function assignmentFindings(file: ScannedText, lines: LineIndex): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  // In a program's bytes names and texts lie beside each other without being assigned.
  if (saysAnywhere(file, nul)) return found;
  const settings = settingsFile.test(file.path);
  for (const assignment of findAssignments(file.text, file.from)) {
    const severity = judgeAssignment(assignment, settings);
    const { name, value } = assignment;
    if (severity === undefined || isCoinAddress(name, value, file)) continue;
    const message = `A value assigned to "${shownName(name)}" looks like a secret: ${mask(value)}. Take it out and let whoever runs the skill give their own`;
    found.push(
      locateValue(file, lines, assignment, { rule: 'assigned-secret', kind: 'secret', severity, message }),
    );
    if (found.length >= maxFindings) break;
  }
  return found;
}

/** On Solana a token is a coin, and its name an address that everybody knows. */
function isCoinAddress(name: string, value: string, { text }: ScannedText): boolean {
  return (
    /^(?:\w{0,20}_)?(?:token|mint)$/iu.test(name) &&
    /^[1-9A-HJ-NP-Za-km-z]{43,44}$/u.test(value) &&
    /\b(?:solana|spl|usdc)\b/iu.test(text)
  );
}

function shownName(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}
