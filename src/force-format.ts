import { DocklogError } from './core/docklog-error.js';
import type { EnvelopeFormat } from './core/log-format.js';
import { FORMATS } from './formats/index.js';

/** The format of all inputs, because the user says so; `format` undefined: bare lines, for payload formats have no envelope. */
export interface ForcedFormat {
  readonly format: EnvelopeFormat | undefined;
  /** Why, in words. */
  readonly reason: string;
}

/** The format of a name as in `FORMATS`. Throws `bad-option` for a name that is none. */
export function forceFormat(name: string): ForcedFormat {
  const format = FORMATS.find((one) => one.name === name);
  if (format === undefined) throw new DocklogError('bad-option', `no format ${name}; docklog formats lists them`);
  return { format: format.kind === 'envelope' ? format : undefined, reason: 'as told' };
}
