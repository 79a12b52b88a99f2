/** Codes of errors that are the caller's: misuse of the API, bad options, a broken pattern file. */
export type DocklogErrorCode = 'bad-option' | 'bad-pattern' | 'no-input';

/** Thrown only for misuse and broken configuration; input never makes docklog throw. */
export class DocklogError extends Error {
  readonly code: DocklogErrorCode;

  constructor(code: DocklogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DocklogError';
    this.code = code;
  }
}
