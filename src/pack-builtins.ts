import { packSearchTable, type PackedSearchTable } from './lines/search-table.js';
import { compileSignature } from './patterns/compile.js';
import { packSignatures, packTranslations, type PackedSignatures } from './patterns/packed.js';
import type { RawSignature } from './patterns/raw-signature.js';
import { makeTable } from './scan-tables.js';

/** What `npm run generate` writes of the pattern files. Throws DocklogError `bad-pattern` for a signature that does not compile. */
export function packBuiltins(signatures: readonly RawSignature[]): {
  readonly signatures: PackedSignatures;
  readonly literals: string;
  readonly table: PackedSearchTable;
  /** Of the language that is not English. */
  readonly translations: string;
} {
  const { literals, table } = makeTable(signatures.map((raw) => compileSignature(raw)));
  return {
    signatures: packSignatures(signatures),
    literals,
    table: packSearchTable(table),
    translations: packTranslations(signatures, 'zh-CN'),
  };
}
