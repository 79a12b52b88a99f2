import type { StampAt } from '../core/clock-observations.js';
import type { LogRecord } from '../core/log-record.js';
import type { Position } from '../core/position.js';
import { detach } from './detach.js';
import { createTemplateMiner } from './template-miner.js';
import { GRAVITY_ORDER, gravityOf, type Gravity } from './gravity.js';
import { createLogClock, type Bucket } from './log-clock.js';

export interface NoveltyOptions {
  /** Templates kept of one source; 2,000 if not given. */
  readonly maxTemplates?: number;
}

/** One kind of line of a source and when it was seen. Plain data. */
export interface TemplateHistory {
  /** Words joined by spaces; `<*>`, `<path>`, `<url>` for what the mask replaced, `*` where lines differ. */
  readonly template: string;
  /** Identifier of its records, or their origin. */
  readonly program: string;
  /** The gravest of its lines. */
  readonly gravity: Gravity;
  readonly count: number;
  readonly first: StampAt | undefined;
  readonly last: StampAt | undefined;
  /** Its first line. */
  readonly position: Position;
  /** That line's beginning, as read. */
  readonly example: string;
  /** False if it may be old after all or is but a new name in an old place; then its first line is no news. */
  readonly isNews: boolean;
  /** Lines in each bucket of the source's time, in order, empty ones left out; with the place of the first of them. */
  readonly buckets: readonly { readonly index: number; readonly count: number; readonly position: Position }[];
}

/** What one source's records gave; plain data, bounded by the options. */
export interface NoveltyScan {
  readonly records: number;
  readonly templates: readonly TemplateHistory[];
  /** Templates given up for lack of room. */
  readonly evicted: number;
  readonly buckets: readonly Bucket[];
  readonly bucketUs: number;
  readonly last: StampAt | undefined;
}

export interface NoveltyObserver {
  /** To be called with every record of a source, in its order. */
  record(record: LogRecord): void;
  result(): NoveltyScan;
}

const DEFAULT_MAX_TEMPLATES = 2_000;
const MAX_EXAMPLE_CHARS = 500;
const MAX_MINED_CHARS = 1_000;
const MAX_PROGRAM_CHARS = 64;

interface TemplateBucket {
  readonly index: number;
  count: number;
  readonly position: Position;
}

interface History {
  gravity: Gravity;
  readonly first: StampAt | undefined;
  last: StampAt | undefined;
  readonly position: Position;
  readonly example: string;
  /** Time only moves forward, so they grow at the end. */
  buckets: TemplateBucket[];
}

/**
 * Mines the templates of one source and counts them over its time. Bounded: 2,000 templates of 48 words of 64 characters, 256 buckets each.
 * The cost of a record does not depend on how many came before.
 */
export function createNoveltyObserver(options: NoveltyOptions = {}): NoveltyObserver {
  const miner = createTemplateMiner<History>({ maxTemplates: options.maxTemplates ?? DEFAULT_MAX_TEMPLATES });
  const clock = createLogClock(() => {
    for (const { data } of miner.templates()) foldPairs(data);
  });
  let records = 0;
  let latest: StampAt | undefined;

  return {
    record(record) {
      // journalctl's own lines between the entries.
      if (record.fields?.['marker'] !== undefined || record.message === '') return;
      records++;
      const { position } = record;
      // The envelope's stamp, where there is one: messages stamp themselves with other clocks, and not all of them do.
      const bucket = clock.tick(record.outerTime ?? record.time, position.line);
      const at = record.time.kind === 'none' ? clock.now : { stamp: record.time, line: position.line };
      latest = at;
      const { template } = miner.add(programOf(record), minedText(record), () => ({
        gravity: 'info',
        first: at,
        last: at,
        position,
        example: detach(record.raw.slice(0, MAX_EXAMPLE_CHARS)),
        buckets: [],
      }));
      const { data } = template;
      const gravity = gravityOf(record, template.alarm);
      if (GRAVITY_ORDER[gravity] < GRAVITY_ORDER[data.gravity]) data.gravity = gravity;
      data.last = at;
      const open = data.buckets.at(-1);
      if (open?.index === bucket) open.count++;
      else data.buckets.push({ index: bucket, count: 1, position });
    },
    result: () => ({
      records,
      templates: miner.templates().map(({ tokens, program, count, isNews, data }) => {
        const { gravity, first, last, position, example, buckets } = data;
        return { template: tokens.join(' '), program, gravity, count, first, last, position, example, isNews, buckets };
      }),
      evicted: miner.evicted,
      buckets: clock.buckets(),
      bucketUs: clock.bucketUs,
      last: latest,
    }),
  };
}

function foldPairs(data: History): void {
  const folded: TemplateBucket[] = [];
  for (const { index, count, position } of data.buckets) {
    const half = index >> 1;
    const open = folded.at(-1);
    if (open?.index === half) open.count += count;
    else folded.push({ index: half, count, position });
  }
  data.buckets = folded;
}

/** Names of programs of which each container or pod has one are not told apart. */
function programOf({ identifier, origin }: LogRecord): string {
  if (origin === 'container' || identifier === undefined) return origin;
  return identifier.slice(0, MAX_PROGRAM_CHARS);
}

/** The first line of the message, the error that goes with it, and how a process ended; other fields are values. */
function minedText({ message, fields }: LogRecord): string {
  const end = message.indexOf('\n');
  const text = (end < 0 ? message : message.slice(0, end)).slice(0, MAX_MINED_CHARS);
  if (fields === undefined) return text;
  const error = fields['error'] ?? fields['err'];
  const errorText = typeof error === 'string' && error !== '<nil>' ? ` error=${error.slice(0, MAX_MINED_CHARS)}` : '';
  return `${text}${errorText}${exitWord(fields['status'] ?? fields['exitCode'] ?? fields['exit_status'])}`;
}

/** A process that ended otherwise than all before it is another kind of line, though only a number differs. */
function exitWord(status: unknown): string {
  const code = Number(status);
  if (status === undefined || !Number.isInteger(code) || code < 0 || code > 255) return '';
  if (code === 0) return ' status: success';
  return code > 128 ? ' status: killed' : ' status: failed';
}
