import { describe, expect, it } from 'vitest';
import {
  copyGroup,
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

/** A dump of so many distinct stacks, the later the longer they have waited. */
function manyStacks(number: number): GoroutineDump {
  const stacks = Array.from(
    { length: number },
    (_, at) =>
      `goroutine ${at + 1} [select, ${at + 1} minutes]:\nmain.f${at}(0xc0000${at}, 0x1)\n\t/a.go:${at + 1} +0x1\ncreated by main.g in goroutine 1\n\t/a.go:9 +0x1\n`,
  );
  return parse(stacks.join('\n'));
}

describe('groups of a dump with many distinct stacks', () => {
  const { groups } = manyStacks(5_100);

  it('come in the order of their waits', () => {
    expect(groups.map(({ maxWaitMinutes }) => maxWaitMinutes)).toEqual(
      Array.from({ length: 5_100 }, (_, at) => 5_100 - at),
    );
  });

  it('show the same whether they were made at once or are made when somebody asks', () => {
    for (const at of [0, 199, 200, 4_999]) {
      const shown = 5_099 - at;
      const createdBy = { function: 'main.g', file: '/a.go', line: 9 };
      const frames = [{ function: `main.f${shown}`, file: '/a.go', line: shown + 1 }];
      const expected = {
        state: 'select',
        count: 1,
        minWaitMinutes: shown + 1,
        maxWaitMinutes: shown + 1,
        frames,
        createdBy,
        idle: false,
        ids: [shown + 1],
        example: {
          id: shown + 1,
          state: 'select',
          waitMinutes: shown + 1,
          frames,
          args: [`0xc0000${shown}, 0x1`],
          createdBy,
          createdIn: 1,
          line: shown * 6 + 1,
        },
      };
      const group = groups[at];
      if (group === undefined) throw new Error(`no group ${at}`);
      expect(copyGroup(group)).toEqual(expected);
      expect(JSON.parse(JSON.stringify(group))).toEqual(expected);
    }
  });

  it('show no arguments beyond the first five thousand', () => {
    expect(groups.findIndex(({ example }) => example.args.length === 0)).toBe(5_000);
    expect(groups[5_050]?.example.frames).toHaveLength(1);
  });
});

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
