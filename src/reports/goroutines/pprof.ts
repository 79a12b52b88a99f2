import type { GoFrame } from '../../core/goroutine-dump.js';
import { finishDump } from './finish.js';
import { FrameTable } from './frame-table.js';
import { stateOf } from './profile.js';
import { ProtoReader } from './proto-reader.js';
import type { ReadDump } from './reader.js';
import { StackTable } from './stack-table.js';
import { StatusTable } from './status-table.js';

/** Bytes of a profile that are read; that of a daemon with 10,000 distinct stacks has 5 MB. */
export const MAX_PPROF_BYTES = 64 * 1024 * 1024;
const MAX_FRAMES = 1024;
const MAX_ENTRIES = 2_000_000;

/** A goroutine profile as pprof writes it without `debug`, unpacked. */
export interface PprofDump {
  readonly read: ReadDump;
  /** When it was taken, µs since the Unix epoch; absent if it does not say so. */
  readonly timeUs?: number;
}

/**
 * Whether bytes begin as a profile does (`profile.proto` of github.com/google/pprof): with the type of its period, as Go writes it, or of its
 * samples, as pprof does; each is a message of two indexes into the table of strings.
 */
export function isPprof(head: Uint8Array): boolean {
  const [key, length = 0] = head;
  if ((key !== 0x5a && key !== 0x0a) || length < 2 || length > 8 || head.length < length + 4) return false;
  const type = new ProtoReader(head, 2, 2 + length);
  let fields = 0;
  while (type.next()) {
    if ((type.field !== 1 && type.field !== 2) || type.number === 0) return false;
    fields++;
  }
  return !type.damaged && fields === 2;
}

interface Location {
  readonly address: number;
  /** Function id and line, the innermost first. */
  readonly lines: readonly (readonly [number, number])[];
}

interface Sample {
  readonly locations: readonly number[];
  readonly count: number;
}

/** Everything of a profile that matters for goroutines; ids are those of the file. */
class Tables {
  readonly samples: Sample[] = [];
  readonly locations = new Map<number, Location>();
  readonly functions = new Map<number, readonly [name: number, file: number]>();
  readonly strings: string[] = [];
  sampleType = 0;
  timeNanos = 0;
}

/** The dump in a profile; undefined if the bytes are no profile of goroutines. Bytes that are cut give what they hold. */
export function parsePprof(bytes: Uint8Array): PprofDump | undefined {
  if (!isPprof(bytes)) return undefined;
  const tables = new Tables();
  const reader = new ProtoReader(bytes, 0, bytes.length);
  while (reader.next()) readField(reader, tables);
  const type = tables.strings[tables.sampleType];
  if (type !== 'goroutine' && type !== 'goroutineleak') return undefined;
  const table = new StackTable(new FrameTable(), new StatusTable());
  const frames = new Map<string, GoFrame>();
  for (const { locations, count } of tables.samples) {
    const stack = framesOf(locations, tables, frames);
    table.addProfiled(stateOf(stack), stack, count, 1, type === 'goroutineleak');
  }
  if (table.total === 0) return undefined;
  const { dump, goVersion } = finishDump(table, reader.damaged);
  return {
    read: {
      dump,
      crash: false,
      profile: true,
      ...(goVersion === undefined ? {} : { goVersion }),
      damaged: 0,
      damagedLines: [],
      skipped: 0,
      waiting: 0,
      leaked: table.leaked,
      overflowed: table.overflowed,
    },
    ...(tables.timeNanos > 0 ? { timeUs: Math.floor(tables.timeNanos / 1000) } : {}),
  };
}

/** Field numbers of `Profile`: 1 sample type, 2 sample, 4 location, 5 function, 6 string, 9 time in ns. */
function readField(reader: ProtoReader, tables: Tables): void {
  switch (reader.field) {
    case 1:
      for (const type = reader.message(); type.next();) if (type.field === 1) tables.sampleType = type.number;
      break;
    case 2:
      if (tables.samples.length < MAX_ENTRIES) tables.samples.push(readSample(reader.message()));
      break;
    case 4:
      if (tables.locations.size < MAX_ENTRIES) readLocation(reader.message(), tables);
      break;
    case 5:
      if (tables.functions.size < MAX_ENTRIES) readFunction(reader.message(), tables);
      break;
    case 6:
      if (tables.strings.length < MAX_ENTRIES) tables.strings.push(reader.text());
      break;
    case 9:
      tables.timeNanos = reader.number;
      break;
  }
}

/** `Sample`: 1 locations, the innermost first; 2 values, of which goroutine profiles have one; 3 labels, which may be secret. */
function readSample(reader: ProtoReader): Sample {
  const locations: number[] = [];
  const values: number[] = [];
  while (reader.next()) {
    if (reader.field === 1) reader.numbers(locations, MAX_FRAMES);
    else if (reader.field === 2) reader.numbers(values, 1);
  }
  return { locations, count: values[0] ?? 0 };
}

/** `Location`: 1 id, 3 address, 4 lines (1 function, 2 line). */
function readLocation(reader: ProtoReader, tables: Tables): void {
  const lines: [number, number][] = [];
  let id = 0;
  let address = 0;
  while (reader.next()) {
    if (reader.field === 1) id = reader.number;
    else if (reader.field === 3) address = reader.number;
    else if (reader.field === 4 && lines.length < MAX_FRAMES) {
      const line: [number, number] = [0, 0];
      for (const inner = reader.message(); inner.next();) {
        if (inner.field === 1 || inner.field === 2) line[inner.field - 1] = inner.number;
      }
      lines.push(line);
    }
  }
  tables.locations.set(id, { address, lines });
}

/** `Function`: 1 id, 2 name, 4 file. */
function readFunction(reader: ProtoReader, tables: Tables): void {
  let id = 0;
  let name = 0;
  let file = 0;
  while (reader.next()) {
    if (reader.field === 1) id = reader.number;
    else if (reader.field === 2) name = reader.number;
    else if (reader.field === 4) file = reader.number;
  }
  tables.functions.set(id, [name, file]);
}

function framesOf(ids: readonly number[], tables: Tables, known: Map<string, GoFrame>): GoFrame[] {
  const frames: GoFrame[] = [];
  const add = (name: string, file: string, line: number): void => {
    if (frames.length >= MAX_FRAMES) return;
    const key = `${line} ${name} ${file}`;
    const frame = known.get(key) ?? { function: name, file, line };
    known.set(key, frame);
    frames.push(frame);
  };
  for (const id of ids) {
    const location = tables.locations.get(id);
    if (location === undefined) continue;
    if (location.lines.length === 0) add(`0x${location.address.toString(16)}`, '', 0);
    for (const [functionId, line] of location.lines) {
      const [name, file] = tables.functions.get(functionId) ?? [0, 0];
      add(tables.strings[name] ?? '', tables.strings[file] ?? '', line);
    }
  }
  // As `debug=1` has it: what a goroutine is parked in is told by the function that parked it.
  const first = frames.findIndex((frame) => !frame.function.startsWith('runtime.'));
  const shown = first > 0 ? frames.slice(first) : frames;
  return shown.at(-1)?.function === 'runtime.goexit' ? shown.slice(0, -1) : shown;
}
