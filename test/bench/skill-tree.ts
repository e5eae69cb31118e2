import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const sentence = 'Reads a report, lists what was decided and by whom, and says what is missing from it. ';

/** What the tree's skill of a number is called. */
export function skillName(index: number): string {
  return `skill-${String(index).padStart(4, '0')}`;
}

/**
 * Writes agent skills of the size that public ones have: some kilobytes of instructions, a reference and a script.
 *
 * @param folder absolute; each skill becomes a folder in it
 */
export async function writeSkillTree(folder: string, count: number): Promise<string> {
  for (let index = 0; index < count; index += 1) {
    const name = skillName(index);
    const skill = join(folder, name);
    await mkdir(join(skill, 'references'), { recursive: true });
    await mkdir(join(skill, 'scripts'));
    const head = `---\nname: ${name}\ndescription: Does thing number ${index} with a report. Use when a report is given.\n---\n`;
    await writeFile(join(skill, 'SKILL.md'), `${head}# ${name}\n\n${sentence.repeat(60)}\n`);
    await writeFile(join(skill, 'references', 'guide.md'), `# Guide ${index}\n\n${sentence.repeat(40)}\n`);
    await writeFile(join(skill, 'scripts', 'run.py'), `print("skill ${index}")\n`.repeat(20));
  }
  return folder;
}

/**
 * Throws unless a folder holds a skill of the tree: nobody is timed failing. Looks at its reference, since some write
 * the SKILL.md anew.
 */
export async function expectSkill(tree: string, index: number, folder: string): Promise<void> {
  const places = [join(tree, skillName(index)), folder];
  const [wanted, found] = await Promise.all(
    places.map((place) => readFile(join(place, 'references', 'guide.md'), 'utf8')),
  );
  if (wanted !== found) throw new Error(`${folder} is not what was installed.`);
}
