import type { ClockObservations } from './clock-observations.js';
import type { Diagnostic } from './diagnostic.js';
import type { LedgerScan } from './ledger.js';
import type { Origin } from './log-record.js';
import type { GoroutineDumpReport } from './multi-line-report.js';
import type { SourceId } from './position.js';
import type { Signal } from './signal.js';
import type { Stamp } from './stamp.js';
import type { VersionSighting } from './version.js';

/** One input stream, opened. `blocks` may be iterated once; it yields what could be read and reports trouble as diagnostics. */
export interface OpenSource {
  /** Name as the user gave it; `<stdin>` for standard input, `archive.tar!member` for members. */
  readonly name: string;
  readonly modifiedUs?: number;
  /** Bytes that it will yield, before decompression; absent where only reading tells. */
  readonly bytes?: number;
  readonly blocks: AsyncIterable<Uint8Array>;
  /** Filled while the blocks are read. */
  readonly diagnostics: readonly Omit<Diagnostic, 'source'>[];
}

/** When a program's words were seen in a source. */
export interface OriginCoverage {
  readonly records: number;
  readonly first?: { readonly stamp: Stamp; readonly line: number };
  readonly last?: { readonly stamp: Stamp; readonly line: number };
}

/** All that reading one source gave; plain data, bounded. */
export interface SourceScan {
  readonly source: SourceId;
  readonly name: string;
  readonly modifiedUs?: number;
  readonly format: string;
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly candidates: number;
  readonly notUnderstood: { readonly lines: number; readonly first?: { readonly line: number; readonly text: string } };
  readonly host?: string;
  readonly observations: ClockObservations;
  readonly coverage: ReadonlyMap<Origin, OriginCoverage>;
  readonly signals: readonly Signal[];
  /** Open requests, changes of state, boots and gaps; absent where nobody looked. */
  readonly ledger?: LedgerScan;
  readonly droppedSignals: ReadonlyMap<string, number>;
  readonly dumps: readonly GoroutineDumpReport[];
  /** Versions that programs told of themselves, in order; bounded. */
  readonly versions: readonly VersionSighting[];
  /** The source is a bare dump file: what it shows happened when it was written. */
  readonly isDump: boolean;
  readonly diagnostics: readonly Diagnostic[];
}
