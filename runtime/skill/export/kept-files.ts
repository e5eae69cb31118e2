/**
 * A skill's own files stand in its export under their own names, but for those whose name the export needs itself;
 * they stand in this folder. Names that only differ in case are one name on many systems.
 */
const keptFolder = 'aios-original/';

const takenFirst = new Set(['skill.md', 'skill.yaml', 'bundle.yaml', 'aios-original']);
const takenBelowReferences = new Set(['schema.input.json', 'schema.output.json']);

/** @returns where a file of the skill's own stands in the export */
export function keptPath(path: string): string {
  const [first = '', second] = path.split('/');
  const isTaken = takenFirst.has(fold(first));
  const isReference = fold(first) === 'references';
  const isReferenceTaken =
    isReference && (first !== 'references' || second === undefined || takenBelowReferences.has(fold(second)));
  return isTaken || isReferenceTaken ? `${keptFolder}${path}` : path;
}

/** @returns the name in the skill of a file in its export */
export function originalPath(path: string): string {
  return path.startsWith(keptFolder) ? path.slice(keptFolder.length) : path;
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
