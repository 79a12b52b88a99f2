import { factFileOf, type FactFile } from './bundles/read-facts.js';
import type { Diagnostic } from './core/diagnostic.js';
import type { SourceId } from './core/position.js';
import { joinRotated } from './join-rotated.js';
import { scanSource, type NovelScan, type ScanTables } from './scan-source.js';
import type { PreparedInput } from './sources/open-input.js';
import { untilAborted } from './sources/until-aborted.js';

/** What the reading of all inputs gave. */
export interface InputScans {
  readonly scans: readonly NovelScan[];
  /** Beginnings of the small files that tell of the host of a bundle. */
  readonly facts: readonly FactFile[];
}

/** Bytes kept of a file that tells of the host, and such files kept. */
const FACT_BYTES = 2048;
const MAX_FACTS = 1000;

interface ScanInputsOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly source: string; readonly bytes: number }) => void;
}

/**
 * Reads all sources of the inputs, one after the other. Members of directories and archives that hold nothing of a log are counted, not kept.
 * The id of a source is its place in the result.
 */
export async function scanInputs(
  inputs: readonly PreparedInput[],
  tables: ScanTables,
  { signal, onProgress }: ScanInputsOptions,
): Promise<InputScans> {
  const scans: NovelScan[] = [];
  const facts: FactFile[] = [];
  let { noveltyBytes } = tables;
  for (const input of inputs) {
    let uselessCount = 0;
    let firstUseless = '';
    for await (const source of untilAborted(input.open(), signal)) {
      const id = scans.length;
      const progress = (bytes: number): void => onProgress?.({ source: source.name, bytes });
      const isFact = source.isMember === true && facts.length < MAX_FACTS && factFileOf(source.name) !== undefined;
      const kept = isFact ? withHead(source.blocks) : { blocks: source.blocks, text: () => '' };
      const opened = { ...source, blocks: kept.blocks };
      const scan = await scanSource(id, opened, { ...tables, noveltyBytes }, progress, signal);
      // Of short ones nothing was told while they were read.
      progress(scan.bytes);
      if (isFact) facts.push({ name: source.name, text: kept.text() });
      // What lies in archives may be much larger than they are.
      if (source.isMember === true) noveltyBytes = Math.max(0, noveltyBytes - scan.bytes);
      if (source.container !== undefined) {
        const own = source.diagnostics.map((diagnostic) => ({ ...diagnostic, source: id }));
        if (source.name === input.name && uselessCount > 0) own.push(describeUseless(id, uselessCount, firstUseless));
        if (own.length > 0) scans.push({ ...scan, format: source.container, diagnostics: own });
      } else if (source.isMember !== true || isUseful(scan)) scans.push(scan);
      else {
        uselessCount++;
        firstUseless ||= source.name;
      }
    }
  }
  return { scans: joinRotated(scans), facts };
}

/** The same blocks, their beginning kept. */
function withHead(blocks: AsyncIterable<Uint8Array>): { blocks: AsyncIterable<Uint8Array>; text: () => string } {
  let head = Buffer.alloc(0);
  async function* keep(): AsyncGenerator<Uint8Array> {
    for await (const block of blocks) {
      if (head.length < FACT_BYTES) head = Buffer.concat([head, block.subarray(0, FACT_BYTES - head.length)]);
      yield block;
    }
  }
  return { blocks: keep(), text: () => head.toString('utf8') };
}

/** Whether a file that nobody named tells anything: a time, a signal, a dump, a version, or that it could not be read. */
function isUseful({ signals, dumps, versions, observations, diagnostics, daemonData }: NovelScan): boolean {
  const { wall, civil, monotonic } = observations;
  return (
    signals.length > 0 ||
    dumps.length > 0 ||
    daemonData !== undefined ||
    versions.length > 0 ||
    wall !== undefined ||
    civil !== undefined ||
    monotonic !== undefined ||
    diagnostics.some(({ severity }) => severity === 'error')
  );
}

function describeUseless(source: SourceId, count: number, first: string): Diagnostic {
  return {
    code: 'members-skipped',
    severity: 'info',
    source,
    text: `${count} text files that hold no log, dump or known failure were read and left out, the first one ${first}`,
  };
}
