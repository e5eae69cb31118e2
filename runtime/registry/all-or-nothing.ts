import { AiosError } from '../errors.ts';

/** What a journal asks for, both ways. */
export interface TwoWays {
  carryOut(): Promise<void>;
  /** @returns false when nothing is known of how it could be undone */
  undo(): Promise<boolean>;
}

/**
 * Carries out what is written in a journal, all of it or nothing.
 * @throws what kept it from being carried out, once all is as before; the journal stands only where that failed too
 */
export async function allOrNothing({ carryOut, undo }: TwoWays): Promise<void> {
  try {
    await carryOut();
  } catch (error) {
    if (!(await undo().catch(() => false)))
      throw withMore(
        error,
        'Some skills may be switched already; the next command makes all of them the same, once it can write there.',
      );
    throw withMore(error, 'Nothing was changed: every skill is as it was before.');
  }
}

function withMore(error: unknown, sentence: string): unknown {
  if (!AiosError.is(error)) return error;
  const { message, code, remedy, file } = error;
  return new AiosError(`${message} ${sentence}`, { code, remedy, ...(file && { file }), cause: error });
}
