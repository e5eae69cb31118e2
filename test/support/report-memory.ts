/**
 * A preload that tells how much memory a process has held: `AIOS_TEST_MEMORY` names the file that gets the most, in
 * bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env.AIOS_TEST_MEMORY;
if (file !== undefined) process.on('exit', () => writeFileSync(file, String(mostBytes())));

/** Linux counts the parent's memory at the fork into `maxRSS`; what it says of the program itself is elsewhere. */
function mostBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes = ''] = /^VmHWM:\s*(\d+) kB$/mu.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
