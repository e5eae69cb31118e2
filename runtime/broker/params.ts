import { AiosError } from '../errors.ts';

/** What a parameter may be; with `?` it may be left out. */
type Kind = 'text' | 'text?' | 'texts?' | 'count?';

type ValueOf<K extends Kind> = K extends 'text'
  ? string
  : K extends 'text?'
    ? string | undefined
    : K extends 'texts?'
      ? readonly string[] | undefined
      : number | undefined;

/** Parameters by name. */
export type Shape = Readonly<Record<string, Kind>>;

export type ParamsOf<S extends Shape> = { readonly [Name in keyof S]: ValueOf<S[Name]> };

/** No id, version, digest or name of a client is longer, in UTF-16 code units. */
const maxTextLength = 256;
const maxTexts = 1000;
const maxCount = 1000;

const expected: Readonly<Record<Kind, string>> = {
  text: `text of 1 to ${maxTextLength} characters`,
  'text?': `text of 1 to ${maxTextLength} characters`,
  'texts?': `a list of at most ${maxTexts} texts`,
  'count?': `a whole number from 1 to ${maxCount}`,
};

/**
 * Checks what a client sent with a request.
 *
 * @param method named in the error
 * @returns the parameters of the shape, those left out as undefined
 * @throws AiosError `broker_params_invalid`
 */
export function parseParams<S extends Shape>(method: string, shape: S, params: unknown): ParamsOf<S> {
  const given = params ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) throw invalid(method, 'takes an object');
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(shape, name));
  if (unknown !== undefined) throw invalid(method, `knows no ${JSON.stringify(unknown.slice(0, 50))}`);
  const values = new Map(Object.entries(given));
  const parsed = Object.entries(shape).map(([name, kind]) => {
    const value: unknown = values.get(name);
    if (!isOfKind(value, kind)) throw invalid(method, `takes ${expected[kind]} as ${name}`);
    return [name, value];
  });
  return Object.fromEntries(parsed) as ParamsOf<S>;
}

function isOfKind(value: unknown, kind: Kind): boolean {
  if (value === undefined) return kind.endsWith('?');
  if (kind === 'count?') return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= maxCount;
  if (kind === 'texts?') return Array.isArray(value) && value.length <= maxTexts && value.every(isText);
  return isText(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= maxTextLength;
}

function invalid(method: string, problem: string): AiosError {
  return new AiosError(`${method} ${problem}.`, {
    code: 'broker_params_invalid',
    remedy: 'Bring AI OS to the same version everywhere.',
  });
}
