import { DocklogError, renderTimeline, selectTimeline, type ReportDocument, type TimelineFormat } from '../index.js';
import { analyzeInputs, type AnalyzeArguments } from './analyze-command.js';
import { exitCodeOf } from './exit-codes.js';
import { formatByEnding, textOptions } from './text-options.js';
import { readTimeArgument, readTimeInLogs } from './time-argument.js';
import { writeResult } from './write-result.js';

/** Options of `docklog timeline` as the command line gives them. */
export interface TimelineArguments extends Omit<AnalyzeArguments, 'format'> {
  readonly format: TimelineFormat | undefined;
  readonly around: string | undefined;
  readonly window: string;
  readonly entity: string | undefined;
  readonly limit: number | undefined;
}

const ENDINGS: Readonly<Record<string, TimelineFormat>> = { json: 'json', ndjson: 'ndjson' };
/** Entries of the text; programs get all. */
const TEXT_ENTRIES = 500;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86400 };

/** Shows the timeline of the inputs, or the part of it that is asked for. */
export async function runTimeline(options: TimelineArguments): Promise<number> {
  const { around, entity, output, tz } = options;
  if (entity?.trim() === '') throw new DocklogError('bad-option', '--entity is empty');
  const format = options.format ?? formatByEnding(output, ENDINGS) ?? 'text';
  const max = options.limit ?? (format === 'text' && !options.verbose ? TEXT_ENTRIES : undefined);
  if (max !== undefined && !(max >= 1)) throw new DocklogError('bad-option', '--limit takes a number of 1 or more');
  const windowUs = readWindow(options.window);
  const now = { nowUs: Date.now() * 1000, zone: tz };
  // What is no time is refused before anything is read.
  if (around !== undefined) readTimeArgument(around, now);
  const document = await analyzeInputs({ ...options, format: undefined });
  const aroundUs = around === undefined ? undefined : readTimeInLogs(around, spanOf(document), now);
  const shown = selectTimeline(document, {
    ...(aroundUs === undefined ? {} : { fromUs: aroundUs - windowUs, toUs: aroundUs + windowUs }),
    ...(entity === undefined ? {} : { entity }),
    ...(max === undefined ? {} : { max }),
  });
  const chunks = renderTimeline(shown, format, textOptions(options));
  await writeResult(chunks, output);
  return exitCodeOf(document, undefined);
}

/** First and last moment of all inputs; undefined where none shows a time. */
function spanOf({ sources }: ReportDocument): { fromUs: number; toUs: number } | undefined {
  const fromUs = Math.min(...sources.map(({ from = Infinity }) => from));
  const toUs = Math.max(...sources.map(({ to = -Infinity }) => to));
  return fromUs <= toUs ? { fromUs, toUs } : undefined;
}

/** `5m`, `90s`, `2h`, `1d`, `10` (minutes). */
function readWindow(text: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,3})?) ?(s|m|min|h|d)?$/.exec(text.trim());
  const unit = UNITS[match?.[2] ?? 'm'];
  if (match?.[1] === undefined || unit === undefined)
    throw new DocklogError(
      'bad-option',
      `--window takes a length of time such as 5m or 90s, not ${JSON.stringify(text)}`,
    );
  return Math.round(Number(match[1]) * unit * 1_000_000);
}
