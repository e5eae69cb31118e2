/** @returns every first word before every second one: hints for phrases whose words alone are too common */
export function phrases(first: readonly string[], second: readonly string[]): string[] {
  return first.flatMap((one) => second.map((two) => `${one} ${two}`));
}
