import { alignClocks, type SourceClock } from '../../src/clocks/align-clocks.js';
import type { ClockInput, ClockOptions } from '../../src/clocks/clock-input.js';
import { createClockObserver } from '../../src/clocks/clock-observer.js';
import { createZoneOffset, type ZoneOffset } from '../../src/clocks/zone-offset.js';
import type { LogRecord } from '../../src/core/log-record.js';
import { createRecordParser, detectEnvelope } from '../../src/formats/index.js';
import { mulberry32 } from '../mulberry32.mjs';

export const SECOND = 1e6;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The same seed draws the same host. */
export function createDraw(seed: number) {
  const next = mulberry32(seed * 2654435761);
  const between = (from: number, to: number): number => from + next() * (to - from);
  return {
    next,
    between,
    whole: (from: number, to: number): number => Math.floor(between(from, to + 1)),
    chance: (p: number): boolean => next() < p,
    oneOf: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T,
  };
}
export type Draw = ReturnType<typeof createDraw>;

/** A host with a kernel clock that drifts, sleeps and steps of its wall clock, and what happened on it. */
export interface DrawnHost {
  readonly name: string;
  readonly bootId: string;
  /** µs since the epoch at which its kernel's clock was 0. */
  readonly bootUs: number;
  /** Wall time, as the host shows it, of a moment of its kernel's clock. */
  wall(monotonicUs: number): number;
  /** Kernel lines, by time. */
  readonly kernel: readonly { readonly at: number; readonly text: string }[];
  /** Moments at which its daemons log. */
  readonly daemon: readonly number[];
  readonly jumps: readonly { readonly at: number; readonly by: number; readonly kind: 'suspend' | 'step' }[];
}

export interface HostShape {
  readonly suspends?: number;
  readonly steps?: number;
  readonly uptimeUs?: number;
  readonly lines?: number;
  readonly name?: string;
  readonly bootUs?: number;
}

export function drawHost(draw: Draw, shape: HostShape = {}): DrawnHost {
  const bootUs = shape.bootUs ?? Math.round(draw.between(Date.UTC(2014, 0, 1), Date.UTC(2026, 0, 1)) * 1000);
  const upUs = shape.uptimeUs ?? draw.oneOf([20 * MINUTE, 5 * HOUR, 3 * DAY, 60 * DAY]);
  const drift = draw.between(-90e-6, 90e-6);
  const jumps = [
    ...Array.from({ length: shape.suspends ?? 0 }, () => ({
      at: Math.round(draw.between(0.2, 0.8) * upUs),
      by: Math.round(draw.between(20 * MINUTE, 20 * HOUR)),
      kind: 'suspend' as const,
    })),
    ...Array.from({ length: shape.steps ?? 0 }, () => ({
      at: Math.round(draw.between(0.2, 0.8) * upUs),
      by: Math.round(draw.between(20 * MINUTE, 4 * HOUR)) * (draw.chance(0.5) ? 1 : -1),
      kind: 'step' as const,
    })),
  ].sort((a, b) => a.at - b.at);
  const wall = (at: number): number =>
    bootUs + at * (1 + drift) + jumps.filter((jump) => jump.at <= at).reduce((sum, { by }) => sum + by, 0);
  const count = shape.lines ?? draw.whole(8, 30);
  const moments = Array.from({ length: count }, () => Math.round(draw.between(0, upUs))).sort((a, b) => a - b);
  // Bursts, as kernel reports are.
  const bursts = moments.flatMap((at) => (draw.chance(0.2) ? [at, at + 40, at + 90] : [at]));
  const kernel = bursts.map((at, index) => ({
    at,
    text: `Killed process ${10_000 + index * 7} (java) total-vm:${200_000 + draw.whole(0, 799_999)}kB, anon-rss:${1000 + index}kB`,
  }));
  const told = jumps
    .filter(({ kind }) => kind === 'suspend')
    .map(({ at }) => ({ at: at + draw.whole(100, 3 * SECOND), text: 'PM: suspend exit' }));
  return {
    name: shape.name ?? `node-${draw.whole(1, 99)}`,
    bootId: Array.from({ length: 32 }, () => draw.whole(0, 15).toString(16)).join(''),
    bootUs,
    wall,
    kernel: [...kernel, ...told].sort((a, b) => a.at - b.at),
    daemon: Array.from({ length: count }, () => Math.round(draw.between(3 * MINUTE, upUs))).sort((a, b) => a - b),
    jumps,
  };
}

/** How long a daemon takes to read a kernel line: short as a rule, up to 2 s under load, long while the host boots. */
export function readingDelay(draw: Draw, at: number): number {
  if (at < 100 * SECOND) return draw.between(0, 110 * SECOND - at);
  return draw.chance(0.1) ? draw.between(0, 1.9 * SECOND) : draw.between(0, 30_000);
}

/** One line and the moment that it tells of (µs since the epoch). */
export interface TrueLine {
  readonly text: string;
  readonly trueUs: number;
}

const two = (value: number): string => String(value).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A civil time by its parts. */
function parts(us: number, offsetMinutes: number) {
  const shifted = Math.floor(us) + offsetMinutes * MINUTE;
  const date = new Date(Math.floor(shifted / 1000));
  const micros = String(((shifted % SECOND) + SECOND) % SECOND).padStart(6, '0');
  return { date, micros };
}

export function syslogStamp(us: number, offset: ZoneOffset, precise: boolean): string {
  const { date, micros } = parts(us, offset(us));
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${MONTHS[date.getUTCMonth()] ?? ''} ${two(date.getUTCDate())} ${time}${precise ? `.${micros}` : ''}`;
}

export function ctimeStamp(us: number, offset: ZoneOffset): string {
  const { date } = parts(us, offset(us));
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `${DAYS[date.getUTCDay()] ?? ''} ${MONTHS[date.getUTCMonth()] ?? ''} ${day} ${time} ${date.getUTCFullYear()}`;
}

export function isoStamp(us: number, offset: ZoneOffset): string {
  const minutes = offset(us);
  const { date, micros } = parts(us, minutes);
  const size = Math.abs(minutes);
  const zone = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${date.toISOString().slice(0, 19)}.${micros}000${zone}`;
}

const bracket = (us: number): string =>
  `[${String(Math.floor(us / SECOND)).padStart(5)}.${String(Math.floor(us % SECOND)).padStart(6, '0')}]`;

/** `dmesg`. */
export function dmesgLines(host: DrawnHost): TrueLine[] {
  return host.kernel.map(({ at, text }) => ({ text: `${bracket(at)} ${text}`, trueUs: host.wall(at) }));
}

/** `dmesg -T`, run at `readAt` of the kernel's clock; old versions leave out what the host slept. */
export function dmesgCtimeLines(host: DrawnHost, offset: ZoneOffset, readAt: number, countsSleep: boolean): TrueLine[] {
  const sleep = host.jumps.filter(({ kind }) => kind === 'suspend').reduce((sum, { by }) => sum + by, 0);
  const baseUs = host.wall(readAt) - readAt - (countsSleep ? 0 : sleep);
  return host.kernel.map(({ at, text }) => ({
    text: `[${ctimeStamp(baseUs + at, offset)}] ${text}`,
    trueUs: host.wall(at),
  }));
}

/** A message of dockerd with its own stamp. */
const logfmt = (us: number, offset: ZoneOffset, index: number): string =>
  `time="${isoStamp(us, offset)}" level=info msg="event ${index}"`;

/** `journalctl` (short or short-precise) with kernel and daemon lines; kernel lines tell when they were read. */
export function journalLines(draw: Draw, host: DrawnHost, offset: ZoneOffset, precise: boolean): TrueLine[] {
  const kernel = host.kernel.map(({ at, text }) => {
    const us = host.wall(at) + readingDelay(draw, at);
    return { us, text: `kernel: ${text}`, trueUs: us };
  });
  const daemon = host.daemon.map((at, index) => {
    const trueUs = Math.floor(host.wall(at));
    return {
      us: trueUs + draw.between(100, 20_000),
      text: `dockerd[812]: ${logfmt(trueUs, offset, index)}`,
      trueUs,
    };
  });
  return [...kernel, ...daemon]
    .sort((a, b) => a.us - b.us)
    .map(({ us, text, trueUs }) => ({ text: `${syslogStamp(us, offset, precise)} ${host.name} ${text}`, trueUs }));
}

/** `journalctl -o json`, kernel lines with their own monotonic stamp. `kernelLines` false leaves the kernel out. */
export function journalJsonLines(draw: Draw, host: DrawnHost, kernelLines = true): TrueLine[] {
  const entry = (receiptAt: number, fields: object): { at: number } & TrueLine => ({
    at: receiptAt,
    trueUs: host.wall(receiptAt),
    text: JSON.stringify({
      __REALTIME_TIMESTAMP: String(Math.floor(host.wall(receiptAt))),
      __MONOTONIC_TIMESTAMP: String(Math.floor(receiptAt)),
      _BOOT_ID: host.bootId,
      _HOSTNAME: host.name,
      ...fields,
    }),
  });
  const kernel = host.kernel.map(({ at, text }) =>
    entry(at + readingDelay(draw, at), {
      _TRANSPORT: 'kernel',
      SYSLOG_IDENTIFIER: 'kernel',
      _SOURCE_MONOTONIC_TIMESTAMP: String(at),
      MESSAGE: text,
    }),
  );
  const daemon = host.daemon.map((at) =>
    entry(at, { _TRANSPORT: 'stdout', SYSLOG_IDENTIFIER: 'web', MESSAGE: 'request served' }),
  );
  return [...(kernelLines ? kernel : []), ...daemon].sort((a, b) => a.at - b.at);
}

/** rsyslog's kern.log: wall time to the second, the kernel's stamp behind it. */
export function kernLogLines(draw: Draw, host: DrawnHost, offset: ZoneOffset): TrueLine[] {
  return host.kernel.map(({ at, text }) => {
    const us = host.wall(at) + readingDelay(draw, at);
    return { text: `${syslogStamp(us, offset, false)} ${host.name} kernel: ${bracket(at)} ${text}`, trueUs: us };
  });
}

/** Reads lines as a source is read. */
export function readLines(lines: readonly TrueLine[]): LogRecord[] {
  const records: LogRecord[] = [];
  const sink = { record: (record: LogRecord): void => void records.push(record) };
  const texts = lines.map(({ text }) => text);
  const parser = createRecordParser({ source: 0, primary: detectEnvelope(texts).format });
  for (const [index, text] of texts.entries()) parser.push({ text, number: index + 1, offset: 0, cut: false }, sink);
  parser.flush(sink);
  return records;
}

/** A source with its truth. */
export interface TrueSource {
  readonly input: ClockInput;
  readonly lines: readonly TrueLine[];
  readonly records: readonly LogRecord[];
}

export function sourceOf(name: string, lines: readonly TrueLine[], more: Partial<ClockInput> = {}): TrueSource {
  const records = readLines(lines);
  const observer = createClockObserver();
  for (const record of records) observer.record(record);
  const host = records.find((record) => record.host !== undefined)?.host;
  const input = { name, observations: observer.observations(), isDump: false, ...(host === undefined ? {} : { host }) };
  return { input: { ...input, ...more }, lines, records };
}

export function align(sources: readonly TrueSource[], options: Partial<ClockOptions> = {}): SourceClock[] {
  return alignClocks(
    sources.map(({ input }) => input),
    { nowUs: Date.UTC(2027, 0, 1) * 1000, ...options },
  );
}

/** Lines that were placed, and those of them whose truth lies outside of the bound. */
export function compare(source: TrueSource, clock: SourceClock | undefined): { placed: number; wrong: string[] } {
  let placed = 0;
  const wrong: string[] = [];
  for (const record of source.records) {
    const line = source.lines[record.position.line - 1];
    const time = clock?.place(record.time, record.position.line);
    if (line === undefined || time === undefined) continue;
    placed++;
    const offUs = time.us - line.trueUs;
    if (Math.abs(offUs) > time.uncertaintyUs + 1)
      wrong.push(
        `${source.input.name}:${record.position.line} off by ${(offUs / SECOND).toFixed(3)} s, bound ${(time.uncertaintyUs / SECOND).toFixed(3)} s: ${line.text.slice(0, 90)}`,
      );
  }
  return { placed, wrong };
}

export const utcZone = createZoneOffset('UTC');
