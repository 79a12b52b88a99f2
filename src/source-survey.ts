import type { LogRecord, Origin } from './core/log-record.js';
import type { OriginCoverage } from './core/source.js';
import type { Stamp } from './core/stamp.js';

/** Whose words a source holds, from when to when, of which host and in which format. */
export interface SourceSurvey {
  record(record: LogRecord): void;
  coverage(): ReadonlyMap<Origin, OriginCoverage>;
  /** The most frequent one. */
  readonly host: string | undefined;
  readonly format: string | undefined;
}

/** Hosts and formats told apart; further ones do not count. */
const MAX_NAMES = 100;

interface Span {
  records: number;
  first: { readonly stamp: Stamp; readonly line: number } | undefined;
  lastStamp: Stamp;
  lastLine: number;
}

/** Every record of a source goes through here: no allocation for one, but for the first of its kind. */
export function createSourceSurvey(): SourceSurvey {
  const spans = new Map<Origin, Span>();
  const hosts = createTally();
  const formats = createTally();
  return {
    record({ origin, host, position, time, format }) {
      let span = spans.get(origin);
      if (span === undefined) {
        span = { records: 0, first: undefined, lastStamp: time, lastLine: position.line };
        spans.set(origin, span);
      }
      span.records++;
      if (time.kind !== 'none') {
        span.first ??= { stamp: time, line: position.line };
        span.lastStamp = time;
        span.lastLine = position.line;
      }
      if (host !== undefined) hosts.add(host);
      formats.add(format);
    },
    coverage: () =>
      new Map(
        [...spans].map(([origin, { records, first, lastStamp, lastLine }]) => [
          origin,
          first === undefined ? { records } : { records, first, last: { stamp: lastStamp, line: lastLine } },
        ]),
      ),
    get host() {
      return hosts.top();
    },
    get format() {
      return formats.top();
    },
  };
}

function createTally(): { add(name: string): void; top(): string | undefined } {
  const counts = new Map<string, { count: number }>();
  return {
    add(name) {
      const known = counts.get(name);
      if (known !== undefined) known.count++;
      else if (counts.size < MAX_NAMES) counts.set(name, { count: 1 });
    },
    top() {
      let top: string | undefined;
      let most = 0;
      for (const [name, { count }] of counts) {
        if (count <= most) continue;
        top = name;
        most = count;
      }
      return top;
    },
  };
}
