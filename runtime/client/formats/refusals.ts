import { AiosError } from '../../errors.ts';
import { positionAt } from './text-lines.ts';

/** The languages of config files, as error messages name them. */
export type Language = 'JSON' | 'JSON5' | 'TOML' | 'YAML';

/** The refusal of a file that cannot be read with certainty, at an offset into its text. */
export function notParsable(
  language: Language,
  file: string,
  text: string,
  offset: number,
  what: string,
  cause?: unknown,
): AiosError {
  const { line, column } = positionAt(text, offset);
  return new AiosError(`${file}, line ${line}, column ${column}: not valid ${language}: ${what}.`, {
    code: 'config_not_parsable',
    remedy: 'Correct the file there in an editor, then try again; nothing was changed.',
    file,
    line,
    column,
    cause,
  });
}

/**
 * The refusal of a file in which a path leads to something that holds no entries.
 * @param path the keys that lead there; none for the file as a whole
 * @param held what is there, as in "a string"
 * @param needed what would have to be there
 */
export function notObject(
  file: string,
  text: string,
  offset: number,
  path: readonly string[],
  held: string,
  needed: string,
): AiosError {
  const { line, column } = positionAt(text, offset);
  const where = path.length === 0 ? 'the file' : `"${path.join('.')}"`;
  return new AiosError(
    `${file}, line ${line}, column ${column}: ${where} holds ${held} where ${needed} is needed.`,
    {
      code: 'config_not_object',
      remedy: `Make ${where} ${needed}, or take it out, then try again; nothing was changed.`,
      file,
      line,
      column,
    },
  );
}

/**
 * The refusal of a file that can be read but not safely edited.
 * @param what stands at the offset, as the rest of a sentence
 * @param remedy what a person does about it, without the end of the sentence
 */
export function notEditable(
  file: string,
  text: string,
  offset: number,
  what: string,
  remedy: string,
): AiosError {
  const { line, column } = positionAt(text, offset);
  return new AiosError(`${file}, line ${line}, column ${column}: ${what}.`, {
    code: 'config_not_editable',
    remedy: `${remedy}, then try again; nothing was changed.`,
    file,
    line,
    column,
  });
}

/** What the safety net throws when an edit would have changed anything but the entry. */
export function notFaithful(file: string, cause?: unknown): AiosError {
  return new AiosError(`${file} was not changed: the planned edit would have altered more than one entry.`, {
    code: 'edit_not_faithful',
    remedy: 'This is a fault in AI OS; please report it with the layout of that file.',
    file,
    cause,
  });
}

/** The refusal of a value that a language cannot hold. */
export function notWritable(language: Language, why: string): AiosError {
  return new AiosError(`The entry to be written is not ${language}: ${why}.`, {
    code: `entry_not_${language.toLowerCase()}`,
    remedy: 'This is a fault in AI OS; please report it. Nothing was changed.',
  });
}
