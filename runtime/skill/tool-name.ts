/** @returns the name of a skill's tool: every client takes lower-case letters, digits and underscores */
export function toolNameOf(id: string): string {
  return id.replaceAll('-', '_');
}
