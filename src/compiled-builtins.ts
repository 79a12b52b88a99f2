import type { Signature } from './core/pattern.js';
import { DETECTIONS, LITERALS, SEARCH_TABLE, TEXT_ENDS, TEXTS } from './generated/builtin-pack.js';
import { unpackSearchTable } from './lines/search-table.js';
import { compileLazily } from './patterns/compile.js';
import { lazyTexts, unpackDetections } from './patterns/packed.js';
import type { PackedTable } from './scan-tables.js';

const PACKED_TEXTS = { texts: TEXTS, textEnds: TEXT_ENDS };

/** The signatures that come with docklog, ready for use; their texts and regular expressions are read when they are asked for. */
export function compiledBuiltins(): readonly Signature[] {
  return unpackDetections({ detections: DETECTIONS }).map((detection, index) =>
    compileLazily(detection, lazyTexts(PACKED_TEXTS, index)),
  );
}

/** The search table for exactly these signatures. */
export const BUILTIN_TABLE: PackedTable = { literals: LITERALS, table: () => unpackSearchTable(SEARCH_TABLE) };
