/** Dumps for tests: small, of known truth. */

interface Stack {
  readonly id: number;
  readonly state: string;
  readonly minutes?: number;
  /** Functions with arguments, from the top. */
  readonly calls: readonly string[];
  readonly createdBy?: string;
}

export function dumpText(stacks: readonly Stack[]): string {
  return stacks
    .map(({ id, state, minutes, calls, createdBy }) => {
      const wait = minutes === undefined ? '' : `, ${minutes} minutes`;
      const frames = calls.map((call, at) => `${call}\n\t/go/src/app/file.go:${at + 10} +0x1f\n`);
      const created = createdBy === undefined ? '' : `created by ${createdBy}\n\t/go/src/app/file.go:9 +0x2\n`;
      return `goroutine ${id} [${state}${wait}]:\n${frames.join('')}${created}`;
    })
    .join('\n');
}

const DAEMON = 'github.com/docker/docker/daemon.(*Daemon)';
const ROUTER = 'github.com/docker/docker/api/server/router/container.(*containerRouter)';

/** One `docker inspect` that waits for the lock of the container at 0xc000384f00. */
export function inspectCall(id: number, minutes: number): Stack {
  return {
    id,
    state: 'semacquire',
    minutes,
    calls: [
      'sync.runtime_SemacquireMutex(0xc000384f04, 0x0, 0x1)',
      'sync.(*Mutex).lockSlow(0xc000384f00)',
      'sync.(*Mutex).Lock(...)',
      `${DAEMON}.ContainerInspectCurrent(0xc000822000, 0xc000a3c3a0, 0x40, 0x0, 0x0, 0x0, 0x0)`,
      `${ROUTER}.getContainersByName(0xc000b42000, 0x5587900f3ba8, 0xc000126000)`,
    ],
  };
}

/** A `docker start` that holds that lock and waits for containerd. */
export function startCall(id: number, minutes: number): Stack {
  return {
    id,
    state: 'select',
    minutes,
    calls: [
      'google.golang.org/grpc/internal/transport.(*Stream).waitOnHeader(0xc001138e00)',
      'google.golang.org/grpc.(*clientStream).RecvMsg(0xc001102fc0, 0x558790056e80, 0xc0011441e0)',
      'google.golang.org/grpc.(*ClientConn).Invoke(0xc0003a4000, 0x5587900f3ba8, 0xc000126000)',
      'github.com/containerd/containerd/api/services/tasks/v1.(*tasksClient).Start(0xc000121d80, 0x5587900f3ba8)',
      `${DAEMON}.containerStart(0xc000822000, 0xc000384f00, 0x0, 0x0, 0x0, 0x0, 0x1, 0x0, 0x0)`,
      `${DAEMON}.ContainerStart(0xc000822000, 0xc000a3c3a0, 0x40, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0)`,
      `${ROUTER}.postContainersStart(0xc000b42000, 0x5587900f3ba8, 0xc000126000)`,
    ],
  };
}

/** The goroutine that writes a daemon's dump, and one that waits by design. */
export const USUAL: readonly Stack[] = [
  {
    id: 248,
    state: 'running',
    calls: ['github.com/docker/docker/pkg/signal.DumpStacks(0xc00052c2a0, 0x18)'],
    createdBy: `${DAEMON}.setupDumpStackTrap`,
  },
  { id: 1, state: 'chan receive', minutes: 31, calls: ['main.(*DaemonCli).start(0xc0002f5470)', 'main.main()'] },
];

/** A lock convoy of a daemon: `waiters` inspect calls behind one start call. */
export function convoyText(waiters: number, minutes: number, more: readonly Stack[] = []): string {
  const calls = Array.from({ length: waiters }, (_, at) => inspectCall(400 + at, Math.max(1, minutes - (at % 3))));
  return dumpText([...USUAL, startCall(311, minutes), ...calls, ...more]);
}

/** containerd's side of that call: it waits for the shim. */
export const CONTAINERD = dumpText([
  {
    id: 812,
    state: 'select',
    minutes: 14,
    calls: [
      'github.com/containerd/ttrpc.(*Client).dispatch(0xc00031e1c0, 0x55a1, 0xc0005a8230)',
      'github.com/containerd/ttrpc.(*Client).Call(0xc00031e1c0, 0x55a1, 0xc0005a8230)',
      'github.com/containerd/containerd/runtime/v2/task.(*taskClient).Start(0xc0004a2008, 0x55a1)',
      'github.com/containerd/containerd/services/tasks.(*local).Start(0xc0004b2000, 0x55a1)',
      'github.com/containerd/containerd/api/services/tasks/v1._Tasks_Start_Handler(0x55a1, 0xc000534000)',
      'google.golang.org/grpc.(*Server).processUnaryRPC(0xc00018a000, 0x55a1)',
    ],
  },
]);

/** Two goroutines of which each holds the lock for which the other waits. */
export const DEADLOCK = dumpText([
  {
    id: 18,
    state: 'semacquire',
    minutes: 83,
    calls: [
      'sync.runtime_Semacquire(0xc420010004)',
      'sync.(*Mutex).Lock(0xc420010000)',
      'main.(*right).put(0xc420010000)',
      'main.(*left).move(0xc420020000)',
    ],
  },
  {
    id: 19,
    state: 'semacquire',
    minutes: 83,
    calls: [
      'sync.runtime_Semacquire(0xc420020004)',
      'sync.(*Mutex).Lock(0xc420020000)',
      'main.(*left).put(0xc420020000)',
      'main.(*right).move(0xc420010000)',
    ],
  },
]);

export const NAMED = 'goroutine-stacks-2018-12-14T201541+0800.log';
export const LATER = 'goroutine-stacks-2018-12-14T202041+0800.log';
export const LATEST = 'goroutine-stacks-2018-12-14T202541+0800.log';
