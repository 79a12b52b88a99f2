import { describe, expect, it } from 'vitest';
import {
  diffDumps,
  groupGoroutines,
  parseGoroutineDump,
  parseGoroutineDumps,
  waitGraph,
} from '../../../src/reports/goroutines/index.js';
import type { GoroutineDump } from '../../../src/core/goroutine-dump.js';
import { CONVOY } from './support.js';

function parse(text: string): GoroutineDump {
  const dump = parseGoroutineDump(text);
  if (dump === undefined) throw new Error('no dump');
  return dump;
}

describe('the library functions', () => {
  it('parse text and bytes alike', () => {
    expect(parseGoroutineDump(new TextEncoder().encode(CONVOY))).toEqual(parse(CONVOY));
    expect(parseGoroutineDump('no dump here')).toBeUndefined();
  });

  it('give the largest of several dumps, or all', () => {
    const text = `panic: x\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1\n\n${CONVOY}`;
    expect(parse(text).total).toBe(6);
    expect(parseGoroutineDumps(text).map(({ dump }) => dump.total)).toEqual([1, 6]);
  });

  it('list the groups that do not wait by design', () => {
    expect(groupGoroutines(parse(CONVOY)).map((group) => [group.count, group.activity])).toEqual([
      [2, "waiting for a container's lock"],
      [1, 'in a containerd call (tasks.Start)'],
      [1, "waiting for a container's lock"],
    ]);
  });

  it('show who waits for whom', () => {
    expect(waitGraph(parse(CONVOY))).toMatchObject({ locks: [{ waiters: 3, holder: { goroutine: 311 } }], cycles: [] });
  });

  it('tell what is still stuck, what passed through, what is new and what is gone', () => {
    const stack = (id: number, name: string, wait = ''): string =>
      `goroutine ${id} [select${wait}]:\nmain.${name}()\n\t/a.go:1 +0x1\n\n`;
    const before = parse(stack(1, 'same', ', 2 minutes') + stack(2, 'moves') + stack(3, 'ends'));
    const after = parse(stack(1, 'same', ', 5 minutes') + stack(7, 'moves') + stack(8, 'comes'));
    const { stuck, renewed, appeared, gone } = diffDumps(before, after);
    expect(stuck.map(({ after: group, sameIds }) => [group.frames[0]?.function, sameIds])).toEqual([
      ['main.same', [1]],
    ]);
    expect(renewed.map(({ after: group }) => group.frames[0]?.function)).toEqual(['main.moves']);
    expect(appeared.map((group) => group.frames[0]?.function)).toEqual(['main.comes']);
    expect(gone.map((group) => group.frames[0]?.function)).toEqual(['main.ends']);
  });
});
