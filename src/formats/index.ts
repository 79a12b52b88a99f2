import type { EnvelopeFormat, LogFormat } from '../core/log-format.js';
import { ENVELOPES } from './envelopes.js';
import { PAYLOADS } from './payloads.js';

export { detectEnvelope } from './detect.js';
export type { Detection } from './detect.js';
export { createRecordParser } from './record-parser.js';
export type { RecordParser, RecordParserOptions } from './record-parser.js';

/** All formats: envelopes in the order of detection, then payloads in the order in which they are tried. */
export const FORMATS: readonly LogFormat[] = [...ENVELOPES, ...PAYLOADS];

/** The envelope format of a name; undefined if there is none. */
export function envelopeByName(name: string): EnvelopeFormat | undefined {
  return ENVELOPES.find((format) => format.name === name);
}
