import { readFileSync } from 'node:fs';
import type { Signature } from './core/pattern.js';
import { BUILTIN_PACK } from './generated/builtin-pack.js';
import { compileLazily } from './patterns/compile.js';
import { detailsOf, unpackSignatures, type OpenPack } from './patterns/packed.js';
import type { RawSignature } from './patterns/raw-signature.js';
import type { PackedTables } from './scan-tables.js';

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

/**
 * A file of its own, not a module: the engine would read all of it letter by letter to find the end of each text, where one run needs a tenth.
 */
function openPack(): BuiltinPack {
  if (pack !== undefined) return pack;
  const bytes = readFileSync(BUILTIN_PACK);
  const lineEnd = bytes.indexOf(0x0a);
  const head = JSON.parse(bytes.toString('latin1', 0, lineEnd)) as Omit<BuiltinPack, 'detail'>;
  const first = lineEnd + 1;
  return (pack = { ...head, detail: (start, end) => bytes.toString('latin1', first + start, first + end) });
}
