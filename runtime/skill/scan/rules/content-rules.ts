import type { TextRule } from '../text-rule.ts';
import { collectorRules } from './collectors.ts';
import { concealmentRules } from './concealment.ts';
import { credentialRules } from './credentials.ts';
import { downloadAndRunRules } from './download-and-run.ts';
import { exfiltrationRules } from './exfiltration.ts';
import { hiddenTextRules } from './hidden-text.ts';
import { injectionRules } from './injection.ts';
import { lureRules } from './lure.ts';
import { obfuscationRules } from './obfuscation.ts';
import { packageRules } from './packages.ts';
import { persistenceRules } from './persistence.ts';
import { programDownloadRules } from './program-download.ts';
import { proseExfiltrationRules } from './prose-exfiltration.ts';
import { reverseShellRules } from './reverse-shell.ts';
import { takeoverRules } from './takeover.ts';
import { weakeningRules } from './weakening.ts';
import { windowsDownloadRules } from './windows-download.ts';

/** Every rule about what a skill says and does; secrets have rules of their own. */
export const contentRules: readonly TextRule[] = [
  ...downloadAndRunRules,
  ...windowsDownloadRules,
  ...programDownloadRules,
  ...packageRules,
  ...lureRules,
  ...obfuscationRules,
  ...reverseShellRules,
  ...persistenceRules,
  ...weakeningRules,
  ...credentialRules,
  ...exfiltrationRules,
  ...collectorRules,
  ...proseExfiltrationRules,
  ...injectionRules,
  ...concealmentRules,
  ...takeoverRules,
  ...hiddenTextRules,
];
