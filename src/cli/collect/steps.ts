/** One thing that is gathered from a host. */
export interface Step {
  /** File in the bundle. */
  readonly file: string;
  /** Program and arguments; no shell. */
  readonly command: readonly [string, ...string[]];
  /** Seconds after which it is given up. */
  readonly seconds: number;
}

export interface CollectPeriod {
  /** As journalctl takes it. */
  readonly since: string;
}

/** Lines of a journal that are taken at most, the last ones. */
const JOURNAL_LINES = '500000';
const UNITS = ['docker', 'containerd', 'kubelet', 'docker.socket', 'docker-storage-setup'];

/**
 * Everything that docklog reads of a host, what cannot hang first: the kernel's log and the journal come before questions to the daemon.
 * `dmesg` and `dmesg --ctime` side by side tell the clock of the kernel.
 */
export function collectSteps({ since }: CollectPeriod): Step[] {
  const journal = ['journalctl', '--no-pager', '--lines', JOURNAL_LINES, '--since', since] as const;
  return [
    { file: 'date.txt', command: ['date', '+%Y-%m-%dT%H:%M:%S%z'], seconds: 5 },
    { file: 'hostname.txt', command: ['hostname'], seconds: 5 },
    { file: 'uname.txt', command: ['uname', '-a'], seconds: 5 },
    { file: 'uptime.txt', command: ['uptime', '-s'], seconds: 5 },
    { file: 'dmesg.txt', command: ['dmesg'], seconds: 20 },
    { file: 'dmesg-ctime.txt', command: ['dmesg', '--ctime'], seconds: 20 },
    { file: 'journal-kernel.export', command: [...journal, '--dmesg', '--output', 'export'], seconds: 60 },
    {
      file: 'journal-units.log',
      command: [...journal, '--output', 'short-iso-precise', ...UNITS.flatMap((unit) => ['--unit', unit])],
      seconds: 120,
    },
    {
      file: 'systemctl-status.txt',
      command: ['systemctl', '--no-pager', '--full', 'status', 'docker', 'containerd', 'kubelet'],
      seconds: 20,
    },
    { file: 'systemctl-failed.txt', command: ['systemctl', '--no-pager', '--failed'], seconds: 20 },
    { file: 'df.txt', command: ['df', '-h'], seconds: 20 },
    { file: 'df-inodes.txt', command: ['df', '-i'], seconds: 20 },
    { file: 'free.txt', command: ['free', '-m'], seconds: 5 },
    { file: 'mounts.txt', command: ['cat', '/proc/mounts'], seconds: 5 },
    { file: 'ps.txt', command: ['ps', '-eo', 'pid,ppid,stat,lstart,wchan:32,args'], seconds: 20 },
    { file: 'lvs.txt', command: ['lvs', '-a'], seconds: 20 },
    { file: 'daemon.json', command: ['cat', '/etc/docker/daemon.json'], seconds: 5 },
    { file: 'dockerd-version.txt', command: ['dockerd', '--version'], seconds: 10 },
    { file: 'containerd-version.txt', command: ['containerd', '--version'], seconds: 10 },
    { file: 'runc-version.txt', command: ['runc', '--version'], seconds: 10 },
    { file: 'docker-version.txt', command: ['docker', 'version'], seconds: 20 },
    { file: 'docker-info.txt', command: ['docker', 'info'], seconds: 20 },
    { file: 'docker-ps.txt', command: ['docker', 'ps', '--all', '--no-trunc'], seconds: 20 },
  ];
}
