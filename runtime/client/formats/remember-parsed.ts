/** A config before and after an edit, of each client that one operation writes to. */
const mostRemembered = 16;

/**
 * Remembers what texts were parsed to, for as long as the memory is not needed: one edit looks at the same two texts
 * again and again, to plan it, to keep what was there, to check it, and parsing is most of what it takes.
 *
 * @param parse without effects; its result is changed by nobody. What it throws is not remembered
 */
export function rememberParsed<Given extends readonly unknown[], Parsed extends object>(
  parse: (...given: Given) => Parsed,
): (...given: Given) => Parsed {
  let known: WeakRef<{ readonly given: Given; readonly parsed: Parsed }>[] = [];
  return (...given) => {
    const isSame = (one: Given): boolean => one.every((value, index) => value === given[index]);
    const held = known.map((reference) => reference.deref());
    const found = held.find((one) => one !== undefined && isSame(one.given));
    if (found !== undefined) return found.parsed;
    const made = { given, parsed: parse(...given) };
    known = [new WeakRef(made), ...known.filter((_one, index) => held[index] !== undefined)].slice(
      0,
      mostRemembered,
    );
    return made.parsed;
  };
}
