import { Ajv2020 } from 'ajv/dist/2020.js';
import { unreadable } from '../../net/request-errors.ts';

/**
 * Makes a function that holds JSON from outside against a schema.
 *
 * @param schema JSON Schema 2020-12; describes `T` as far as it is used, and lets everything else be
 * @returns a function of the value and the address it came from, as it may be shown, that gives the value or throws
 *   AiosError `source_unreadable`
 */
export function jsonChecker<T>(schema: object): (value: unknown, address: string) => T {
  const validate = new Ajv2020({ strict: false, allErrors: false }).compile<T>(schema);
  return (value, address) => {
    if (validate(value)) return value;
    const [error] = validate.errors ?? [];
    throw unreadable(
      address,
      `${error?.instancePath || 'it'} ${error?.message ?? 'is not what it should be'}`,
    );
  };
}
