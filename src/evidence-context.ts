import { DEFAULT_LIMITS } from './core/limits.js';
import type { ReportDocument } from './core/report-document.js';
import { prepareInput, type Input } from './sources/open-input.js';
import { readLines } from './sources/read-lines.js';

/** Lines of one source around the evidence in it, in order. */
export interface SourceContext {
  readonly source: string;
  /** `line` counts from 1. */
  readonly lines: readonly { readonly line: number; readonly text: string; readonly isEvidence: boolean }[];
}

/** Lines of one source that are kept; the first ones. */
const MAX_LINES = 5000;

/**
 * Reads again what stands `around` lines before and after each evidence line of a document, from inputs that can be read again (no streams).
 * A source that cannot be read any more is left out.
 */
export async function readEvidenceContext(
  inputs: readonly Input[],
  document: ReportDocument,
  around = 20,
): Promise<SourceContext[]> {
  const wanted = evidenceLines(document);
  const found: SourceContext[] = [];
  for (const input of inputs) {
    const prepared = await prepareInput(input);
    for await (const { name, blocks } of prepared.open()) {
      const evidence = wanted.get(name);
      if (evidence === undefined) continue;
      const lines = await readAround(blocks, evidence, around);
      if (lines.length > 0) found.push({ source: name, lines });
    }
  }
  return found;
}

function evidenceLines(document: ReportDocument): Map<string, Set<number>> {
  const lines = new Map<string, Set<number>>();
  for (const { evidence } of document.findings) {
    for (const { source, line } of evidence) {
      const known = lines.get(source);
      if (known === undefined) lines.set(source, new Set([line]));
      else known.add(line);
    }
  }
  return lines;
}

async function readAround(
  blocks: AsyncIterable<Uint8Array>,
  evidence: ReadonlySet<number>,
  around: number,
): Promise<SourceContext['lines']> {
  const windows = [...evidence].sort((a, b) => a - b);
  const last = (windows.at(-1) ?? 0) + around;
  const lines: { line: number; text: string; isEvidence: boolean }[] = [];
  let at = 0;
  for await (const batch of readLines(blocks, DEFAULT_LIMITS.maxLineBytes).batches) {
    for (const { number, text } of batch) {
      while (at < windows.length && number > (windows[at] ?? 0) + around) at++;
      if (number < (windows[at] ?? Infinity) - around) continue;
      lines.push({ line: number, text, isEvidence: evidence.has(number) });
      if (number >= last || lines.length >= MAX_LINES) return lines;
    }
  }
  return lines;
}
