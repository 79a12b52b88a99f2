import { describe, expect, it } from 'vitest';
import { hasShared, readDump, sharedBytes } from './support.js';

const PROFILE = `goroutine profile: total 8
5 @ 0x47d90e 0x45f412 0x45f3e9
# labels: {"container":"5c8aa6e2b2b0", "op":"a \\"quoted\\" value"}
#	0x47e964	internal/sync.runtime_SemacquireMutex+0x24	/usr/lib/go-1.26/src/runtime/sema.go:95
#	0x486bf9	internal/sync.(*Mutex).lockSlow+0x159		/usr/lib/go-1.26/src/internal/sync/mutex.go:149
#	0x4e12bd	sync.(*Mutex).Lock+0x1d				/usr/lib/go-1.26/src/sync/mutex.go:46
#	0x4e12b5	main.worker+0x15				/go/src/docklab/labels/main.go:12

2 @ 0x47d90e 0x45f412
#	0x4e17a4	main.main.func1.1+0x24	/go/src/docklab/labels/main.go:22

1 @ 0x440e11
#	0x4ce010	runtime/pprof.writeRuntimeProfile+0xb0	/usr/lib/go-1.26/src/runtime/pprof/pprof.go:848
`;

describe('a debug=1 profile', () => {
  it('is a dump of counted stacks without ids and waits', () => {
    const { dump, profile } = readDump(PROFILE);
    expect(profile).toBe(true);
    expect(dump).toMatchObject({ total: 8, truncated: false, longestWaitMinutes: 0 });
    expect(dump.states).toEqual({ 'sync.Mutex.Lock': 5, unknown: 2, running: 1 });
    expect(dump.groups[0]).toMatchObject({ count: 5, ids: [], example: { id: 0, line: 2 } });
    expect(dump.groups[0]?.frames.at(-1)).toEqual({
      function: 'main.worker',
      file: '/go/src/docklab/labels/main.go',
      line: 12,
    });
    expect(dump.locks).toMatchObject([{ address: 'main.worker', waiters: 5, kind: 'mutex' }]);
  });

  it('is truncated if it holds fewer goroutines than it says', () => {
    expect(readDump(PROFILE.replace('total 8', 'total 9')).dump.truncated).toBe(true);
  });

  it.skipIf(!hasShared)('of 722,373 goroutines names the chain of holders', () => {
    const { dump } = readDump(sharedBytes('incidents/plpan-docker-hang-dockerd-profile/goroutines-debug1.txt'));
    expect(dump.program).toBe('dockerd');
    expect(dump.locks.map((lock) => [lock.waiters, lock.holder?.waitsFor])).toEqual([
      [717594, "waiting for a container's exec store"],
      [4175, "waiting for a container's exec store"],
      [1, 'in a containerd call (tasks.Start)'],
    ]);
  });
});
