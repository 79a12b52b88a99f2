import type { Signature } from './core/pattern.js';
import { BUILTIN_PACK } from './generated/builtin-pack.js';
import { compileLazily } from './patterns/compile.js';
import { detailsOf, unpackSignatures, type OpenPack } from './patterns/packed.js';
import type { RawSignature } from './patterns/raw-signature.js';
import type { PackedTables } from './scan-tables.js';
import { openPackFile } from './sources/open-pack.js';

/** The signatures that come with docklog, ready for use, and the tables to look for them. */
export interface CompiledBuiltins {
  readonly signatures: readonly Signature[];
  readonly tables: PackedTables;
}

type BuiltinPack = OpenPack & { readonly tables: PackedTables };

let pack: BuiltinPack | undefined;

/** Patterns, texts and regular expressions are read when they are asked for. */
export function compiledBuiltins(): CompiledBuiltins {
  const open = openPack();
  return {
    signatures: open.heads.map((head, index) => compileLazily(head, detailsOf(open, index))),
    tables: open.tables,
  };
}

/** All of them as they are written, with their texts. */
export function rawBuiltins(): readonly RawSignature[] {
  return unpackSignatures(openPack());
}

function openPack(): BuiltinPack {
  if (pack !== undefined) return pack;
  const { head, detail } = openPackFile(BUILTIN_PACK);
  return (pack = { ...(head as Omit<BuiltinPack, 'detail'>), detail });
}
