/**
 * How a client writes a server that is reached over HTTP: its entry, with `{name}`, `{url}` and `{headers}` where the
 * server's own go.
 */
export type HttpShape = Readonly<Record<string, string | boolean | number | readonly string[]>>;

/** `type` says which of the HTTP transports it is. */
export const typedHttp: HttpShape = { type: 'http', url: '{url}', headers: '{headers}' };

/** The transport is found out by asking. */
export const untypedHttp: HttpShape = { url: '{url}', headers: '{headers}' };

/** As Codeium's and Google's editors spell it. */
export const serverUrlHttp: HttpShape = { serverUrl: '{url}', headers: '{headers}' };
