import type {
  BootSummary,
  ClockDetails,
  ClockJumpSummary,
  ClockPairSummary,
  ClockReport,
} from '../core/clock-report.js';
import { DEFAULT_RENDER_OPTIONS, type RenderOptions } from './options.js';
import { safeJson } from './sanitize.js';
import { createScreen, heading, labelled, oneLine, type Screen } from './table/screen.js';
import { BASIS_WORDS, durationWords, isShowable } from './times.js';
import { countOf } from './words.js';

/** Pairs listed unless verbose. */
const PAIRS = 4;

/** The clocks for programs: `{ "sources": [ … ] }`, times in whole µs since the Unix epoch, UTC. */
function clocksJson(reports: readonly ClockReport[]): string {
  return `${safeJson({ sources: reports })}\n`;
}

/** The clocks of the inputs, as text for a terminal or as JSON. Throws `bad-option` for an unknown zone. */
export function renderClocks(
  reports: readonly ClockReport[],
  format: 'text' | 'json',
  options: Partial<RenderOptions> = {},
): string {
  if (format === 'json') return clocksJson(reports);
  const screen = createScreen({ ...DEFAULT_RENDER_OPTIONS, ...options });
  const blocks = reports.map((report) => describe(screen, report).join('\n'));
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}

function describe(screen: Screen, { name, format, lines, host, clock }: ClockReport): string[] {
  const of = host === undefined ? '' : `, host ${host}`;
  const shown = [heading(screen, `${name} (${format}, ${countOf(lines, 'line')}${of})`)];
  const basis = clock.basis === 'none' ? 'none' : BASIS_WORDS[clock.basis];
  shown.push(...labelled(screen, 'clock', clock.method.startsWith(basis) ? basis : `${basis}: ${clock.method}`));
  if (clock.zone !== undefined)
    shown.push(...labelled(screen, 'zone', `${offsetWords(clock.zone.offset)}${bound(clock.zone.uncertainty)}`));
  if (clock.year !== undefined) shown.push(...labelled(screen, 'year', yearWords(clock.year)));
  const { boots } = clock;
  // A source of wall times only needs no boots; their clocks are told where they are asked for.
  for (const boot of boots) shown.push(...describeBoot(screen, name, boot, boots.length));
  if (clock.correction !== undefined) {
    const { method, from, to, pairs, pairCount, jumps } = clock.correction;
    const by = from === to ? signed(from) : `${signed(from)} to ${signed(to)}`;
    const agrees = from === 0 && to === 0;
    shown.push(...labelled(screen, 'check', agrees ? `agrees with ${method}` : `set right by ${by}, by ${method}`));
    shown.push(...describePairs(screen, name, pairs, pairCount, true), ...describeJumps(screen, jumps, true));
  }
  for (const text of clock.assumed) shown.push(...labelled(screen, 'assumed', text));
  for (const text of clock.conflicts) shown.push(...labelled(screen, 'doubt', text));
  return shown;
}

function yearWords({ year, line, method, newYears }: NonNullable<ClockDetails['year']>): string {
  const passed = newYears === 0 ? '' : `, ${countOf(newYears, 'new year')} before it`;
  return `${year} at line ${line}${passed}: ${method}`;
}

function describeBoot(screen: Screen, name: string, boot: BootSummary, count: number): string[] {
  const { bootTime, uncertainty = 0, method, bootId, fromLine, number, latePairs } = boot;
  const which = count > 1 ? `${number} of ${count}, from line ${fromLine}` : '';
  const id = bootId === undefined ? '' : `${which === '' ? '' : ', '}id ${bootId.slice(0, 8)}`;
  const head = `${which}${id}`;
  const text =
    bootTime === undefined
      ? `time since boot only: ${method}`
      : `${moment(screen, bootTime)}${bound(uncertainty)}, from ${method}`;
  const late = latePairs === 0 ? [] : [`${countOf(latePairs, 'pair')} left out: written late`];
  return [
    ...labelled(screen, 'boot', `${head}${head === '' ? '' : ': '}${text}`),
    ...describePairs(screen, name, boot.pairs, boot.pairCount, false),
    ...describeJumps(screen, boot.jumps, false),
    ...late.flatMap((words) => labelled(screen, '', words)),
  ];
}

function describePairs(
  screen: Screen,
  name: string,
  pairs: readonly ClockPairSummary[],
  pairCount: number,
  isWall: boolean,
): string[] {
  const shown = screen.verbose ? pairs : [...pairs.slice(0, PAIRS / 2), ...pairs.slice(PAIRS / 2).slice(-PAIRS / 2)];
  const lines = shown.map(({ line, monotonic, time, other }) => {
    const own = isWall ? moment(screen, monotonic) : `[${(monotonic / 1e6).toFixed(6)}]`;
    const here = line === undefined ? '' : `${baseName(name)}:${line} `;
    const there = other === undefined ? '' : `  ${baseName(other.source)}:${other.line}`;
    return oneLine(screen, 10, `${here}${own} = ${moment(screen, time, 6)}${there}`, 'dim');
  });
  if (pairCount > shown.length) lines.push(oneLine(screen, 10, `${countOf(pairCount, 'pair')} in all`, 'dim'));
  return lines;
}

function describeJumps(screen: Screen, jumps: readonly ClockJumpSummary[], isWall: boolean): string[] {
  return jumps.flatMap(({ at, by, kind, told }) => {
    const place = isWall ? moment(screen, at) : `[${(at / 1e6).toFixed(6)}]`;
    const what =
      kind === 'suspend'
        ? 'the host had slept'
        : by < 0
          ? 'the wall clock was set back'
          : 'the wall clock was set forward';
    const from = told ? '' : ' (no line tells it, the pairs show it)';
    return labelled(screen, 'jump', `at ${place} ${what}: ${signed(by)}${from}`);
  });
}

/** The heading tells the whole path. */
function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function moment(screen: Screen, us: number, digits: 3 | 6 = 3): string {
  if (!isShowable(us)) return 'time unknown';
  return `${screen.time.date(us)} ${screen.time.time(us, digits)} ${screen.time.zone(us)}`;
}

function bound(us: number): string {
  return us === 0 ? '' : ` ± ${durationWords(us)}`;
}

function signed(us: number): string {
  return `${us < 0 ? '-' : '+'}${durationWords(us)}`;
}

function offsetWords(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
