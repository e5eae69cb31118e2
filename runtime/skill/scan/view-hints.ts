/** What starts a program from a list of its arguments. */
const runners = [
  'subprocess',
  'popen',
  'spawn',
  'execfile',
  'exec.command',
  'processbuilder',
  'start-process',
];

/** What stands in a file of which other views are worth a look, by the numbers below. */
export const viewHints: readonly (readonly string[])[] = [
  ['rot13', 'rot_13'],
  runners,
  ['[::-1]', '.reverse()'],
];

export const rotatedView = 0;
export const argumentsView = 1;
export const reversedText = 2;
