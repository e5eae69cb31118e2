/** Whether a file or an address of this name is an archive that skills come in. */
export function isArchiveName(name: string): boolean {
  return /\.(?:zip|skill|tgz|tar\.gz|tar)$/iu.test(name);
}
