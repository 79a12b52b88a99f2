import { describe, expect, it } from 'vitest';
import { ACTIVITIES } from '../../../src/reports/goroutines/activity-table.js';
import { entryOfFrame } from '../../../src/reports/goroutines/entry.js';
import { IDLE_ACTIVITIES } from '../../../src/reports/goroutines/idle-table.js';
import { lookupNames } from '../../../src/reports/goroutines/names.js';
import { hasShared, readDump, sharedBytes } from './support.js';

function goroutine(state: string, ...functions: string[]): string {
  return `goroutine 5 [${state}]:\n${functions.map((name, at) => `${name}(0x1)\n\t/f.go:${at + 1} +0x1\n`).join('')}`;
}

function meaningOf(state: string, ...functions: string[]) {
  const [group] = readDump(goroutine(state, ...functions)).dump.groups;
  return { activity: group?.activity, entry: group?.entry, idle: group?.idle };
}

const D = 'github.com/docker/docker/daemon';
const C = 'github.com/containerd/containerd';

describe('what goroutines do', () => {
  it.each([
    [
      'waiting for udev to complete a device change',
      'syscall, 1150 minutes, locked to thread',
      [
        'github.com/docker/docker/pkg/devicemapper._Cfunc_dm_udev_wait',
        'github.com/docker/docker/pkg/devicemapper.UdevWait',
        `${D}/graphdriver/devmapper.(*DeviceSet).activateDeviceIfNeeded`,
      ],
    ],
    [
      'opening the exec fifo that the init must open too',
      'syscall',
      [
        'syscall.Syscall6',
        'syscall.openat',
        'os.OpenFile',
        'github.com/opencontainers/runc/libcontainer.(*linuxContainer).exec',
      ],
    ],
    [
      'waiting for the supervisor to create a container',
      'chan receive, 3 minutes',
      ['github.com/docker/containerd/api/grpc/server.(*apiServer).CreateContainer'],
    ],
    [
      'writing to a logging driver',
      'IO wait, 3 minutes',
      [
        'net.(*conn).Write',
        'github.com/docker/docker/vendor/github.com/fluent/fluent-logger-golang/fluent.(*Fluent).write',
        `${D}/logger/fluentd.(*fluentd).Log`,
        `${D}/logger.(*Copier).copySrc`,
      ],
    ],
    [
      "waiting for the kernel's netlink answer",
      'syscall, 2 minutes',
      [
        'syscall.recvfrom',
        'github.com/vishvananda/netlink/nl.(*NetlinkSocket).Receive',
        'github.com/vishvananda/netlink.LinkByName',
      ],
    ],
    [
      'syncing to disk',
      'syscall, 4 minutes',
      ['syscall.Fdatasync', 'go.etcd.io/bbolt.fdatasync', 'go.etcd.io/bbolt.(*Tx).Commit'],
    ],
    [
      'waiting for the layer store',
      'semacquire, 4 minutes',
      ['sync.(*Mutex).Lock', 'github.com/docker/docker/layer.(*layerStore).GetRWLayer'],
    ],
    [
      "waiting for the end of a container's output",
      'semacquire, 40 minutes',
      [
        'sync.(*WaitGroup).Wait',
        'github.com/docker/docker/container/stream.(*Config).Wait',
        `${D}.(*Daemon).StateChanged`,
      ],
    ],
    [
      'in a call to the shim (shim.State)',
      'select, 9 minutes',
      [
        'github.com/stevvooe/ttrpc.(*Client).dispatch',
        'github.com/stevvooe/ttrpc.(*Client).Call',
        'github.com/containerd/containerd/linux/shim/v1.(*shimClient).State',
      ],
    ],
    [
      'in a CRI call (runtime.ListContainers)',
      'select, 9 minutes',
      [
        'google.golang.org/grpc.(*ClientConn).Invoke',
        'k8s.io/cri-api/pkg/apis/runtime/v1.(*runtimeServiceClient).ListContainers',
      ],
    ],
    [
      'waiting for a lock in cache.(*Store).Get',
      'sync.Mutex.Lock',
      ['sync.(*Mutex).Lock', 'example.com/cache.(*Store).Get'],
    ],
  ])('%s', (activity, state, functions) => {
    expect(meaningOf(state, ...functions)).toMatchObject({ activity, idle: false });
  });

  it.each([
    ['signal loop', 'syscall', ['os/signal.signal_recv', 'os/signal.loop']],
    [
      'listening for connections',
      'IO wait',
      ['internal/poll.runtime_pollWait', 'net.(*netFD).accept', 'net/http.(*Server).Serve'],
    ],
    [
      'gRPC connection',
      'select',
      [
        'google.golang.org/grpc/internal/transport.(*controlBuffer).get',
        'google.golang.org/grpc/internal/transport.(*loopyWriter).run',
      ],
    ],
    [
      "waiting for a container's output",
      'sync.Cond.Wait',
      [
        'sync.runtime_notifyListWait',
        'sync.(*Cond).Wait',
        'github.com/docker/docker/pkg/ioutils.(*BytesPipe).Read',
        `${D}/logger.(*Copier).copySrc`,
      ],
    ],
    ['health monitor between two probes', 'select', [`${D}.monitor`]],
    ['waiting for work', 'chan receive', ['github.com/containerd/containerd/linux/shim.(*Service).processExits']],
    ['runtime worker', 'GC worker (idle)', ['runtime.gopark']],
    ['waiting for work', 'chan receive', [`${C}/runtime/v2/shim.(*RemoteEventsPublisher).processQueue`]],
    ['waiting for work', 'chan receive', [`${C}/runtime/v2/shim.setRuntime.func1`]],
    ['waiting for work', 'select, 3 minutes', [`${C}/runtime/v2/shim.handleExitSignals`]],
    ['waiting for work', 'syscall', ['golang.org/x/sys/unix.EpollWait', `${C}/pkg/oom/v1.(*epoller).Run`]],
    [
      'waiting for work',
      'syscall',
      ['golang.org/x/sys/unix.EpollWait', 'github.com/containerd/console.(*Epoller).Wait'],
    ],
    ['waiting for work', 'chan receive', [`${C}/vendor/github.com/rcrowley/go-metrics.(*meterArbiter).tick`]],
    ['writing this dump', 'running', [`${C}/runtime/v2/shim.dumpStacks`]],
  ])('%s is idle', (activity, state, functions) => {
    expect(meaningOf(state, ...functions)).toMatchObject({ activity, idle: true });
  });

  it('is not idle when a loop does something that blocks', () => {
    const busy = meaningOf(
      'semacquire',
      'sync.(*Mutex).Lock',
      'x/linux/shim.(*Service).checkProcesses',
      'x/linux/shim.(*Service).processExits',
    );
    expect(busy).toMatchObject({ activity: "waiting for the shim's lock", idle: false });
    expect(meaningOf('select', `${D}.(*Daemon).somethingNew`)).toMatchObject({ idle: false });
  });

  it.each([
    [`${D}/x/router/container.(*containerRouter).getContainersJSON`, 'GET /containers/json'],
    ['x/router/container.(*containerRouter).(x/router/container.getContainersJSON)-fm', undefined],
    ['github.com/docker/docker/api/server/router/local.(*router).getContainersJSON', 'GET /containers/json'],
    ['x/router/container.(*containerRouter).constructor', undefined],
    ['github.com/containerd/containerd/api/services/tasks/v1._Tasks_Start_Handler', 'containerd Tasks.Start'],
    [
      'k8s.io/cri-api/pkg/apis/runtime/v1._RuntimeService_ListContainers_Handler.func1',
      'CRI RuntimeService.ListContainers',
    ],
    ['github.com/containerd/containerd/linux/shim.(*Service).Kill', 'shim Kill'],
    ['github.com/containerd/containerd/runtime/v2/runc/v2.(*service).State', 'shim State'],
    [`${D}.(*cmdProbe).run`, 'health check'],
    ['main.main', undefined],
  ])('enters by %s at %s', (name, entry) => {
    expect(entryOfFrame(name)).toBe(entry);
  });

  it('knows functions without path and closure suffixes', () => {
    expect(lookupNames('github.com/docker/docker/daemon.(*Daemon).restore.func2.1')).toEqual([
      'daemon.(*Daemon).restore',
      'daemon.(*Daemon).*',
      'daemon.*',
    ]);
    expect(lookupNames('main.main.gowrap1')).toEqual(['main.main', 'main.*']);
    expect(lookupNames('x/router.(*R).(github.com/a/b/router.get)-fm')[0]).toBe(
      'router.(*R).(github.com/a/b/router.get)',
    );
  });

  it('has tables of at most fifteen steps, each with a name', () => {
    for (const { frames, words } of [...ACTIVITIES, ...IDLE_ACTIVITIES]) {
      expect(frames.length, words).toBeGreaterThan(0);
      expect(frames.length, words).toBeLessThan(16);
      for (const name of frames.flat()) expect(name, words).toMatch(/^[\w/-]+\./);
    }
  });
});

describe.skipIf(!hasShared)('healthy daemons', () => {
  it.each([
    ['docker/17.03.2/goroutine-stacks-2026-11-21T114409+0800.log', 'dockerd'],
    ['docker/20.10.5/goroutine-stacks-2026-11-21T032346Z.log', 'dockerd'],
    ['docker/26.1.5/goroutine-stacks-2026-11-21T032450Z.log', 'dockerd'],
    ['docker/28.5.2/goroutine-stacks-2026-11-21T032252Z.log', 'dockerd'],
    ['docker/20.10.5/containerd.33.stacks.log', 'containerd'],
    ['docker/26.1.5/containerd.32.stacks.log', 'containerd'],
    ['docker/28.5.2/containerd.34.stacks.log', 'containerd'],
  ])('%s is %s and idles but for a goroutine or two', (file, program) => {
    const { dump } = readDump(sharedBytes(`formats/samples/${file}`));
    expect(dump.program).toBe(program);
    const busy = dump.groups.filter((group) => !group.idle).reduce((sum, group) => sum + group.count, 0);
    expect(busy).toBeLessThanOrEqual(3);
    expect(dump.locks).toEqual([]);
  });

  it('an hour of streams, waits and logs with 311 goroutines is idle', () => {
    const { dump } = readDump(sharedBytes('incidents/lab-b-idle-long/goroutine-stacks-2026-11-21T034106Z.log'));
    expect(dump.groups.filter((group) => !group.idle)).toEqual([]);
  });
});
