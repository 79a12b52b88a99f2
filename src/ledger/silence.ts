import type { HostEvent, LedgerPlace } from '../core/ledger.js';
import type { LogRecord, Origin } from '../core/log-record.js';
import { US_PER_MINUTE } from '../core/units.js';

/** Programs that are expected to go on talking. */
const WATCHED: readonly Origin[] = ['kernel', 'dockerd', 'containerd', 'kubelet', 'systemd'];
/** Gaps kept of one program: the longest ones. */
const MAX_GAPS = 3;
/** A program that said less has no usual distance. */
const MIN_RECORDS = 30;
const MIN_GAP_US = 10 * US_PER_MINUTE;
/** Times the mean distance of its lines. */
const MIN_FACTOR = 20;
/** Lines that others must have written meanwhile. */
const MIN_OTHERS = 10;

interface Gap {
  readonly from: LedgerPlace;
  readonly to: LedgerPlace;
  readonly us: number;
  readonly others: number;
}

interface Track {
  records: number;
  firstUs: number;
  last: LedgerPlace;
  lastUs: number;
  othersAt: number;
  gaps: Gap[];
}

/**
 * A program that falls silent for long while others of the same log go on. Only what was read of every line of a source may be asked: a source of which
 * the prefilter skipped lines says nothing about silence.
 */
export interface SilenceObserver {
  record(record: LogRecord): void;
  /** Gaps, the current ones up to the source's end among them. */
  gaps(): HostEvent[];
}

export function createSilenceObserver(): SilenceObserver {
  const tracks = new Map<Origin, Track>();
  let total = 0;
  let end: LedgerPlace | undefined;
  let endUs = 0;
  return {
    record({ origin, time, outerTime, position }) {
      // The envelope's clock is the one that all programs of a log share.
      const stamp = outerTime ?? time;
      if (stamp.kind === 'none') return;
      const { us } = stamp;
      total++;
      const place = { stamp, line: position.line };
      end = place;
      endUs = us;
      if (!WATCHED.includes(origin)) return;
      const track = tracks.get(origin);
      if (track === undefined) {
        tracks.set(origin, { records: 1, firstUs: us, last: place, lastUs: us, othersAt: total, gaps: [] });
        return;
      }
      if (us - track.lastUs >= MIN_GAP_US) note(track, place, us, total);
      track.records++;
      track.last = place;
      track.lastUs = us;
      track.othersAt = total;
    },
    gaps() {
      return [...tracks].flatMap(([origin, track]) => {
        const gaps = [...track.gaps];
        if (end !== undefined && endUs - track.lastUs >= MIN_GAP_US)
          gaps.push({ from: track.last, to: end, us: endUs - track.lastUs, others: total - track.othersAt });
        const spoken = Math.max(1, track.lastUs - track.firstUs - gaps.reduce((sum, { us }) => sum + us, 0));
        const usual = spoken / Math.max(1, track.records);
        return gaps
          .filter(({ us, others }) => track.records >= MIN_RECORDS && us >= MIN_FACTOR * usual && others >= MIN_OTHERS)
          .map((gap) => toEvent(origin, gap));
      });
    },
  };
}

function note(track: Track, to: LedgerPlace, us: number, total: number): void {
  track.gaps.push({ from: track.last, to, us: us - track.lastUs, others: total - track.othersAt - 1 });
  if (track.gaps.length <= MAX_GAPS) return;
  track.gaps.sort((a, b) => b.us - a.us);
  track.gaps.pop();
}

function toEvent(origin: Origin, { from, to, us, others }: Gap): HostEvent {
  const minutes = Math.round(us / US_PER_MINUTE);
  return {
    kind: 'gap',
    severity: 'info',
    stamp: from.stamp,
    until: to,
    line: from.line,
    text: `no word of ${origin} for ${minutes} minutes, while others wrote ${others} lines`,
    entities: [],
  };
}
