import type { Speaker } from './wrap.js';

/** `fields` stand behind the message where the speaker writes logfmt. */
export interface SeedLine {
  readonly speaker: Speaker;
  readonly text: string;
  readonly fields?: string;
}

/** A failure that docklog was asked for, with one form of its evidence. The numbers are those of the list it was given. */
export interface SeedRow {
  readonly row: number;
  readonly what: string;
  readonly lines: readonly SeedLine[];
  /** All of these are found. */
  readonly ids: readonly string[];
}

const of =
  (speaker: Speaker) =>
  (...texts: readonly string[]): SeedRow['lines'] =>
    texts.map((text) => ({ speaker, text }));
const kernel = of('kernel');
const systemd = of('systemd');
/** The daemon's own words. */
const dockerd = of('dockerd');
/** The daemon's answer to a request: in its log, and on the client's terminal. */
const client = of('client');
/** Words of docker's command line or of another tool on the host, which are in no daemon's log. */
const cli = of('cli');
const container = of('container');

const row = (number: number, what: string, lines: SeedRow['lines'], ...ids: readonly string[]): SeedRow => ({
  row: number,
  what,
  lines,
  ids,
});

export const SEED_ROWS: readonly SeedRow[] = [
  row(
    1,
    'init of runc killed for memory',
    kernel('Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child'),
    'runc.init-oom-kill',
  ),
  row(
    2,
    'thin pool not the expected one',
    [
      ...dockerd(
        'Error starting daemon: error initializing graphdriver: devicemapper: Non existing device docker-thinpool',
      ),
      ...systemd(
        'docker.service: main process exited, code=exited, status=1/FAILURE',
        'Failed to start Docker Application Container Engine.',
        'Dependency failed for kubernetes Kubelet.',
        "Job kubelet.service/start failed with result 'dependency'.",
      ),
    ],
    'storage.thinpool-nonexisting-device',
    'systemd.dependency-cascade',
  ),
  row(
    3,
    'goroutines written',
    dockerd('goroutine stacks written to /var/run/docker/goroutine-stacks-2018-12-02T193336z.log'),
    'engine.stack-dump-written',
  ),
  row(
    3,
    'data structures written',
    dockerd('daemon datastructure dump written to /var/run/docker/daemon-data-2018-12-02T193336z.log'),
    'engine.stack-dump-written',
  ),
  row(
    4,
    'group docker is missing',
    systemd(
      'docker.socket: Control process exited, code=exited status=216',
      'Failed to listen on Docker Socket for the API.',
      'docker.socket: Unit entered failed state.',
      'Dependency failed for Docker Application Container Engine.',
      "docker.service: Job docker.service/start failed with result 'dependency'.",
    ),
    'systemd.socket-group-missing',
    'systemd.dependency-cascade',
  ),
  row(
    5,
    'docker.socket masked',
    cli('Failed to restart docker.socket: Unit docker.socket is masked.'),
    'systemd.socket-unit-masked',
  ),
  row(
    6,
    'docker.socket disabled',
    dockerd(
      'failed to load listeners: no sockets found via socket activation: make sure the service was started by systemd',
    ),
    'systemd.socket-unit-disabled',
  ),
  row(
    6,
    'docker.socket disabled, 1.12',
    dockerd('no sockets found via socket activation: make sure the service was started by systemd'),
    'systemd.socket-unit-disabled',
  ),
  row(7, 'no unit, el7', cli('Failed to start docker.service: Unit not found.'), 'systemd.unit-not-found'),
  row(
    7,
    'no unit, newer systemd',
    cli('Failed to start docker.service: Unit docker.service not found.'),
    'systemd.unit-not-found',
  ),
  row(
    8,
    'no docker-runc on the path',
    dockerd('Error starting daemon: exec: "docker-runc": executable file not found in $PATH'),
    'runc.binary-not-found',
  ),
  row(
    8,
    'no docker-runc, told by the shim',
    client('shim error: docker-runc not installed on system'),
    'runc.binary-not-found',
  ),
  row(
    9,
    'no free network for docker0',
    dockerd(
      'Error starting daemon: Error initializing network controller: list bridge addresses failed: no available network',
    ),
    'network.no-available-network',
  ),
  row(
    10,
    'systemctl in a container',
    container('Failed to get D-Bus connection: Operation not permitted'),
    'container.dbus-not-permitted',
  ),
  row(
    11,
    'no shell in the image',
    client(
      'OCI runtime create failed: container_linux.go:348: starting container process caused "exec: \\"/bin/sh\\": stat /bin/sh: no such file or directory": unknown',
    ),
    'container.exec-not-found',
  ),
  row(
    11,
    'no such program on the path',
    client(
      'oci runtime error: container_linux.go:247: starting container process caused "exec: \\"bash\\": executable file not found in $PATH"',
    ),
    'container.exec-not-found',
  ),
  row(
    12,
    'kernel older than 3.10',
    dockerd(
      'Your Linux kernel version 2.6.32-431.el6.x86_64 can be unstable running docker. Please upgrade your kernel to 3.10.0.',
    ),
    'engine.kernel-too-old',
  ),
  row(
    13,
    'containerd cannot be dialled',
    dockerd(
      'Failed to connect to containerd: failed to dial "/var/run/docker/containerd/docker-containerd.sock": dial unix:///var/run/docker/containerd/docker-containerd.sock: timeout',
    ),
    'containerd.dial-timeout',
  ),
  row(
    14,
    'client may not use the socket',
    cli(
      'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get http://%2Fvar%2Frun%2Fdocker.sock/v1.35/info: dial unix /var/run/docker.sock: connect: permission denied',
    ),
    'client.socket-permission-denied',
  ),
  row(
    15,
    'push through the wrong proxy',
    client(
      'error parsing HTTP 400 response body: invalid character \'F\' looking for beginning of value: "Failed parsing or buffering the chunk-encoded client body.\\r\\n"',
    ),
    'registry.proxy-mangles-push',
  ),
  row(
    16,
    'yum in an overlay build',
    cli('Rpmdb checksum is invalid: dCDPT(pkg checksums): glibc-common.x86_64 0:2.17-196.el7 - u'),
    'build.rpmdb-checksum-invalid',
  ),
  row(
    17,
    'API without TLS, to 19.03',
    dockerd("[!] DON'T BIND ON ANY IP ADDRESS WITHOUT setting --tlsverify IF YOU DON'T KNOW WHAT YOU'RE DOING [!]"),
    'engine.api-tcp-without-tls',
  ),
  row(
    17,
    'API without TLS, 17.03',
    dockerd("[!] DON'T BIND ON ANY IP ADDRESS WITHOUT setting -tlsverify IF YOU DON'T KNOW WHAT YOU'RE DOING [!]"),
    'engine.api-tcp-without-tls',
  ),
  row(
    17,
    'API without TLS, 20.10',
    dockerd(
      'Binding to IP address without --tlsverify is insecure and gives root access on this machine to everyone who has access to your network.',
    ),
    'engine.api-tcp-without-tls',
  ),
  row(
    18,
    'daemon.json not valid',
    [
      ...dockerd(
        "unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '}' looking for beginning of object key string",
      ),
      ...systemd('Failed to start Docker Application Container Engine.'),
    ],
    'config.daemon-json-invalid',
  ),
  row(
    19,
    'option set twice',
    dockerd(
      'unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives are specified both as a flag and in the configuration file: log-driver: (from flag: journald, from file: json-file)',
    ),
    'config.flag-and-file-conflict',
  ),
  row(
    20,
    'pull: TLS handshake',
    client('Get https://registry-1.docker.io/v2/: net/http: TLS handshake timeout'),
    'registry.pull-slow-or-timeout',
  ),
  row(
    20,
    'pull: no connection in time',
    client(
      'Get https://registry-1.docker.io/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    ),
    'registry.pull-slow-or-timeout',
  ),
  row(
    20,
    'pull: deadline',
    client('Get https://registry-1.docker.io/v2/library/nginx/manifests/1.15: context deadline exceeded'),
    'registry.pull-slow-or-timeout',
  ),
  row(21, 'compose without /tmp', cli('cannot create temporary directory!'), 'storage.temp-dir-unwritable'),
  row(
    21,
    'dockerd without a directory for temporary files',
    dockerd(
      'Error starting daemon: Unable to get the TempDir under /var/lib/docker: mkdir /var/lib/docker/tmp: read-only file system',
    ),
    'storage.temp-dir-unwritable',
  ),
  row(
    22,
    'disk full, dockerd',
    dockerd('Error writing config file: open /var/lib/docker/containers/.tmp-config.v2.json: no space left on device'),
    'storage.no-space-left',
  ),
  row(
    22,
    'disk full, cp',
    cli("cp: error writing '/var/lib/docker/backup/app.tar': No space left on device"),
    'storage.no-space-left',
  ),
  row(
    22,
    'disk full, Python in a container',
    container('OSError: [Errno 28] No space left on device'),
    'storage.no-space-left',
  ),
  row(
    23,
    'thin pool below its reserve',
    client(
      'devmapper: Thin Pool has 2862 free data blocks which is less than minimum required 4864 free data blocks. Create more free space in thin pool or use dm.min_free_space option to change behavior',
    ),
    'storage.devicemapper-pool-full',
  ),
  row(
    23,
    'thin pool full, docker info',
    cli(' Data Space Used: 107.4 GB', ' Data Space Total: 107.4 GB', ' Data Space Available: 16.78 MB'),
    'storage.devicemapper-pool-full',
  ),
  row(
    24,
    'no inodes, df -i',
    cli(
      'Filesystem               Inodes   IUsed   IFree IUse% Mounted on',
      '/dev/mapper/centos-root 3276800 3276800       0  100% /',
    ),
    'storage.inode-exhausted',
  ),
  row(
    25,
    '/tmp mounted noexec',
    cli(
      'docker-compose: error while loading shared libraries: libz.so.1: failed to map segment from shared object: Operation not permitted',
    ),
    'container.noexec-mapping',
  ),
  row(
    26,
    'devicemapper metadata damaged',
    client('devicemapper: Error running deviceCreate (CreateSnapDeviceRaw) dm_task_run failed'),
    'storage.devicemapper-create-failed',
  ),
  row(
    27,
    'containers stopped with the daemon',
    [
      ...systemd('Stopping Docker Application Container Engine...'),
      ...dockerd("Processing signal 'terminated'"),
      { speaker: 'dockerd', text: 'shim reaped', fields: `id=${'4f1c2a9b'.repeat(8)} module="containerd/tasks"` },
      { speaker: 'dockerd', text: 'shim reaped', fields: `id=${'b7d0e3c5'.repeat(8)} module="containerd/tasks"` },
      ...systemd('Stopped Docker Application Container Engine.', 'Starting Docker Application Container Engine...'),
      ...dockerd('Loading containers: start.', 'Loading containers: done.', 'Daemon has completed initialization'),
    ],
    'engine.containers-stopped-with-daemon',
  ),
  row(
    27,
    'docker.service flaps',
    systemd(
      'docker.service: Main process exited, code=exited, status=1/FAILURE',
      "docker.service: Failed with result 'exit-code'.",
      'Failed to start Docker Application Container Engine.',
      'docker.service: Service RestartSec=2s expired, scheduling restart.',
      'docker.service: Scheduled restart job, restart counter is at 1.',
      'Stopped Docker Application Container Engine.',
      'Starting Docker Application Container Engine...',
      'docker.service: Main process exited, code=exited, status=1/FAILURE',
      "docker.service: Failed with result 'exit-code'.",
      'Failed to start Docker Application Container Engine.',
      'docker.service: Service RestartSec=2s expired, scheduling restart.',
      'docker.service: Scheduled restart job, restart counter is at 2.',
      'docker.service: Start request repeated too quickly.',
      "docker.service: Failed with result 'exit-code'.",
      'Failed to start Docker Application Container Engine.',
    ),
    'systemd.docker-service-crash-loop',
  ),
  row(
    28,
    'dead container keeps its name',
    client('Conflict, cannot remove the default name of the container'),
    'engine.container-name-conflict',
  ),
  row(
    28,
    'name in use',
    client(
      'Conflict. The container name "/web" is already in use by container "b7d0e3c5a1928374655647382910fedcba98765432100123456789abcdefabcd". You have to remove (or rename) that container to be able to reuse that name.',
    ),
    'engine.container-name-conflict',
  ),
  row(
    29,
    'POSIX locale, locale',
    container('locale: Cannot set LC_CTYPE to default locale: No such file or directory'),
    'container.locale-not-set',
  ),
  row(
    29,
    'POSIX locale, bash',
    container('bash: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)'),
    'container.locale-not-set',
  ),
  row(
    30,
    'nginx proxies to itself',
    container(
      '2018/12/14 04:05:06 [error] 7#7: *12 connect() failed (111: Connection refused) while connecting to upstream, client: 172.17.0.1, server: localhost, request: "GET /api/v1/orders HTTP/1.1", upstream: "http://127.0.0.1:8080/api/v1/orders", host: "shop.example.com"',
    ),
    'container.upstream-refused-on-localhost',
  ),
  row(31, 'shared memory too small', container('Bus error (core dumped)'), 'container.bus-error-shm'),
  row(
    32,
    'flock on NFS',
    container(
      'Traceback (most recent call last):\n  File "/app/lock.py", line 41, in acquire\n    fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)\nOSError: [Errno 9] Bad file descriptor',
    ),
    'storage.nfs-flock-bad-descriptor',
  ),
  row(
    33,
    'address pools used up',
    client(
      'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    ),
    'network.address-pool-overlap',
  ),
  row(
    33,
    'address pools overlap',
    client('Pool overlaps with other one on this address space'),
    'network.address-pool-overlap',
  ),
  row(
    34,
    'two compose projects of one name',
    cli(
      'WARNING: Found orphan containers (shop_web_1, shop_db_1) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.',
    ),
    'compose.orphan-containers',
  ),
  row(35, 'docker exec -it from cron', cli('the input device is not a TTY'), 'client.not-a-tty'),
  row(
    36,
    'image has children',
    client('conflict: unable to delete 3cc1a2b2e862 (cannot be forced) - image has dependent child images'),
    'image.delete-has-dependents',
  ),
  row(
    37,
    'nginx cannot write its log',
    container(
      'nginx: [alert] could not open error log file: open() "/var/log/nginx/error.log" failed (13: Permission denied)',
    ),
    'container.permission-denied-file',
  ),
  row(
    37,
    'nginx cannot make its cache',
    container('2018/12/14 04:05:06 [emerg] 1#1: mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)'),
    'container.permission-denied-file',
  ),
];
