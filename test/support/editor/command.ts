import { AiosError } from '../../../runtime/errors.ts';

/**
 * Runs a program of ours: Ctrl-C ends it with what it started, and an error is printed with its remedy and
 * exit code 1. Errors that are not meant for people keep their stack.
 */
export async function runProgram(main: () => Promise<void>): Promise<void> {
  // Leaving by process.exit lets the 'exit' handlers end the server and the browser.
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  try {
    await main();
  } catch (error) {
    if (AiosError.is(error)) console.error(`${error.message}\n${error.remedy}`);
    else console.error(error);
    process.exitCode = 1;
  }
}
