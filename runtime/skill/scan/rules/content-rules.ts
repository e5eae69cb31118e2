import type { TextRule } from '../text-rule.ts';
import { collectorRules } from './collectors.ts';
import { concealmentRules } from './concealment.ts';
import { consentRules } from './consent.ts';
import { credentialRules } from './credentials.ts';
import { diversionRules } from './diversion.ts';
import { downloadAndRunRules } from './download-and-run.ts';
import { exfiltrationRules } from './exfiltration.ts';
import { hiddenTextRules } from './hidden-text.ts';
import { injectionRules } from './injection.ts';
import { lureRules } from './lure.ts';
import { misspelledPackageRules } from './misspelled-packages.ts';
import { obfuscationRules } from './obfuscation.ts';
import { packageRules } from './packages.ts';
import { persistenceRules } from './persistence.ts';
import { plainOrderRules } from './plain-orders.ts';
import { programDownloadRules } from './program-download.ts';
import { proseExfiltrationRules } from './prose-exfiltration.ts';
import { reverseShellRules } from './reverse-shell.ts';
import { takeoverRules } from './takeover.ts';
import { toldToRunRules } from './told-to-run.ts';
import { weakeningRules } from './weakening.ts';
import { windowsDownloadRules } from './windows-download.ts';

/** Every rule about what a skill says and does; secrets have rules of their own. */
export const contentRules: readonly TextRule[] = [
  ...downloadAndRunRules,
  ...windowsDownloadRules,
  ...programDownloadRules,
  ...toldToRunRules,
  ...packageRules,
  ...misspelledPackageRules,
  ...lureRules,
  ...obfuscationRules,
  ...reverseShellRules,
  ...persistenceRules,
  ...weakeningRules,
  ...credentialRules,
  ...exfiltrationRules,
  ...collectorRules,
  ...proseExfiltrationRules,
  ...diversionRules,
  ...injectionRules,
  ...concealmentRules,
  ...consentRules,
  ...takeoverRules,
  ...plainOrderRules,
  ...hiddenTextRules,
];
