import { BUILTIN_PATTERNS } from './generated/builtin-patterns.js';
import type { RawSignature } from './patterns/raw-signature.js';

/** The signatures that come with docklog, by id; those that only serve rules are left out. */
export function builtinSignatures(): readonly RawSignature[] {
  return BUILTIN_PATTERNS.filter(({ finding }) => finding !== false);
}
