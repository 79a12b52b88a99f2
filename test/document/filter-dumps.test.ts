import { describe, expect, it } from 'vitest';
import { filterDumps, readDumps, type DumpFilter } from '../../src/index.js';
import { convoyText, DEADLOCK, NAMED } from '../dump-texts.js';

async function filtered(filter: DumpFilter, text = convoyText(5, 14)) {
  const [dump] = filterDumps(await readDumps({ name: NAMED, data: text }), filter).dumps;
  if (dump === undefined) throw new Error('no dump');
  return dump;
}

describe('a filter of goroutines', () => {
  it('leaves out what waits by design unless all is asked for', async () => {
    const some = await filtered({});
    expect(some.groups.map(({ state, count }) => [state, count])).toEqual([
      ['semacquire', 5],
      ['select', 1],
    ]);
    const all = await filtered({ all: true });
    expect(all.groups.map(({ state }) => state)).toEqual(['semacquire', 'select', 'chan receive', 'running']);
    expect([some.total, some.idle, all.idle]).toEqual([8, 2, 2]);
  });

  it('keeps states by their beginning, in any case of letters', async () => {
    expect((await filtered({ reasons: ['SEMA'] })).groups).toHaveLength(1);
    expect((await filtered({ reasons: ['select', 'chan'], all: true })).groups).toHaveLength(2);
    expect((await filtered({ reasons: ['lect'] })).groups).toEqual([]);
  });

  it('keeps groups with a goroutine that has waited long enough', async () => {
    expect((await filtered({ minMinutes: 14 })).groups).toHaveLength(2);
    expect((await filtered({ minMinutes: 15 })).groups).toEqual([]);
    expect((await filtered({ minMinutes: 15, all: true })).groups).toHaveLength(1);
  });

  it('keeps stacks by a part of a function, an activity or an entry', async () => {
    expect((await filtered({ functions: ['ContainerInspectCurrent'] })).groups[0]?.count).toBe(5);
    expect((await filtered({ functions: ['containerd call'] })).groups[0]?.state).toBe('select');
  });

  it('keeps the locks of the groups that stay: by their waiters or their holder', async () => {
    for (const functions of [['ContainerInspectCurrent'], ['containerStart']]) {
      const dump = await filtered({ functions });
      expect(dump.locks.map(({ key }) => key)).toEqual(['L1']);
      expect(dump.waits.map(({ goroutine }) => goroutine)).toEqual([311]);
    }
    const none = await filtered({ functions: ['nowhere'] });
    expect([none.groups, none.locks, none.waits, none.cycles]).toEqual([[], [], [], []]);
  });

  it('keeps a ring if one of its goroutines stays', async () => {
    expect((await filtered({ functions: ['left'] }, DEADLOCK)).cycles).toHaveLength(1);
    expect((await filtered({ functions: ['middle'] }, DEADLOCK)).cycles).toEqual([]);
  });
});
