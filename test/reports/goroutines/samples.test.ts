import { describe, expect, it } from 'vitest';
import { createGoroutineReader } from '../../../src/reports/goroutines/reader.js';
import { hasShared, readDumps, sharedBytes } from './support.js';

interface Truth {
  readonly file: string;
  readonly goroutines: number;
  readonly states: Readonly<Record<string, number>>;
  readonly max_minutes: number;
}

const INDEX = 'formats/samples/goroutines/index.ndjson';

function truths(): Truth[] {
  if (!hasShared) return [];
  return sharedBytes(INDEX)
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Truth);
}

/** The truth was made by matching headers and has attributes as part of the state; they are told apart here. */
function withoutMarks(states: Readonly<Record<string, number>>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [state, count] of Object.entries(states)) {
    const plain = state.replace(/ \((?:leaked|durable|scan)\)$/, '');
    counts[plain] = (counts[plain] ?? 0) + count;
  }
  return counts;
}

describe.skipIf(!hasShared)('dumps of Go 1.4 to 1.27 and of dockerd and containerd', () => {
  it('has more than 400 of them', () => {
    expect(truths().length).toBeGreaterThan(400);
  });

  it.each(truths().map((truth) => [truth.file, truth] as const))('counts %s', (file, truth) => {
    const reads = readDumps(sharedBytes(`formats/samples/${file}`));
    const states: Record<string, number> = {};
    for (const { dump } of reads) {
      for (const [state, count] of Object.entries(dump.states)) states[state] = (states[state] ?? 0) + count;
    }
    expect(reads.reduce((sum, { dump }) => sum + dump.total, 0)).toBe(truth.goroutines);
    expect(states).toEqual(withoutMarks(truth.states));
    expect(Math.max(0, ...reads.map(({ dump }) => dump.longestWaitMinutes))).toBe(truth.max_minutes);
    expect(reads.reduce((sum, { damaged }) => sum + damaged, 0)).toBe(0);
    // The text of one panic up to Go 1.19 holds what looks like a header: it makes a dump of its own.
    if (!file.endsWith('/multiline.txt')) expect(reads.length).toBeLessThanOrEqual(1);
  });

  // Single bytes never hold a whole line, so that nothing is foreseen: the slow path must tell what the fast one does.
  it.each([
    'docker/17.03.2-init-oom-hang/goroutine-stacks-2026-11-21T123409+0800.log',
    'docker/28.5.2/dockerd.sigquit.log',
    'goroutines/go1.27/convoy.sigquit.traceback-system.txt',
    'goroutines/go1.27/blocked.sigquit.txt',
  ])('reads %s the same in blocks of any size', (file) => {
    const bytes = sharedBytes(`formats/samples/${file}`);
    const wanted = JSON.stringify(readDumps(bytes));
    for (const size of [1, 61, 4096]) {
      const reader = createGoroutineReader({ maxGoroutines: 5_000_000 });
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes, at, Math.min(at + size, bytes.length));
      expect(JSON.stringify(reader.end())).toBe(wanted);
    }
  });
});
