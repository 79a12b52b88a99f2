import { rawBuiltins } from './compiled-builtins.js';
import type { RawSignature } from './patterns/raw-signature.js';

/** The signatures that come with docklog, by id; those that only serve rules are left out. */
export function builtinSignatures(): readonly RawSignature[] {
  return rawBuiltins().filter(({ finding }) => finding !== false);
}
