import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  compareDumps,
  diffDumps,
  groupGoroutines,
  parseGoroutineDump,
  parseGoroutineDumpStream,
  readDumps,
  waitGraph,
} from '../src/index.js';
import { convoyText, DEADLOCK, LATER, NAMED } from './dump-texts.js';

describe('reading goroutine dumps with the library', () => {
  it('says in a few lines who holds what everybody waits for', () => {
    const dump = parseGoroutineDump(convoyText(5, 14));
    if (dump === undefined) throw new Error('there is a dump in it');
    expect([dump.program, dump.total, dump.longestWaitMinutes]).toEqual(['dockerd', 8, 31]);

    // The lock with its queue and its likely holder.
    const [lock] = waitGraph(dump).locks;
    expect([lock?.address, lock?.waiters, lock?.holder?.goroutine]).toEqual(['0xc000384f00', 5, 311]);
    expect(lock?.holder?.waitsFor).toBe('in a containerd call (tasks.Start)');
    expect(lock?.holder?.reasons).toContain('no other goroutine fits as well');

    // What the others do, those that wait by design left out.
    expect(groupGoroutines(dump).map(({ count, activity }) => [count, activity])).toEqual([
      [5, "waiting for a container's lock"],
      [1, 'in a containerd call (tasks.Start)'],
    ]);
  });

  it('finds rings of goroutines that wait for each other', () => {
    const dump = parseGoroutineDump(DEADLOCK);
    expect(dump === undefined ? [] : waitGraph(dump).cycles).toEqual([[18, 19]]);
  });

  it('tells two dumps of one process apart', () => {
    const before = parseGoroutineDump(convoyText(3, 14));
    const after = parseGoroutineDump(convoyText(5, 19));
    if (before === undefined || after === undefined) throw new Error('there are dumps in them');
    const { stuck, appeared, gone } = diffDumps(before, after);
    expect(stuck.map(({ before: was, after: is }) => [was.count, is.count])).toEqual([
      [3, 5],
      [1, 1],
    ]);
    expect([appeared, gone]).toEqual([[], []]);
  });

  it('reads a dump of any size from a stream, cut anywhere', async () => {
    const text = `${convoyText(2, 4)}\n${convoyText(3, 9)}`;
    const bytes = new TextEncoder().encode(text);
    function* pieces(): Generator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
    }
    const totals: number[] = [];
    for await (const { dump } of parseGoroutineDumpStream(pieces())) totals.push(dump.total);
    expect(totals).toEqual([5, 6]);
    const strings: number[] = [];
    for await (const { dump } of parseGoroutineDumpStream([text.slice(0, 99), text.slice(99)]))
      strings.push(dump.total);
    expect(strings).toEqual([5, 6]);
  });

  it('finds dumps in files and logs, and puts them on the calendar', async () => {
    const { dumps, sources } = await readDumps([
      { name: `${NAMED}.gz`, data: gzipSync(convoyText(5, 14)) },
      { name: LATER, data: convoyText(9, 19) },
    ]);
    expect(sources.map(({ clock }) => clock)).toEqual(['time in the file name', 'time in the file name']);
    // µs since the Unix epoch; the dump was taken at 12:15:41 UTC, and the oldest has waited since 12:01:41 or a little longer.
    expect(new Date((dumps[0]?.time ?? 0) / 1000).toISOString()).toBe('2018-12-14T12:15:41.000Z');
    expect(new Date((dumps[0]?.locks[0]?.since ?? 0) / 1000).toISOString()).toBe('2018-12-14T12:01:41.000Z');

    const [comparison] = compareDumps(dumps);
    expect(comparison?.dumps.map(({ elapsedMinutes }) => elapsedMinutes)).toEqual([0, 5]);
    expect(comparison?.growing.map(({ doing, counts }) => [doing, counts])).toEqual([
      ["waiting for a container's lock", [5, 9]],
    ]);
  });
});
