/** Where in a file something went wrong. Lines and columns count from 1. */
export interface SourcePosition {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface AiosErrorOptions extends SourcePosition {
  /** Stable, for programs: snake_case, e.g. `config_not_parsable`. */
  readonly code: string;
  /** What a person does to get past it. One sentence. */
  readonly remedy: string;
  /** For programs, what the message says in words: printed with `--json`. JSON values only. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one family of errors that people are meant to see. `message` says what happened and where,
 * `remedy` what to do. Programs tell errors apart by `code`, never by message.
 */
export class AiosError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(message: string, options: AiosErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AiosError';
    this.code = options.code;
    this.remedy = options.remedy;
    this.file = options.file;
    this.line = options.line;
    this.column = options.column;
    this.details = options.details;
  }

  static is(value: unknown, code?: string): value is AiosError {
    return value instanceof AiosError && (code === undefined || value.code === code);
  }
}

/** The `code` of a Node system error (`ENOENT`, `EACCES`, …), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const fileRemedies: Record<string, string> = {
  EACCES: 'Give your user account permission to write there, or choose another home with --home.',
  EPERM: 'Give your user account permission to write there, or choose another home with --home.',
  EROFS: 'That file system is read-only; choose another home with --home or AIOS_HOME.',
  ENOTDIR: 'A part of that path is a file, not a folder; move it away or choose another home with --home.',
  ENOSPC: 'The disk is full; free some space and run the command again.',
  ELOOP: 'The symbolic links there lead in a circle; replace them with a real file.',
  EISDIR: 'A folder stands where a file belongs; move it away and run the command again.',
};

/**
 * Turns a file system error into an AiosError that names the path and the remedy. An AiosError passes unchanged.
 *
 * @param error what was thrown
 * @param doing what was being done, as in "Could not <doing>"
 * @param path the file or folder it was done to
 */
export function fileError(error: unknown, doing: string, path: string): AiosError {
  if (error instanceof AiosError) return error;
  const system = systemErrorCode(error);
  return new AiosError(`Could not ${doing} ${path}: ${system ?? messageOf(error)}.`, {
    code: system === undefined ? 'file_error' : `file_${system.toLowerCase()}`,
    remedy: (system && fileRemedies[system]) ?? 'Check that the path exists and that you may write there.',
    file: path,
    cause: error,
  });
}
