import { AiosError, messageOf, systemErrorCode } from '../errors.ts';

/** An address as it may be shown and kept: without user, password, query and fragment, where secrets stand. */
export function addressWithoutSecrets(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

export function refusedAddress(address: string, why: string, remedy: string): AiosError {
  return new AiosError(`${address} is not fetched: ${why}.`, { code: 'source_refused', remedy });
}

export function cancelled(address: string): AiosError {
  return new AiosError(`Fetching ${address} was cancelled.`, {
    code: 'source_cancelled',
    remedy: 'Nothing was changed. Run the command again when you want it.',
  });
}

export function timedOut(address: string, why: string): AiosError {
  return new AiosError(`${address} took too long: ${why}.`, {
    code: 'source_timed_out',
    remedy: 'Check the connection and try again later.',
  });
}

export function tooLarge(address: string, maxBytes: number): AiosError {
  return new AiosError(`${address} is larger than ${maxBytes} bytes, the most that is fetched.`, {
    code: 'source_too_large',
    remedy: 'Ask for a smaller archive, or fetch it yourself and install from the folder.',
  });
}

export function unreadable(address: string, why: string, cause?: unknown): AiosError {
  return new AiosError(`What ${address} answers cannot be read: ${why}.`, {
    code: 'source_unreadable',
    remedy: 'Try again; when it stays so, tell those who run that address.',
    cause,
  });
}

/** What is said of an answer that is not the thing asked for. */
export function badStatus(address: string, status: number): AiosError {
  const says = (code: string, remedy: string): AiosError =>
    new AiosError(`${address} answers with status ${status}.`, { code, remedy });
  if (status === 404 || status === 410)
    return says('source_not_found', 'Check the spelling of the address; nothing stands there.');
  if (status === 401 || status === 403 || status === 407)
    return says('source_refused', 'Only what can be fetched without signing in can be installed from there.');
  if (status === 429 || status >= 500)
    return says('source_offline', 'The server is busy or broken; try again later.');
  return says('source_unreadable', 'Check that the address is that of a file which can be downloaded.');
}

/** Turns what a connection failed with into an AiosError; one that is an AiosError already passes unchanged. */
export function connectionError(error: unknown, address: string, received: number | undefined): AiosError {
  if (AiosError.is(error)) return error;
  const system = systemErrorCode(error);
  if (received !== undefined)
    return unreadable(address, `it broke off after ${received} bytes (${system ?? messageOf(error)})`, error);
  if (system?.startsWith('HPE_'))
    return unreadable(address, `it does not speak HTTP as it should (${system})`, error);
  return new AiosError(`${address} could not be reached: ${system ?? messageOf(error)}.`, {
    code: 'source_offline',
    remedy: 'Check the spelling of the address and that this machine is online, then try again.',
    cause: error,
  });
}
