import { compileSignature } from './patterns/compile.js';
import { packSignatures, packTranslations, toAscii } from './patterns/packed.js';
import type { RawSignature } from './patterns/raw-signature.js';
import { packTables } from './scan-tables.js';

/** What `npm run generate` writes of the pattern files. Throws DocklogError `bad-pattern` for a signature that does not compile. */
export function packBuiltins(signatures: readonly RawSignature[]): {
  /** The file that `compiled-builtins.ts` opens: a line of JSON that is read at once, and a line of details. */
  readonly pack: string;
  /** Of the language that is not English. */
  readonly translations: string;
} {
  const { details, ...open } = packSignatures(signatures);
  const tables = packTables(signatures.map((raw) => compileSignature(raw)));
  return {
    pack: `${toAscii(JSON.stringify({ ...open, tables }))}\n${details}\n`,
    translations: packTranslations(signatures, 'zh-CN'),
  };
}
