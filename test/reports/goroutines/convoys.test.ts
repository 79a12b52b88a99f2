import { describe, expect, it } from 'vitest';
import type { LockConvoy } from '../../../src/core/goroutine-dump.js';
import { CONVOY, hasShared, readDump, sharedBytes } from './support.js';

/** A waiter of the Mutex at 0xc000001008, as each range of Go versions prints it. */
const MUTEX_STACKS: readonly (readonly [string, string])[] = [
  ['1.4', 'sync.(*Mutex).Lock(0xc000001008)'],
  ['1.7', 'sync.runtime_Semacquire(0xc00000100c)\n\t/s.go:47 +0x30\nsync.(*Mutex).Lock(0xc000001008)'],
  ['1.10', 'sync.runtime_SemacquireMutex(0xc00000100c, 0x0)\n\t/s.go:71 +0x3d\nsync.(*Mutex).Lock(0xc000001008)'],
  [
    '1.13',
    'sync.runtime_SemacquireMutex(0xc00000100c, 0x0, 0x1)\n\t/s.go:71 +0x3d\nsync.(*Mutex).lockSlow(0xc000001008)\n\t/s.go:1 +0x1\nsync.(*Mutex).Lock(...)',
  ],
  [
    '1.17',
    'sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)\n\t/s.go:71 +0x3d\nsync.(*Mutex).lockSlow(0xc000001008)\n\t/s.go:1 +0x1\nsync.(*Mutex).Lock(...)',
  ],
  [
    '1.24',
    'internal/sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)\n\t/s.go:95 +0x24\ninternal/sync.(*Mutex).lockSlow(0xc000001008)\n\t/s.go:1 +0x1\ninternal/sync.(*Mutex).Lock(...)\n\t/s.go:70\nsync.(*Mutex).Lock(...)',
  ],
];

function waiter(id: number, stack: string, caller: string, state = 'semacquire, 5 minutes'): string {
  return `goroutine ${id} [${state}]:\n${stack}\n\t/s.go:2 +0x1\n${caller}\n\t/m.go:7 +0x1\n\n`;
}

function locksOf(text: string): readonly LockConvoy[] {
  return readDump(text).dump.locks;
}

describe('lock convoys', () => {
  it.each(MUTEX_STACKS)('are gathered by the Mutex that Go %s shows', (_, stack) => {
    const [lock, ...rest] = locksOf([2, 3, 4].map((id) => waiter(id, stack, 'main.(*box).get(0x1)')).join(''));
    expect(rest).toEqual([]);
    expect(lock).toMatchObject({ address: '0xc000001008', kind: 'mutex', waiters: 3, waiterIds: [2, 3, 4] });
    expect(lock).toMatchObject({ callSite: 'main.(*box).get', minWaitMinutes: 5, maxWaitMinutes: 5 });
  });

  it('have a holder that is found among the ids of its group, however late it comes', () => {
    const others = Array.from({ length: 150 }, (_, at) => {
      const box = at === 140 ? '0xc000001008' : `0xc0000${20_000 + at}`;
      return `goroutine ${100 + at} [chan receive, 9 minutes]:\nmain.(*box).work(${box})\n\t/m.go:9 +0x1\n\n`;
    });
    const waiters = [2, 3].map((id) => waiter(id, 'sync.(*Mutex).Lock(0xc000001008)', 'main.(*box).get(0x1)'));
    const { dump } = readDump([...others, ...waiters].join(''));
    expect(dump.locks[0]?.holder?.goroutine).toBe(240);
    const group = dump.groups.find(({ ids }) => ids.includes(240));
    expect(group?.frames[0]?.function).toBe('main.(*box).work');
    expect(group?.ids).toHaveLength(100);
  });

  it.each([
    ['1.7', 'sync.runtime_Semacquire(0xc00000200c)\n\t/s.go:47 +0x30\nsync.(*RWMutex).RLock(0xc000002000)'],
    ['1.13', 'sync.runtime_SemacquireMutex(0xc00000200c, 0x0, 0x0)\n\t/s.go:71 +0x3d\nsync.(*RWMutex).RLock(...)'],
  ])('join readers and writers of an RWMutex (Go %s)', (_, reader) => {
    const writer =
      'sync.runtime_Semacquire(0xc000002004)\n\t/s.go:47 +0x30\nsync.(*Mutex).Lock(0xc000002000)\n\t/s.go:3 +0x1\nsync.(*RWMutex).Lock(0xc000002000)';
    expect(locksOf(waiter(2, reader, 'main.r(0x1)') + waiter(3, writer, 'main.w(0x1)'))).toMatchObject([
      { address: '0xc000002000', kind: 'rwmutex', waiters: 2 },
    ]);
  });

  it('are gathered by call site and object where no argument shows the lock', () => {
    const reader = 'sync.runtime_SemacquireRWMutexR(0x0?, 0x0?, 0x0?)\n\t/s.go:100 +0x25\nsync.(*RWMutex).RLock(...)';
    const at = (object: string): string => `example.com/x/store.(*Store).List(${object})`;
    const state = 'sync.RWMutex.RLock, 2 minutes';
    const text = [
      waiter(2, reader, at('0xc00000a000'), state),
      waiter(3, reader, at('0xc00000a000'), state),
      waiter(4, reader, at('0xc00000b000'), state),
      waiter(5, reader, at('0x0?'), state),
    ].join('');
    expect(locksOf(text).map((lock) => [lock.address, lock.kind, lock.waiters])).toEqual([
      ['store.(*Store).List on 0xc00000a000', 'rwmutex', 2],
      ['store.(*Store).List on 0xc00000b000', 'rwmutex', 1],
      ['store.(*Store).List', 'rwmutex', 1],
    ]);
  });

  it('are not made of wait groups, condition variables or goroutines that run', () => {
    const stacks = [
      waiter(
        2,
        'sync.runtime_Semacquire(0xc000001008)\n\t/s.go:1 +0x1\nsync.(*WaitGroup).Wait(0xc000001000)',
        'main.f(0x1)',
      ),
      waiter(
        3,
        'sync.runtime_notifyListWait(0xc000001010, 0x1)\n\t/s.go:1 +0x1\nsync.(*Cond).Wait(0xc000001000)',
        'main.f(0x1)',
      ),
      waiter(4, 'sync.(*Mutex).Lock(0xc000001008)', 'main.f(0x1)', 'runnable'),
    ];
    expect(locksOf(stacks.join(''))).toEqual([]);
  });

  it('name the function that holds the lock and what it waits for', () => {
    const [lock] = locksOf(CONVOY);
    expect(lock).toMatchObject({ address: '0xc000f4e300', waiters: 3, minWaitMinutes: 0, maxWaitMinutes: 26 });
    expect(lock?.holder).toMatchObject({
      goroutine: 311,
      waitMinutes: 27,
      waitsFor: 'in a containerd call (tasks.Start)',
    });
    expect(lock?.holder?.confidence).toBeGreaterThan(0.6);
  });

  it('have no holder if no goroutine fits', () => {
    const [, stack = ''] = MUTEX_STACKS[0] ?? [];
    const idle = 'goroutine 9 [IO wait, 9 minutes]:\nnet.(*netFD).accept(0xc000001008)\n\t/n.go:1 +0x1\n';
    const [lock] = locksOf(waiter(2, stack, 'main.f(0x1)') + idle);
    expect(lock?.waiters).toBe(1);
    expect(lock?.holder).toBeUndefined();
  });

  it('show a ring of two goroutines that each hold what the other waits for', () => {
    const lock = (address: string): string => `sync.(*Mutex).Lock(${address})`;
    const text =
      waiter(2, lock('0xc000001000'), 'main.(*account).transfer(0xc000002000, 0xc000001000)') +
      waiter(3, lock('0xc000002000'), 'main.(*account).transfer(0xc000001000, 0xc000002000)');
    expect(readDump(text).dump.cycles).toEqual([[2, 3]]);
  });
});

const DUMP_17_03 = 'formats/samples/docker/17.03.2-init-oom-hang/goroutine-stacks-2026-11-21T123409+0800.log';

describe.skipIf(!hasShared)('published and reproduced hangs', () => {
  it('17.03.2: 59 goroutines wait for the lock that a container start holds in a containerd call', () => {
    const { dump } = readDump(sharedBytes(DUMP_17_03));
    expect(dump).toMatchObject({ program: 'dockerd', total: 90 });
    const [lock] = dump.locks;
    expect(lock).toMatchObject({
      address: '0xc42074f570',
      kind: 'mutex',
      waiters: 59,
      minWaitMinutes: 2,
      maxWaitMinutes: 4,
    });
    const sites = dump.groups.filter((group) => group.activity === "waiting for a container's lock");
    expect(sites.map((group) => [group.count, group.entry])).toEqual([
      [58, 'GET /containers/json'],
      [1, 'GET /containers/{id}/json'],
    ]);
    const holder = dump.groups.find((group) => group.ids.includes(lock?.holder?.goroutine ?? -1));
    expect(holder).toMatchObject({ state: 'select', maxWaitMinutes: 4, entry: 'POST /containers/{id}/start' });
    expect(holder?.activity).toBe('in a containerd call (CreateContainer)');
    expect(lock?.holder?.confidence).toBeGreaterThan(0.9);
  });

  it.each([
    ['lab-stall-inspect-convoy/goroutine-stacks-2026-11-21T030610Z.log', 31, 'containerStart'],
    ['lab-j-containerd-stopped/goroutine-stacks-2026-11-21T032646Z.log', 25, 'containerStart'],
    ['lab-stall-shim-stopped/goroutine-stacks-2026-11-21T030653Z.log', 45, 'getInspectData'],
    ['lab-stall-freezer/goroutine-stacks-2026-11-21T030556Z.log', 23, 'getInspectData'],
  ])('%s: %i waiters of one lock, held in %s', (file, waiters, inFunction) => {
    const { dump } = readDump(sharedBytes(`incidents/${file}`));
    const [lock] = dump.locks;
    expect(lock?.waiters).toBe(waiters);
    const holder = dump.groups.find((group) => group.ids.includes(lock?.holder?.goroutine ?? -1));
    expect(holder?.frames.some((frame) => frame.function.endsWith(`.${inFunction}`))).toBe(true);
    expect(lock?.holder?.confidence).toBeGreaterThan(0.6);
  });

  it('shim-stopped: the chain goes on from the container’s lock over the exec store to containerd', () => {
    const { dump } = readDump(sharedBytes('incidents/lab-stall-shim-stopped/goroutine-stacks-2026-11-21T030653Z.log'));
    expect(dump.locks.map((lock) => lock.holder?.waitsFor)).toEqual([
      "waiting for a container's exec store",
      'in a containerd call (tasks.Exec)',
    ]);
  });

  it('a frozen disk: two locks, two holders that save state to it', () => {
    const { dump } = readDump(sharedBytes('incidents/lab-d-freeze/goroutine-stacks-2026-11-21T032031Z.log'));
    expect(dump.locks.map((lock) => [lock.waiters, lock.holder?.waitsFor])).toEqual([
      [52, "saving a container's state to disk"],
      [52, "saving a container's state to disk"],
    ]);
    expect(new Set(dump.locks.map((lock) => lock.holder?.goroutine)).size).toBe(2);
  });

  it('the shim’s reaper deadlock is a ring over a lock and two channels', () => {
    const { dump } = readDump(sharedBytes('incidents/plpan-shim-reaper-deadlock/shim-dump.log'));
    expect(dump.program).toBe('containerd-shim');
    expect(dump.cycles).toEqual([[1, 18, 22661144]]);
  });

  it.each(['1.4', '1.7', '1.10', '1.14', '1.19', '1.24', '1.26', '1.27'])(
    'Go %s: the goroutine in the channel receive holds the supervisor’s locks',
    (version) => {
      for (const name of ['goroutine-stacks.log', 'convoy.sigquit.txt', 'convoy.sigquit.traceback-system.txt']) {
        const { dump } = readDump(sharedBytes(`formats/samples/goroutines/go${version}/${name}`));
        const mutex = dump.locks.find((lock) => lock.kind === 'mutex');
        expect(mutex).toMatchObject({ waiters: 11, callSite: 'main.(*supervisor).state' });
        const holder = dump.groups.find((group) => group.ids.includes(mutex?.holder?.goroutine ?? -1));
        expect(holder?.state).toBe('chan receive');
        expect(holder?.frames.some((frame) => frame.function === 'main.(*supervisor).start')).toBe(true);
      }
    },
  );
});
