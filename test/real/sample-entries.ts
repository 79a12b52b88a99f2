import type { Entry } from './journal-entries.js';

const BOOTS = ['3d6b1f0e9c0a4b8f8a2f6c1de7a95b10', 'a9f2c4d81b7e4c55b0e37d6f24c81e9a'];
/** Shortly before the new year of 2019, UTC: the second boot is in it. */
const START_US = Date.UTC(2018, 11, 31, 22, 40, 3) * 1000 + 415_007;

type Part = Omit<Entry, 'realtimeUs' | 'monotonicUs' | 'bootId' | 'transport'> & { readonly transport?: string };

const SYSTEMD = { identifier: 'systemd', pid: 1, comm: 'systemd', unit: 'init.scope', priority: 6 };
const DOCKERD = { identifier: 'dockerd', pid: 7926, comm: 'dockerd', unit: 'docker.service', priority: 6 };

/** Entries of every kind that a mode may print in its own way. */
const PARTS: readonly Part[] = [
  { ...SYSTEMD, message: 'Starting Docker Application Container Engine...', more: [['UNIT', 'docker.service']] },
  {
    ...SYSTEMD,
    message: 'Started Docker Application Container Engine.',
    more: [
      ['UNIT', 'docker.service'],
      ['MESSAGE_ID', '39f53479d3a045ac8e11786248231fbf'],
    ],
  },
  { ...DOCKERD, message: 'a plain line' },
  { ...DOCKERD, message: 'several lines\n\n\tthe third with a tab\n  the fourth with spaces' },
  { ...DOCKERD, message: 'ends with a newline\n' },
  { ...DOCKERD, message: '' },
  { ...DOCKERD, message: '\x1b[31mred\x1b[0m and plain' },
  { ...DOCKERD, message: 'carriage return at the end\r' },
  { ...DOCKERD, message: Buffer.from('no UTF-8: caf\xe9', 'latin1') },
  { ...DOCKERD, message: 'a NUL \0 inside' },
  { ...DOCKERD, message: 'größer, 更大, 🐳' },
  { ...DOCKERD, message: `long: ${'x'.repeat(5000)} end` },
  { ...DOCKERD, message: '-- Reboot --' },
  { ...DOCKERD, message: 'looks like: another[12]: message' },
  {
    ...DOCKERD,
    priority: 3,
    message: 'without what it was',
    more: [
      ['TAG', 'one'],
      ['TAG', 'two'],
    ],
  },
  { identifier: '(dockerd)', pid: 7926, comm: '(dockerd)', unit: 'docker.service', message: 'no priority' },
  { identifier: 'docker/0e7dc1a5d2f9', pid: 7926, priority: 6, message: 'of a container' },
  { identifier: 'web/1', syslogPid: 77, transport: 'syslog', priority: 5, message: 'by syslog' },
  { comm: 'sh', pid: 99, priority: 4, transport: 'journal', message: 'only a command' },
  { identifier: 'cron', priority: 4, transport: 'syslog', message: 'without a process' },
  {
    identifier: 'kernel',
    transport: 'kernel',
    priority: 4,
    sourceMonotonicUs: 0,
    message: 'docker0: port 1(veth1) entered blocking state',
  },
  {
    identifier: 'kernel',
    transport: 'kernel',
    priority: 3,
    sourceMonotonicUs: 0,
    message: 'Memory cgroup stats for /docker/1:\nanon 0\nfile 4',
  },
];

/** The kinds of entries in each of two boots and from two hosts; receipt is later than what the programs say. */
export const SAMPLE_ENTRIES: readonly Entry[] = BOOTS.flatMap((bootId, boot) =>
  PARTS.map((part, index) => {
    const us = START_US + boot * 5_400_000_000 + index * 61_000_321;
    const monotonicUs = (boot === 0 ? 99_990_000_000 : 4_000_000) + index * 61_000_321;
    const { sourceMonotonicUs, ...rest } = part;
    return {
      host: index % 5 === 4 ? 'node-07.example.com' : 'node-1',
      transport: 'stdout',
      ...rest,
      ...(sourceMonotonicUs === undefined ? {} : { sourceMonotonicUs: monotonicUs - 1_900 }),
      ...(index % 3 === 0 && sourceMonotonicUs === undefined ? { sourceRealtimeUs: us - 250 } : {}),
      realtimeUs: us,
      monotonicUs,
      bootId,
    };
  }),
);
