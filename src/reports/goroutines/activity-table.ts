/** What goroutines with certain functions in their stack are doing. */
export interface Activity {
  /** In words, as said of a goroutine: `waiting for udev`. */
  readonly words: string;
  /**
   * Functions that must stand in the stack in this order, from the top; each a short name without path and closure
   * suffix, `pkg.(*Type).*` or `pkg.*`, or alternatives of such. The `created by` function comes last. Fifteen at most.
   */
  readonly frames: readonly (string | readonly string[])[];
  /** The first of them must be the first function outside `runtime`, `sync` and the like. */
  readonly top?: boolean;
  /** Only in these states. */
  readonly states?: readonly string[];
}

/** System calls and the disk: what is slow below the daemon. */
const SYSTEM: readonly Activity[] = [
  {
    words: 'waiting for udev to complete a device change',
    frames: [['devicemapper._Cfunc_dm_udev_wait', 'devicemapper.dmUdevWaitFct', 'devicemapper.UdevWait']],
  },
  { words: 'in a device mapper call', frames: [['devicemapper._Cfunc_dm_task_run', 'devicemapper.(*Task).run']] },
  {
    words: 'opening the exec fifo that the init must open too',
    frames: [
      ['syscall.Open', 'syscall.openat', 'unix.Open', 'unix.openat', 'os.OpenFile', 'os.Open'],
      [
        'libcontainer.(*linuxContainer).exec',
        'libcontainer.(*Container).exec',
        'libcontainer.awaitFifoOpen',
        'libcontainer.fifoOpen',
      ],
    ],
  },
  {
    words: 'init waiting at the exec fifo for runc start',
    frames: [
      ['unix.Open', 'unix.Openat', 'unix.openat', 'syscall.Openat', 'syscall.Open', 'os.OpenFile'],
      'libcontainer.(*linuxStandardInit).Init',
    ],
  },
  {
    words: 'waiting for the other end of a stdio fifo',
    frames: ['fifo.openFifo'],
  },
  { words: 'waiting for the other end of a stdio fifo', frames: ['fifo.(*fifo).Read'], top: true, states: ['select'] },
  {
    words: "writing to a container's stdin",
    frames: [['fifo.(*fifo).Write', 'stream.(*Config).CopyStreams']],
    states: ['IO wait', 'syscall'],
  },
  {
    words: 'syncing to disk',
    frames: [
      [
        'os.(*File).Sync',
        'syscall.Fsync',
        'unix.Fsync',
        'syscall.Fdatasync',
        'unix.Fdatasync',
        'unix.Syncfs',
        'syscall.Sync',
        'bolt.fdatasync',
        'bbolt.fdatasync',
      ],
    ],
  },
  { words: 'waiting for a file lock', frames: [['syscall.Flock', 'unix.Flock', 'bolt.flock', 'bbolt.flock']] },
  {
    words: 'mounting or unmounting a file system',
    frames: [
      ['syscall.Mount', 'syscall.Unmount', 'unix.Mount', 'unix.Unmount', 'mount.Unmount', 'mount.RecursiveUnmount'],
    ],
    states: ['syscall', 'runnable', 'running'],
  },
  {
    words: "waiting for the kernel's netlink answer",
    frames: [['nl.(*NetlinkSocket).Receive', 'nl.(*NetlinkRequest).Execute', 'netlink.*', 'nl.*']],
  },
  {
    words: 'running iptables',
    frames: [['exec.(*Cmd).Run', 'exec.(*Cmd).Wait', 'exec.(*Cmd).CombinedOutput', 'exec.(*Cmd).Output'], 'iptables.*'],
  },
  {
    words: 'running runc start',
    frames: [['exec.(*Cmd).Run', 'exec.(*Cmd).Wait', 'exec.(*Cmd).CombinedOutput'], 'runtime.(*process).Start'],
  },
  { words: 'waiting for runc start', frames: ['runtime.(*process).Start', 'supervisor.(*worker).Start'] },
  {
    words: 'running runc',
    frames: [
      ['exec.(*Cmd).Run', 'exec.(*Cmd).Wait', 'exec.(*Cmd).CombinedOutput', 'exec.(*Cmd).Output'],
      ['go-runc.*', 'runtime.(*container).*'],
    ],
  },
  { words: 'waiting for the exit of runc', frames: [['reaper.(*Monitor).Wait', 'reaper.(*Monitor).*'], 'go-runc.*'] },
  { words: 'handing on the exit of a child process', frames: ['reaper.Reap'], states: ['chan send'] },
  {
    words: 'waiting for a child process to end',
    frames: [
      ['exec.(*Cmd).Run', 'exec.(*Cmd).Wait', 'exec.(*Cmd).CombinedOutput', 'exec.(*Cmd).Output', 'os.(*Process).Wait'],
    ],
  },
];

/** Docker's and containerd's own slow work. */
const ENGINE: readonly Activity[] = [
  {
    words: 'waiting for the supervisor to create a container',
    frames: ['server.(*apiServer).CreateContainer'],
    top: true,
  },
  { words: 'waiting for containerd to serve', frames: ['remote.(*client).waitServe'] },
  {
    words: 'waiting for a connection to containerd',
    frames: [['grpc.(*pickerWrapper).pick', 'grpc.(*ClientConn).WaitForStateChange']],
  },
  {
    words: "waiting for the end of a container's output",
    frames: [['stream.(*Config).Wait', 'runconfig.(*StreamConfig).Wait', 'container.(*StreamConfig).Wait']],
  },
  {
    words: 'waiting for the containers to be restored',
    frames: ['daemon.(*Daemon).restore', 'daemon.NewDaemon'],
    top: true,
  },
  { words: 'waiting for a logging driver to end', frames: [['logger.(*Copier).Wait', 'container.(*Container).Reset']] },
  {
    words: 'closing a logging driver',
    frames: [
      [
        'fluent.(*Fluent).Close',
        'fluentd.(*fluentd).Close',
        'syslog.(*syslogger).Close',
        'awslogs.(*logStream).Close',
        'logger.(*RingLogger).Close',
      ],
    ],
  },
  {
    words: 'writing to a logging driver',
    frames: [
      [
        'fluent.*',
        'fluentd.*',
        'syslog.*',
        'journald.*',
        'awslogs.*',
        'gelf.*',
        'splunk.*',
        'logentries.*',
        'gcplogs.*',
        'logger.(*pluginAdapter).*',
        'logger.(*pluginAdapterWithRead).*',
        'loggerutils.(*LogFile).WriteLogEntry',
        'jsonfilelog.(*JSONFileLogger).Log',
        'local.(*driver).Log',
      ],
      ['logger.(*Copier).copySrc', 'logger.(*RingLogger).run'],
    ],
  },
  { words: 'running a health check', frames: ['daemon.(*cmdProbe).run'] },
  {
    words: 'waiting for a container to stop',
    frames: [
      ['container.(*State).WaitStop', 'container.(*State).Wait', 'container.wait'],
      ['daemon.(*Daemon).containerStop', 'daemon.(*Daemon).Kill', 'daemon.(*Daemon).ContainerRm'],
    ],
  },
  { words: 'in the devicemapper driver', frames: ['devmapper.*'] },
  { words: 'making or mounting a layer (overlay2)', frames: ['overlay2.(*Driver).*'] },
  { words: 'making or mounting a layer', frames: [['layer.(*layerStore).*', 'layer.(*mountedLayer).*']] },
  {
    words: "saving a container's state to disk",
    frames: [['container.(*Container).toDisk', 'container.(*Container).CheckpointTo']],
  },
  { words: 'writing to a bolt database', frames: [['bolt.(*Tx).Commit', 'bbolt.(*Tx).Commit']] },
  { words: 'waiting for a plugin', frames: ['plugins.(*Client).callWithRetry'] },
  {
    words: 'pulling or pushing an image',
    frames: [['xfer.*', 'distribution.*', 'docker.(*dockerFetcher).*', 'docker.(*dockerPusher).*']],
  },
  { words: 'talking to a registry', frames: ['registry.*'] },
  { words: 'building an image', frames: [['dockerfile.*', 'builder.*']] },
  {
    words: 'in a file system call',
    frames: [
      [
        'os.OpenFile',
        'os.Open',
        'os.Stat',
        'os.Lstat',
        'os.Mkdir',
        'os.MkdirAll',
        'os.Remove',
        'os.RemoveAll',
        'os.Rename',
        'os.ReadFile',
        'os.ReadDir',
        'os.(*File).Write',
        'os.(*File).Read',
        'ioutil.ReadFile',
        'ioutil.ReadDir',
      ],
    ],
    states: ['syscall'],
  },
];

/** Activities of goroutines that do not wait by design; the first that fits counts. */
export const ACTIVITIES: readonly Activity[] = [...SYSTEM, ...ENGINE];
