/** Names that Windows keeps for devices. */
export const deviceNames = /^(?:con|prn|aux|nul|com\d|lpt\d)$/u;

/** @returns whether a name is one by the specification: lower-case letters, digits, single hyphens, at most 64 */
export function isSpecificationName(name: string): boolean {
  return (
    [...name].length <= 64 &&
    /^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*$/u.test(name) &&
    name === name.toLowerCase().normalize('NFKC')
  );
}
