import type { InstalledSkill } from '../../registry/installed-skill.ts';
import { propertiesOf } from '../listing.ts';

/** What all kinds of fields have. */
interface FieldLabel {
  readonly title?: string;
  readonly description?: string;
}

/** A field of a form, of the few kinds that elicitation knows (revision 2025-06-18, "Requested Schema"). */
export type FormField = FieldLabel &
  (
    | { readonly type: 'string'; readonly enum?: string[] }
    | { readonly type: 'number' }
    | { readonly type: 'integer' }
    | { readonly type: 'boolean' }
  );

export type MissingForm = {
  readonly type: 'object';
  readonly properties: Record<string, FormField>;
  readonly required: string[];
};

/** A longer form is no longer a question. */
const maxFields = 8;

/**
 * @returns a form that asks for the required inputs that are not there; undefined when none is missing, or one of
 *   them is nothing that fits into a form
 */
export function missingInputs(
  { inputSchema }: Pick<InstalledSkill, 'inputSchema'>,
  input: Readonly<Record<string, unknown>>,
): MissingForm | undefined {
  const required = Array.isArray(inputSchema.required) ? inputSchema.required : [];
  const missing = required.filter((name) => typeof name === 'string' && !Object.hasOwn(input, name));
  if (missing.length === 0 || missing.length > maxFields) return undefined;
  const known = propertiesOf(inputSchema);
  const fields = missing.map((name) => [name, fieldOf(Object.hasOwn(known, name) ? known[name] : undefined)]);
  if (fields.some(([, field]) => field === undefined)) return undefined;
  return { type: 'object', properties: Object.fromEntries(fields), required: missing };
}

function fieldOf(schema: ReturnType<typeof propertiesOf>[string] | undefined): FormField | undefined {
  if (schema === undefined) return undefined;
  const about = {
    ...(typeof schema.title === 'string' && { title: schema.title }),
    ...(typeof schema.description === 'string' && { description: schema.description }),
  };
  const { enum: values } = schema;
  if (Array.isArray(values))
    return values.every((value) => typeof value === 'string') && values.length > 0
      ? { ...about, type: 'string', enum: values }
      : undefined;
  const type = fieldTypes.find((candidate) => candidate === schema.type);
  return type && { ...about, type };
}

const fieldTypes = ['string', 'number', 'integer', 'boolean'] as const;
