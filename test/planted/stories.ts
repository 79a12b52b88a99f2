import type { Random } from './random.js';
import type { Dumped, Story, Teller, Told } from './told.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const kernel = (at: number, text: string, decisive = false): Told => ({ at, by: 'kernel', text, decisive });
const systemd = (at: number, text: string, decisive = false): Told => ({ at, by: 'systemd', text, decisive });
const daemon =
  (by: Teller) =>
  (at: number, level: Exclude<Told['level'], undefined>, text: string, fields?: string, decisive = false): Told => ({
    at,
    by,
    level,
    text,
    decisive,
    ...(fields === undefined ? {} : { fields }),
  });
const dockerd = daemon('dockerd');
const containerd = daemon('containerd');
const kubelet = daemon('kubelet');

/** An OOM kill as kernel 3.10 or 5.x prints it. */
function oomKill(
  at: number,
  comm: string,
  pid: number,
  cgroup: string | undefined,
  random: Random,
  decisive = true,
): Told[] {
  const rss = `total-vm:${random.int(10_000, 900_000)}kB, anon-rss:${random.int(1000, 9000)}kB, file-rss:${random.int(1000, 5000)}kB, shmem-rss:0kB`;
  if (random.chance(0.5)) {
    const where = cgroup === undefined ? 'Out of memory' : 'Memory cgroup out of memory';
    const limit =
      cgroup === undefined
        ? []
        : [
            kernel(at, `Task in ${cgroup} killed as a result of limit of ${cgroup}`, decisive),
            kernel(at, 'memory: usage 10240kB, limit 10240kB, failcnt 1', decisive),
          ];
    return [
      kernel(at, `${comm} invoked oom-killer: gfp_mask=0x50, order=0, oom_score_adj=970`, decisive),
      ...limit,
      kernel(at + 1, `${where}: Kill process ${pid} (${comm}) score 970 or sacrifice child`, decisive),
      kernel(at + 2, `Killed process ${pid} (${comm}) ${rss}`, decisive),
    ];
  }
  const verdict =
    cgroup === undefined
      ? `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/${comm === 'dockerd' ? 'docker' : comm}.service,task=${comm},pid=${pid},uid=0`
      : `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${cgroup},task_memcg=${cgroup},task=${comm},pid=${pid},uid=0`;
  const where = cgroup === undefined ? 'Out of memory' : 'Memory cgroup out of memory';
  return [
    kernel(at, `${comm} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0`, decisive),
    kernel(at, verdict, decisive),
    kernel(at + 1, `${where}: Killed process ${pid} (${comm}) ${rss}, UID:0 pgtables:96kB oom_score_adj:0`, decisive),
  ];
}

// --- goroutines, as Go 1.7 and 1.16 print them

function goroutine(id: number, state: string, minutes: number, frames: readonly string[]): string {
  const lines = frames.map(
    (frame, index) => `${frame}(0xc4203a0000, 0xc42074f540)\n\t/go/src/x/file.go:${100 + index} +0x5d`,
  );
  return `goroutine ${id} [${state}${minutes > 0 ? `, ${minutes} minutes` : ''}]:\n${lines.join('\n')}\n`;
}

const listWaiter = (id: number, minutes: number): string =>
  `goroutine ${id} [semacquire, ${minutes} minutes]:\nsync.runtime_Semacquire(0xc42074f574)\n\t/usr/local/go/src/runtime/sema.go:47 +0x30\nsync.(*Mutex).Lock(0xc42074f570)\n\t/usr/local/go/src/sync/mutex.go:85 +0xd0\ngithub.com/docker/docker/daemon.(*Daemon).reducePsContainer(0xc4203a0000, 0xc42074f540, 0xc420d1e000, 0x18fb0a8, 0x0, 0x0, 0x0)\n\t/go/src/github.com/docker/docker/daemon/list.go:149 +0x5d\ngithub.com/docker/docker/daemon.(*Daemon).reduceContainers(0xc4203a0000, 0xc420d1e000, 0x18fb0a8, 0x0, 0x0, 0x0, 0x0, 0x0)\n\t/go/src/github.com/docker/docker/daemon/list.go:126 +0x1ab\n`;

const blockedStart = (id: number, minutes: number): string =>
  goroutine(id, 'select', minutes, [
    'github.com/docker/docker/vendor/google.golang.org/grpc/transport.(*Stream).Header',
    'github.com/docker/docker/vendor/google.golang.org/grpc.Invoke',
    'github.com/docker/docker/libcontainerd.(*client).Create',
    'github.com/docker/docker/daemon.(*Daemon).containerStart',
    'github.com/docker/docker/daemon.(*Daemon).ContainerStart',
    'github.com/docker/docker/api/server/router/container.(*containerRouter).postContainersStart',
  ]);

const mainLoop = (minutes: number): string =>
  goroutine(1, 'chan receive', minutes, ['main.(*DaemonCli).serve', 'main.main']);

const waitingStart = (id: number, minutes: number): string =>
  goroutine(id, 'syscall', minutes, [
    'syscall.Syscall6',
    'os/exec.(*Cmd).Wait',
    'os/exec.(*Cmd).Run',
    'os/exec.(*Cmd).CombinedOutput',
    'github.com/containerd/containerd/runtime.(*process).Start',
    'github.com/containerd/containerd/supervisor.(*worker).Start',
  ]);

/** Every composite: signatures whose rule is a sequence, all, threshold or repetition. */
export const STORIES: readonly ((random: Random) => Story)[] = [
  runcInitOomHang,
  thinpoolNonexistingDevice,
  dockerServiceCrashLoop,
  containerdCrashLoop,
  containerdCrashed,
  connectionLost,
  socketRefused,
  containerOomKilled,
  restartLoop,
  apiListStalled,
  containersStoppedWithDaemon,
  daemonCrashed,
  startBlocked,
  serviceOomKilled,
  flockBadDescriptor,
  staleNfsMount,
  // Chains of the catalogue: the first link is the root, the others hang below it.
  poolFull,
  netdeviceLeak,
  diskFault,
  pidsLimit,
  apparmorDenied,
  socketGroupMissing,
];

/** Stories that have nothing to do with each other. */
export const INDEPENDENT_STORIES: readonly ((random: Random) => Story)[] = [
  runcInitOomHang,
  restartLoop,
  flockBadDescriptor,
  netdeviceLeak,
  diskFault,
  thinpoolNonexistingDevice,
  apparmorDenied,
  socketGroupMissing,
];

function runcInitOomHang(random: Random): Story {
  const id = random.hex(64);
  const cgroup = random.chance(0.5)
    ? `/docker/${id}`
    : `/kubepods/burstable/pod${random.hex(8)}-1c2d-11e9-8a3b-${random.hex(12)}/${id}`;
  const minutes = random.int(4, 40);
  const at = minutes * MINUTE + random.int(0, 50) * SECOND;
  const useContainerd = random.chance(0.5);
  const dumps: Dumped[] = [
    {
      at,
      by: 'dockerd',
      text: [
        mainLoop(minutes + 900),
        blockedStart(95, minutes),
        listWaiter(101, minutes - 1),
        listWaiter(102, minutes - 1),
        listWaiter(103, minutes - 2),
      ].join('\n'),
    },
  ];
  const lines: Told[] = [
    dockerd(-500, 'debug', `Calling POST /v1.27/containers/${id}/start`),
    ...oomKill(0, 'runc:[2:INIT]', random.int(1000, 30000), cgroup, random),
    ...Array.from({ length: minutes * 2 }, (_, n) =>
      dockerd((n + 1) * 30 * SECOND, 'debug', 'Calling GET /v1.27/containers/json?all=1'),
    ),
  ];
  if (useContainerd) {
    dumps.push({
      at: at + SECOND,
      by: 'containerd',
      text: [mainLoop(minutes + 900), waitingStart(61, minutes)].join('\n'),
    });
    lines.push(
      dockerd(
        at + SECOND,
        'info',
        `goroutine stacks dump written to /var/run/docker/containerd/containerd.790.stacks.log`,
      ),
    );
  }
  if (random.chance(0.4))
    lines.push(
      kubelet(
        3 * MINUTE + 20 * SECOND,
        'info',
        'skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m12.1s ago; threshold is 3m0s]',
      ),
    );
  return { id: 'runc.init-oom-hang', lines, dumps };
}

function thinpoolNonexistingDevice(random: Random): Story {
  const pool = random.pick(['docker-thinpool', 'vg0-docker--pool', 'docker-data']);
  return {
    id: 'storage.thinpool-nonexisting-device',
    lines: [
      systemd(0, 'Starting Docker Application Container Engine...'),
      ...[
        dockerd(
          900,
          'fatal',
          `Error starting daemon: error initializing graphdriver: devicemapper: Non existing device ${pool}`,
          undefined,
          true,
        ),
      ],
      ...unitFailure(950, 'docker.service', 'exited', '1/FAILURE', random),
      ...cascade(1100),
    ],
  };
}

function unitFailure(at: number, unit: string, code: string, status: string, random: Random): Told[] {
  return random.chance(0.4)
    ? [
        systemd(at, `${unit}: main process exited, code=${code}, status=${status}`),
        systemd(at + 5, `Unit ${unit} entered failed state.`),
        systemd(at + 6, `${unit} failed.`),
      ]
    : [
        systemd(at, `${unit}: Main process exited, code=${code}, status=${status}`),
        systemd(at + 5, `${unit}: Failed with result '${code === 'exited' ? 'exit-code' : 'signal'}'.`),
      ];
}

function cascade(at: number): Told[] {
  return [
    systemd(at, 'Dependency failed for kubelet: The Kubernetes Node Agent.'),
    systemd(at + 1, "kubelet.service: Job kubelet.service/start failed with result 'dependency'."),
  ];
}

function dockerServiceCrashLoop(random: Random): Story {
  const style = random.chance(0.5);
  const times = random.int(2, 5);
  const pause = random.int(1, 8) * SECOND;
  const lines: Told[] = [];
  for (let n = 0; n < times; n++) {
    const at = n * (pause + 2 * SECOND);
    const again = n > 0;
    if (again)
      lines.push(
        systemd(
          at - SECOND,
          style
            ? 'docker.service holdoff time over, scheduling restart.'
            : `docker.service: Scheduled restart job, restart counter is at ${n}.`,
          true,
        ),
      );
    lines.push(
      ...unitFailure(at, 'docker.service', 'exited', '1/FAILURE', random).map((line) => ({ ...line, decisive: again })),
    );
  }
  return { id: 'systemd.docker-service-crash-loop', lines };
}

function containerdCrashLoop(random: Random): Story {
  const times = random.int(2, 4);
  const lines: Told[] = [];
  for (let n = 0; n < times; n++) {
    const at = n * 7 * SECOND;
    if (n > 0)
      lines.push(
        systemd(at - 2 * SECOND, `containerd.service: Scheduled restart job, restart counter is at ${n}.`, true),
      );
    lines.push(
      ...unitFailure(at, 'containerd.service', 'exited', '1/FAILURE', random).map((line) => ({
        ...line,
        decisive: n > 0,
      })),
    );
  }
  return { id: 'containerd.crash-loop', lines };
}

function eventStreamLost(at: number, random: Random): Told {
  return random.chance(0.5)
    ? dockerd(
        at,
        'error',
        'libcontainerd: failed to receive event from containerd: rpc error: code = 13 desc = transport is closing',
        undefined,
        true,
      )
    : dockerd(
        at,
        'error',
        'Failed to get event',
        'error="rpc error: code = Unavailable desc = transport is closing" module=libcontainerd namespace=moby',
        true,
      );
}

function containerdCrashed(random: Random): Story {
  const next = random.int(1000, 20000);
  return {
    id: 'containerd.crashed',
    lines: [
      eventStreamLost(0, random),
      random.chance(0.5)
        ? dockerd(random.int(300, 5000), 'info', `libcontainerd: new containerd process, pid: ${next}`, undefined, true)
        : dockerd(
            random.int(300, 5000),
            'info',
            'libcontainerd: started new docker-containerd process',
            `pid=${next}`,
            true,
          ),
    ],
  };
}

function dialFailed(at: number, decisive = false): Told {
  return dockerd(
    at,
    'warning',
    'grpc: addrConn.createTransport failed to connect to {unix:///run/containerd/containerd.sock 0  <nil>}. Err :connection error: desc = "transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: connection refused". Reconnecting...',
    'module=grpc',
    decisive,
  );
}

function connectionLost(random: Random): Story {
  return {
    id: 'containerd.connection-lost',
    lines: [
      eventStreamLost(0, random),
      ...(random.chance(0.5) ? [eventStreamLost(200, random)] : []),
      dialFailed(random.int(10, 800), true),
    ].map((line) => ({ ...line, decisive: true })),
  };
}

function socketRefused(random: Random): Story {
  return {
    id: 'containerd.socket-refused',
    lines: [dialFailed(0), ...Array.from({ length: random.int(2, 6) }, (_, n) => dialFailed((n + 1) * 2500, true))],
  };
}

function containerOomKilled(random: Random): Story {
  const id = random.hex(64);
  const comm = random.pick(['java', 'node', 'mysqld']);
  const topic = random.chance(0.5);
  return {
    id: 'container.oom-killed',
    root: 'kernel.memcg-oom-kill',
    lines: [
      ...oomKill(0, comm, random.int(1000, 30000), `/docker/${id}`, random, false),
      ...(topic
        ? [containerd(60, 'debug', 'event published', `ns=moby topic=/tasks/oom type=containerd.events.TaskOOM`)]
        : []),
      dockerd(random.int(150, 3000), 'info', `container ${id} exited`, `exitCode=137`, true),
    ],
  };
}

function restartLoop(random: Random): Story {
  const id = random.hex(64);
  const times = random.int(3, 7);
  return {
    id: 'container.restart-loop',
    lines: Array.from({ length: times }, (_, n) =>
      dockerd(
        n * random.int(5, 70) * SECOND,
        'info',
        'ignoring event',
        `container=${id} module=libcontainerd namespace=moby topic=/tasks/delete type="*events.TaskDelete"`,
        n > 1,
      ),
    ),
  };
}

function apiListStalled(random: Random): Story {
  const lines: Told[] = [];
  // Containers come and go every few seconds, and then no more.
  for (let at = -10 * MINUTE; at < 0; at += 5 * SECOND)
    lines.push(
      dockerd(
        at,
        'debug',
        `libcontainerd: received containerd event: &types.Event{Type:"start-process", Id:"${random.hex(64)}"}`,
      ),
    );
  for (let at = -10 * MINUTE; at < random.int(12, 30) * MINUTE; at += 10 * SECOND)
    lines.push(dockerd(at + 200, 'debug', 'Calling GET /v1.27/containers/json?all=1', undefined, at > 0));
  return { id: 'engine.api-list-stalled', lines };
}

function containersStoppedWithDaemon(random: Random): Story {
  const count = random.int(2, 6);
  return {
    id: 'engine.containers-stopped-with-daemon',
    lines: [
      dockerd(0, 'info', "Processing signal 'terminated'", undefined, true),
      ...Array.from({ length: count }, (_, n) =>
        dockerd(
          1200 + n * 300,
          'info',
          'ignoring event',
          `container=${random.hex(64)} module=libcontainerd namespace=moby topic=/tasks/delete type="*events.TaskDelete"`,
        ),
      ),
      dockerd(4 * SECOND, 'info', 'Daemon shutdown complete'),
      dockerd(random.int(6, 60) * SECOND, 'info', 'Starting up'),
    ],
  };
}

function daemonCrashed(random: Random): Story {
  const at = random.int(1, 60) * MINUTE;
  const status = random.pick(['9/KILL', '6/ABRT', '11/SEGV']);
  return {
    id: 'engine.daemon-crashed',
    lines: [
      dockerd(0, 'info', 'Daemon has completed initialization'),
      ...unitFailure(at, 'docker.service', status === '9/KILL' ? 'killed' : 'dumped', status, random).map((line) => ({
        ...line,
        decisive: true,
      })),
    ],
  };
}

function startBlocked(random: Random): Story {
  const limit = random.pick([60, 90, 120, 300]) * SECOND;
  const text = random.chance(0.5)
    ? 'docker.service start operation timed out. Terminating.'
    : 'docker.service: start operation timed out. Terminating.';
  return {
    id: 'engine.start-blocked',
    lines: [
      systemd(0, 'Starting Docker Application Container Engine...'),
      dockerd(800, 'info', 'Loading containers: start.'),
      systemd(limit, text, true),
      systemd(limit + 300, "docker.service: Failed with result 'timeout'.", true),
    ],
  };
}

function serviceOomKilled(random: Random): Story {
  const unit = random.pick(['containerd', 'dockerd']);
  const pid = random.int(700, 3000);
  const service = unit === 'dockerd' ? 'docker.service' : 'containerd.service';
  return {
    id: 'kernel.service-oom-killed',
    lines: [
      ...oomKill(0, unit, pid, undefined, random, true),
      ...unitFailure(random.int(20, 500), service, 'killed', '9/KILL', random),
    ],
  };
}

function flockBadDescriptor(random: Random): Story {
  const line = random.int(10, 400);
  const at = random.int(0, 5);
  return {
    id: 'storage.nfs-flock-bad-descriptor',
    lines: [
      'Traceback (most recent call last):',
      `  File "/app/store.py", line ${line}, in lock`,
      '    fcntl.flock(self.file.fileno(), fcntl.LOCK_EX)',
      'OSError: [Errno 9] Bad file descriptor',
    ].map((text, n) => ({ at: at + n, by: 'container', text, decisive: n === 2 })),
  };
}

function staleNfsMount(random: Random): Story {
  const minutes = random.int(4, 30);
  const server = `10.20.0.${random.int(2, 200)}`;
  const frames = [
    'syscall.Syscall',
    'os.Stat',
    'github.com/docker/docker/volume/local.(*Root).Get',
    'github.com/docker/docker/daemon.(*Daemon).unmountVolumes',
    'github.com/docker/docker/daemon.(*Daemon).Cleanup',
  ];
  return {
    id: 'storage.stale-nfs-mount',
    lines: [kernel(0, `nfs: server ${server} not responding, still trying`, true)],
    dumps: [
      {
        at: minutes * MINUTE + 90 * SECOND,
        by: 'dockerd',
        text: [mainLoop(minutes + 400), goroutine(88, 'syscall', minutes, frames)].join('\n'),
      },
    ],
  };
}

// --- chains

function poolFull(random: Random): Story {
  const pool = `253:${random.int(2, 9)}`;
  const device = `dm-${random.int(10, 30)}`;
  const sector = random.int(100_000, 900_000);
  return {
    id: 'storage.devicemapper-pool-full',
    lines: [
      kernel(0, `device-mapper: thin: ${pool}: switching pool to out-of-data-space (queue IO) mode`, true),
      kernel(60 * SECOND, `device-mapper: thin: ${pool}: switching pool to out-of-data-space (error IO) mode`, true),
      kernel(61 * SECOND, `Buffer I/O error on device ${device}, logical block ${sector}`),
      kernel(
        62 * SECOND,
        `EXT4-fs error (device ${device}): ext4_lookup:1578: inode #2: comm dockerd: deleted inode referenced: 12345`,
      ),
    ],
  };
}

function netdeviceLeak(random: Random): Story {
  const times = random.int(8, 20);
  const device = random.pick(['lo', 'eth0']);
  return {
    id: 'kernel.unregister-netdevice',
    lines: [
      ...Array.from({ length: times }, (_, n) =>
        kernel(n * 10 * SECOND, `unregister_netdevice: waiting for ${device} to become free. Usage count = 1`, true),
      ),
      kernel(times * 10 * SECOND + 120 * SECOND, 'INFO: task exe:20357 blocked for more than 120 seconds.'),
      kernel(
        times * 10 * SECOND + 120 * SECOND + 1,
        '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.',
      ),
      kernel(
        times * 10 * SECOND + 120 * SECOND + 2,
        'exe             D ffff8800b9e6bec0     0 20357      1 0x00000080',
      ),
      kernel(times * 10 * SECOND + 120 * SECOND + 3, 'Call Trace:'),
      kernel(times * 10 * SECOND + 120 * SECOND + 4, ' [<ffffffff816a94c9>] schedule+0x29/0x70'),
      kernel(times * 10 * SECOND + 120 * SECOND + 5, ' [<ffffffff815a3f5e>] copy_net_ns+0x6e/0x110'),
    ],
  };
}

function diskFault(random: Random): Story {
  const disk = random.pick(['sda', 'sdb', 'vdc']);
  const first = random.int(100_000, 900_000_000);
  return {
    id: 'storage.disk-io-error',
    lines: [
      ...[0, 40, 900].map((at, n) =>
        kernel(at, `blk_update_request: I/O error, dev ${disk}, sector ${first + 8 * n}`, true),
      ),
      kernel(
        random.int(2, 90) * SECOND,
        `EXT4-fs error (device ${disk}1): ext4_find_entry:1455: inode #${random.int(2, 90000)}: comm dockerd: reading directory lblock 0`,
      ),
      kernel(91 * SECOND, `EXT4-fs (${disk}1): Remounting filesystem read-only`),
      dockerd(
        100 * SECOND,
        'error',
        `Error saving dying container to disk: open /var/lib/docker/containers/${random.hex(64)}/.tmp-config.v2.json421: read-only file system`,
      ),
    ],
  };
}

function pidsLimit(random: Random): Story {
  return {
    id: 'kernel.pids-limit-fork-rejected',
    lines: [
      kernel(0, 'cgroup: fork rejected by pids controller in /system.slice/docker.service', true),
      dockerd(
        random.int(10, 900),
        'error',
        'runc did not terminate successfully: runtime/cgo: pthread_create failed: Resource temporarily unavailable\nSIGABRT: abort\nPC=0x7f34b919ecc9 m=3 sigcode=18446744073709551610\n',
      ),
    ],
  };
}

function apparmorDenied(random: Random): Story {
  const serial = `1583140364.${random.int(100, 999)}:${random.int(100, 9999)}`;
  const id = random.hex(64);
  return {
    id: 'kernel.apparmor-denied',
    lines: [
      kernel(
        0,
        `audit: type=1400 audit(${serial}): apparmor="DENIED" operation="signal" profile="docker-default" pid=${random.int(1000, 9000)} comm="docker" requested_mask="receive" denied_mask="receive" signal=term peer="unconfined"`,
        true,
      ),
      dockerd(10 * SECOND, 'info', `Container ${id} failed to exit within 10 seconds of signal 15 - using the force`),
    ],
  };
}

function socketGroupMissing(random: Random): Story {
  return {
    id: 'systemd.socket-group-missing',
    lines: [
      systemd(
        0,
        `docker.socket: Control process exited, code=exited${random.chance(0.5) ? ',' : ''} status=216/GROUP`,
        true,
      ),
      systemd(4, "docker.socket: Failed with result 'exit-code'."),
      systemd(8, 'Dependency failed for Docker Application Container Engine.'),
      systemd(9, "docker.service: Job docker.service/start failed with result 'dependency'."),
    ],
  };
}
