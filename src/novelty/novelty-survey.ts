import type { StampAt } from '../core/clock-observations.js';
import type { LogRecord } from '../core/log-record.js';
import { US_PER_MINUTE } from '../core/units.js';
import type { NoveltyObserver, NoveltyScan } from './novelty.js';
import { LEAST_HISTORY } from './source-view.js';

/** Only the time that the records cover: enough to say that a source is too short for anything in it to be called new. */
export function createNoveltySurvey(): NoveltyObserver {
  let records = 0;
  let first: StampAt | undefined;
  let last: StampAt | undefined;
  return {
    record(record: LogRecord) {
      if (record.fields?.['marker'] !== undefined || record.message === '') return;
      records++;
      const stamp = record.outerTime ?? record.time;
      if (stamp.kind === 'none') return;
      const at = { stamp, line: record.position.line };
      first ??= at;
      last = at;
    },
    result: () => ({
      records,
      templates: [],
      evicted: 0,
      buckets: first === undefined ? [] : [{ from: first, records }],
      bucketUs: 0,
      last,
    }),
  };
}

/** Windows are a minute and longer, and the source must show some of them before one. A log of unknown length is not too short. */
export function isTooShortForNovelty({ records, buckets, last }: NoveltyScan): boolean {
  if (records === 0) return true;
  const first = buckets[0]?.from.stamp;
  if (first === undefined || last === undefined || first.kind === 'none' || last.stamp.kind !== first.kind)
    return false;
  const us = last.stamp.us - first.us;
  return us >= 0 && us < LEAST_HISTORY * US_PER_MINUTE;
}
