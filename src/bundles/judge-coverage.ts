import type { Origin } from '../core/log-record.js';
import type { CoverageSummary } from '../core/report-document.js';
import type { PlacedTime, Stamp } from '../core/stamp.js';
import type { SourceScan } from '../core/source.js';
import { US_PER_MINUTE } from '../core/units.js';

interface Clock {
  place(stamp: Stamp, line: number): PlacedTime | undefined;
}

/** One kind of evidence that a whole picture of a Docker host has. */
interface Kind {
  readonly what: string;
  readonly origin?: Origin;
  /** Program whose goroutine dump it is. */
  readonly dump?: string;
  /** Shown only if it is there: not every host has it. */
  readonly isOptional?: boolean;
  /** Gets it, on the host; at most a dump is written there. */
  readonly command: string;
}

const KINDS: readonly Kind[] = [
  { what: 'kernel log', origin: 'kernel', command: 'journalctl -k -b --no-pager -o short-iso-precise > kernel.log' },
  {
    what: 'log of dockerd',
    origin: 'dockerd',
    command: 'journalctl -u docker --no-pager -o short-iso-precise > docker.log',
  },
  {
    what: 'log of containerd',
    origin: 'containerd',
    command: 'journalctl -u containerd --no-pager -o short-iso-precise > containerd.log',
  },
  {
    what: 'goroutines of dockerd',
    dump: 'dockerd',
    command: 'kill -USR1 $(pidof dockerd); sleep 5; cp /var/run/docker/goroutine-stacks-*.log .',
  },
  {
    what: 'goroutines of containerd',
    dump: 'containerd',
    command: 'kill -USR1 $(pidof containerd); sleep 5; cp /tmp/containerd.*.stacks.log .',
  },
  { what: 'log of systemd', origin: 'systemd', command: 'journalctl -b --no-pager -o short-iso-precise > journal.log' },
  {
    what: 'log of the kubelet',
    origin: 'kubelet',
    isOptional: true,
    command: 'journalctl -u kubelet --no-pager -o short-iso-precise > kubelet.log',
  },
];

/** A log that ends this long before what happened may just have been silent. */
const SLACK_US = 30 * US_PER_MINUTE;
const MAX_SOURCES = 5;
const CUT: ReadonlySet<string> = new Set([
  'archive-damaged',
  'read-failed',
  'report-truncated',
  'line-cut',
  'limit-reached',
]);
/** sos keeps the ends of logs that are too large in this folder. */
const CUT_BY_SOS = /(?:^|[/!])sos_strings\/.*\.tailed$/;

/**
 * What of the evidence that a Docker host can give is there, missing, cut, or does not cover the moment `atUs` (of the first finding), and the command
 * that gets what is missing.
 */
export function judgeCoverage(
  scans: readonly SourceScan[],
  clocks: readonly (Clock | undefined)[],
  atUs: number | undefined,
): CoverageSummary[] {
  return KINDS.flatMap((kind) => {
    const held = scans.flatMap((scan, index) => {
      const span = spanOf(kind, scan, clocks[index]);
      return span === undefined ? [] : [{ scan, ...span }];
    });
    const { what, command } = kind;
    if (held.length === 0)
      return kind.isOptional === true ? [] : [{ what, status: 'missing' as const, sources: [], command }];
    const times = held.flatMap(({ fromUs, toUs }) => [fromUs ?? [], toUs ?? []].flat());
    const range =
      times.length === 0 ? {} : { from: Math.round(Math.min(...times)), to: Math.round(Math.max(...times)) };
    const status = statusOf(kind, held, range, atUs);
    return [
      {
        what,
        status,
        sources: held.slice(0, MAX_SOURCES).map(({ scan }) => scan.name),
        ...range,
        ...(status === 'present' ? {} : { command }),
      },
    ];
  });
}

interface Held {
  readonly scan: SourceScan;
}

function statusOf(
  { dump }: Kind,
  held: readonly Held[],
  { from, to }: { readonly from?: number; readonly to?: number },
  atUs: number | undefined,
): CoverageSummary['status'] {
  if (atUs !== undefined && from !== undefined && to !== undefined) {
    if (to < atUs - SLACK_US) return 'too-old';
    // A dump is taken afterwards.
    if (dump === undefined && from > atUs + SLACK_US) return 'too-new';
  }
  const isCut = ({ name, diagnostics }: SourceScan): boolean =>
    CUT_BY_SOS.test(name) || diagnostics.some(({ code }) => CUT.has(code));
  return held.every(({ scan }) => isCut(scan)) ? 'truncated' : 'present';
}

/** From when to when a source holds a kind; undefined if it does not. */
function spanOf(
  { origin, dump }: Kind,
  scan: SourceScan,
  clock: Clock | undefined,
): { readonly fromUs?: number; readonly toUs?: number } | undefined {
  if (dump !== undefined) {
    const found = scan.dumps.find(({ dump: { program } }) => program === dump);
    const us = found === undefined ? undefined : clock?.place(found.head.time, found.head.position.line)?.us;
    if (found === undefined) return undefined;
    return us === undefined ? {} : { fromUs: us, toUs: us };
  }
  const seen = origin === undefined ? undefined : scan.coverage.get(origin);
  if (seen === undefined) return undefined;
  const [first, last] = [seen.first, seen.last].map((at) =>
    at === undefined ? undefined : clock?.place(at.stamp, at.line)?.us,
  );
  return { ...(first === undefined ? {} : { fromUs: first }), ...(last === undefined ? {} : { toUs: last }) };
}
