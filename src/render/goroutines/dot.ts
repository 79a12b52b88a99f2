import type { DumpDetails, DumpLock, DumpsDocument } from '../../core/dump-details.js';
import { forAsciiTerminal } from '../sanitize.js';
import { minutesWords } from '../times.js';
import { formatCount, percent } from '../words.js';
import { holderName, lockWords, waitWords } from './words.js';

const MAX_DUMPS = 50;
const MAX_LOCKS = 200;
const MAX_LABEL = 160;

/** A string of Graphviz's language: quotes and backslashes escaped, so that no text of a dump can end it or be an escape in it. */
function quoted(lines: readonly string[]): string {
  const escape = (text: string): string =>
    forAsciiTerminal(text).slice(0, MAX_LABEL).replace(/\\/g, '\\\\').replace(/"/g, '\\"');
  return `"${lines
    .filter((line) => line !== '')
    .map(escape)
    .join('\\n')}"`;
}

/** The wait-for graph in Graphviz's language, an edge from who waits to what it waits for: `docklog goroutines -f dot F | dot -Tsvg`. */
export function* renderDumpsDot(document: DumpsDocument): Generator<string> {
  yield 'digraph waits {\n  rankdir=LR;\n  node [fontname="sans-serif", fontsize=10];\n  edge [fontname="sans-serif", fontsize=9];\n';
  for (const [index, dump] of document.dumps.slice(0, MAX_DUMPS).entries()) {
    if (dump.locks.length === 0 && dump.cycles.length === 0) continue;
    yield `  subgraph cluster_${index} {\n    label=${quoted([`${dump.program}, ${dump.source}:${dump.line}`])};\n`;
    for (const line of graphLines(dump, `d${index}_`)) yield `    ${line}\n`;
    yield '  }\n';
  }
  yield '}\n';
}

function* graphLines(dump: DumpDetails, prefix: string): Generator<string> {
  const goroutines = new Map<number, string>();
  const inRing = new Set(dump.cycles.flat());
  const locks = dump.locks.slice(0, MAX_LOCKS);
  for (const lock of locks) {
    const { key, holder } = lock;
    yield `${prefix}${key} [shape=box, label=${quoted([lockWords(lock), `${formatCount(lock.waiters)} waiting`])}];`;
    yield* queueLines(lock, prefix);
    // In a profile holders have no id: each stands for itself.
    const node = holder === undefined ? undefined : holderNode(lock, prefix);
    if (holder === undefined || node === undefined) continue;
    if (holder.goroutine === 0 || !goroutines.has(holder.goroutine)) {
      const waits = holder.waitMinutes < 1 ? '' : minutesWords(holder.waitMinutes);
      const look = inRing.has(holder.goroutine) ? ', color=red, penwidth=2' : '';
      const label = [holderName(holder.goroutine), holder.entry ?? '', holder.waitsFor, waits];
      yield `${node} [shape=ellipse, style=bold, label=${quoted(label)}${look}];`;
      goroutines.set(holder.goroutine, node);
      if (holder.lock !== undefined) yield `${node} -> ${prefix}${holder.lock} [label="waits for"];`;
    }
    yield `${prefix}${key} -> ${node} [style=dashed, label=${quoted([`held by, ${percent(holder.confidence)}`])}];`;
  }
  for (const cycle of dump.cycles) {
    for (const [at, id] of cycle.entries()) {
      const next = cycle[(at + 1) % cycle.length] ?? id;
      for (const one of [id, next]) {
        if (goroutines.has(one)) continue;
        const group = dump.groups.find(({ ids }) => ids.includes(one));
        goroutines.set(one, `${prefix}g${one}`);
        yield `${prefix}g${one} [shape=ellipse, style=bold, color=red, penwidth=2, label=${quoted([holderName(one), group?.doing ?? ''])}];`;
      }
      yield `${goroutines.get(id) ?? ''} -> ${goroutines.get(next) ?? ''} [color=red, penwidth=2, label="DEADLOCK"];`;
    }
  }
}

function holderNode(lock: DumpLock, prefix: string): string {
  return lock.holder?.goroutine === 0 ? `${prefix}${lock.key}_holder` : `${prefix}g${lock.holder?.goroutine ?? 0}`;
}

/** One node for all waiters of a kind. */
function* queueLines(lock: DumpLock, prefix: string): Generator<string> {
  const waits = waitWords(lock.minWaitMinutes, lock.maxWaitMinutes);
  for (const [at, { what, count }] of lock.queue.entries()) {
    const many = count === undefined ? '' : `${formatCount(count)} `;
    yield `${prefix}${lock.key}_q${at} [shape=plain, label=${quoted([`${many}${what}`])}];`;
    yield `${prefix}${lock.key}_q${at} -> ${prefix}${lock.key} [label=${quoted([waits])}];`;
  }
}
