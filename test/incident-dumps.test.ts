import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDumps, type DumpDetails } from '../src/index.js';

/** Published and reproduced incidents with dumps; they lie beside the checkout and are not part of it. */
const SHARED = resolve(import.meta.dirname, '../../shared');
const INCIDENTS = join(SHARED, 'incidents');
const FORMATS = join(SHARED, 'formats/samples');
const SAMPLES = join(FORMATS, 'goroutines');
if (!existsSync(INCIDENTS)) console.warn(`incidents not found at ${INCIDENTS}: their dumps are not tested`);

interface Truth {
  readonly goroutines: number;
  readonly by_state: Readonly<Record<string, number>>;
  readonly waiting_a_minute_or_more: number;
  readonly max_minutes: number;
  readonly waiting_on_mutex: number;
  readonly mutex_wait_callers: Readonly<Record<string, number>>;
}

interface Case {
  readonly truth?: { readonly goroutine_dumps?: Readonly<Record<string, Truth>> };
}

function caseOf(incident: string): Case {
  return JSON.parse(readFileSync(join(INCIDENTS, incident, 'case.json'), 'utf8')) as Case;
}

async function dumpsIn(incident: string, ...files: readonly string[]): Promise<readonly DumpDetails[]> {
  return (await readDumps(files.map((file) => join(INCIDENTS, incident, file)))).dumps;
}

/** What the texts of the incidents say of the queue and of who is at its head. */
const CONVOYS: readonly {
  readonly incident: string;
  readonly files: readonly string[];
  /** Longest queue: its lock (address or call site) and size. */
  readonly lock: string;
  readonly waiters: number;
  readonly container?: string;
  /** Function in the stack of the goroutine to blame in the end, and what it waits for. */
  readonly root: string;
  readonly waitsFor: RegExp;
  readonly deadlock?: boolean;
}[] = [
  {
    incident: 'reproduced-17.03.2-init-oom-hang',
    files: ['goroutine-stacks-2026-11-21T123409+0800.log', 'daemon-data-2026-11-21T123409+0800.log'],
    lock: '0xc42074f570',
    waiters: 59,
    container: 'eb83fb320c3d',
    root: 'daemon.(*Daemon).containerStart',
    waitsFor: /containerd call \(CreateContainer\)/,
  },
  {
    incident: 'lab-stall-inspect-convoy',
    files: ['goroutine-stacks-2026-11-21T030610Z.log'],
    lock: '0xc000384f00',
    waiters: 31,
    root: 'daemon.(*Daemon).containerStart',
    waitsFor: /containerd call/,
  },
  {
    // An exec start holds the exec store; an inspect call waits for that with the container's lock taken.
    incident: 'lab-stall-shim-stopped',
    files: ['goroutine-stacks-2026-11-21T030653Z.log'],
    lock: '0xc000384580',
    waiters: 45,
    root: 'daemon.(*Daemon).ContainerExecStart',
    waitsFor: /containerd call \(tasks\.Exec\)/,
  },
  {
    incident: 'lab-stall-freezer',
    files: ['goroutine-stacks-2026-11-21T030556Z.log'],
    lock: '0xc0007e2600',
    waiters: 23,
    root: 'daemon.(*Daemon).ContainerExecStart',
    waitsFor: /containerd call \(tasks\.Start\)/,
  },
  {
    incident: 'plpan-docker-hang-dockerd-profile',
    files: ['goroutines-debug1.txt'],
    lock: 'daemon.(*Daemon).ContainerInspectCurrent',
    waiters: 717_594,
    root: 'daemon.(*Daemon).ContainerExecStart',
    waitsFor: /containerd call/,
  },
  {
    incident: 'plpan-shim-reaper-deadlock',
    files: ['shim-dump.log'],
    lock: '0xc4201e4000',
    waiters: 2,
    root: 'proc.(*Init).kill',
    waitsFor: /exit of runc/,
    deadlock: true,
  },
];

describe.skipIf(!existsSync(INCIDENTS))('dumps of real incidents', () => {
  it.each(CONVOYS)('name lock, queue and the one to blame: $incident', async (row) => {
    const [dump] = await dumpsIn(row.incident, ...row.files);
    if (dump === undefined) throw new Error('no dump');
    const [lock] = dump.locks;
    expect([lock?.address, lock?.waiters]).toEqual([row.lock, row.waiters]);
    expect(lock?.container?.id.slice(0, 12)).toBe(row.container);
    const root = dump.waits.find(({ goroutine }) => goroutine !== undefined);
    expect(root?.waitsFor).toMatch(row.waitsFor);
    expect(root?.deadlock).toBe(row.deadlock ?? false);
    const blamed = dump.groups.find(({ ids, doing }) =>
      root?.goroutine === 0 ? doing === root.waitsFor : ids.includes(root?.goroutine ?? -1),
    );
    expect(blamed?.frames.some((frame) => frame.function.endsWith(row.root))).toBe(true);
    expect(dump.cycles.length > 0).toBe(row.deadlock ?? false);
  });

  const withTruth = existsSync(INCIDENTS)
    ? readdirSync(INCIDENTS).flatMap((incident) =>
        existsSync(join(INCIDENTS, incident, 'case.json'))
          ? Object.entries(caseOf(incident).truth?.goroutine_dumps ?? {}).map(([file, truth]) => ({
              incident,
              file,
              truth,
            }))
          : [],
      )
    : [];

  it.each(withTruth)('count as the incident says: $incident/$file', async ({ incident, file, truth }) => {
    const [dump, ...others] = await dumpsIn(incident, file);
    if (dump === undefined) throw new Error('no dump');
    expect(others).toEqual([]);
    expect(dump.total).toBe(truth.goroutines);
    // The truth lists the commonest states.
    expect(dump.states).toMatchObject(truth.by_state);
    expect(dump.longestWaitMinutes).toBe(truth.max_minutes);
    const callers: Record<string, number> = {};
    for (const group of dump.groups) {
      if (group.lock === undefined) continue;
      const caller = group.frames.find((frame) => !/^(?:internal\/)?sync\./.test(frame.function))?.function ?? '';
      callers[caller] = (callers[caller] ?? 0) + group.count;
    }
    expect(callers).toEqual(truth.mutex_wait_callers);
    expect(dump.locks.reduce((sum, lock) => sum + lock.waiters, 0)).toBe(truth.waiting_on_mutex);
  });

  it.each([
    ['moby-25993-dm-udev-wait-1150-min', 'goroutines.log', 1150, /udev/],
    ['moby-27543-dm-udev-wait', 'goroutines.log', 67, /udev/],
    ['moby-40063-fluentd-close-23-min', 'goroutines.txt', 23, /log|fluent/i],
    ['moby-41424-inspect-842-minutes', 'goroutines.txt', 842, /container's lock/],
    ['zgz-restore-waits-for-old-shims', 'goroutine-stacks.log', 5, /restor|containerd|exit/i],
    ['containerd-1882-runc-start-blocked-on-fifo', 'runc-goroutines.log', 0, /fifo/],
  ] as const)('say what a single goroutine waits for: %s', async (incident, file, minutes, doing) => {
    const [dump] = await dumpsIn(incident, file);
    expect(dump?.longestWaitMinutes).toBe(minutes);
    expect(dump?.groups[0]?.doing).toMatch(doing);
  });

  it('find containerd and runc in the log of the daemon that quotes them', async () => {
    const dumps = await dumpsIn('reproduced-17.03.2-init-oom-hang', 'dockerd.log');
    expect(dumps.map(({ program, total }) => [program, total])).toEqual([
      ['containerd', 28],
      ['runc', 3],
    ]);
    expect(dumps.every(({ time }) => time !== undefined)).toBe(true);
  });
});

interface SampleTruth {
  readonly file: string;
  readonly goroutines: number;
  readonly states: Readonly<Record<string, number>>;
  readonly max_minutes: number;
}

describe.skipIf(!existsSync(SAMPLES))('sample dumps of Go 1.4 to 1.27', () => {
  it('come out with the goroutines, states and minutes that the index counts', async () => {
    const lines = readFileSync(join(SAMPLES, 'index.ndjson'), 'utf8').trim().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as SampleTruth);
    expect(rows.length).toBeGreaterThan(100);
    // The index counts a header in a panic's text, and profiles show none.
    const counted = rows.filter(
      ({ file, goroutines }) => goroutines > 0 && !/multiline|pprof-goroutine\.debug1|leak/.test(file),
    );
    const { dumps } = await readDumps(counted.map(({ file }) => join(FORMATS, file)));
    const read = new Map<string, { goroutines: number; states: Record<string, number>; max_minutes: number }>();
    for (const { source, total, states, longestWaitMinutes } of dumps) {
      const known = read.get(source) ?? { goroutines: 0, states: {}, max_minutes: 0 };
      for (const [state, count] of Object.entries(states)) known.states[state] = (known.states[state] ?? 0) + count;
      known.goroutines += total;
      known.max_minutes = Math.max(known.max_minutes, longestWaitMinutes);
      read.set(source, known);
    }
    for (const { file, goroutines, max_minutes, ...row } of counted) {
      // `(durable)` is an attribute, not a part of the reason; labels are none either.
      const states: Record<string, number> = {};
      for (const [state, count] of Object.entries(row.states)) {
        const reason = state.replace(/ \((?:durable|leaked|scan)\)$/, '');
        states[reason] = (states[reason] ?? 0) + count;
      }
      expect({ file, ...read.get(join(FORMATS, file)) }).toEqual({ file, goroutines, states, max_minutes });
    }
  });
});
