import type { Random } from './random.js';
import type { Dumped, Teller, Told } from './told.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const PIDS: Readonly<Record<Teller, number>> = {
  kernel: 0,
  systemd: 1,
  dockerd: 811,
  containerd: 790,
  kubelet: 1733,
  container: 4000,
};
const two = (n: number): string => String(n).padStart(2, '0');

export interface Input {
  readonly name: string;
  readonly data: string;
}

/** The logs of one host, and what the reader is told about them on the command line. */
export interface HostLogs {
  readonly inputs: readonly Input[];
  readonly options: { readonly zone?: string; readonly bootTimeUs?: number; readonly nowUs: number };
  /** What was drawn, for the message of a failing test. */
  readonly layout: string;
}

/**
 * Writes what the programs of one host said into logs as a random host keeps them: all in one journal or syslog, or dockerd, containerd, the
 * kubelet and the kernel in files of their own; in a random zone, format, boot time and order.
 */
export function writeLogs(told: readonly Told[], dumps: readonly Dumped[], startMs: number, random: Random): HostLogs {
  const host = `node-${random.hex(4)}`;
  const zoneMinutes = random.pick([0, 0, 480, -300, 330, 60]);
  const bootMs = startMs - random.int(3_600_000, 80 * 86_400_000) - random.int(0, 999);
  const clock = createClock(zoneMinutes, bootMs, random);
  const main = random.pick([
    'journal-short',
    'journal-short-precise',
    'journal-iso',
    'journal-json',
    'syslog',
  ] as const);
  const ownFiles = new Set<Teller>((['dockerd', 'containerd', 'kubelet'] as const).filter(() => random.chance(0.3)));
  const kernel = random.pick(['main', 'main', 'dmesg', 'dmesg -T', 'dmesg iso', 'both'] as const);
  const anchored = random.pick(['shared lines', 'boot time'] as const);

  const sorted = told
    .map((line, index) => ({ line, index }))
    .sort((a, b) => a.line.at - b.line.at || a.index - b.index);
  const lines = sorted.map(({ line }) => line);
  const files = new Map<string, string[]>();
  const write = (file: string, text: string): void => {
    const known = files.get(file);
    if (known === undefined) files.set(file, [text]);
    else known.push(text);
  };
  /** A relative dmesg is placed by benign lines that the journal has too. */
  const isShared = (line: Told): boolean =>
    kernel === 'both' || (kernel === 'dmesg' && anchored === 'shared lines' && line.text.startsWith('fw-accept:'));

  for (const line of lines) {
    const ms = startMs + line.at;
    if (line.by === 'container') {
      write('container-json.log', jsonFile(ms, line.text));
      continue;
    }
    if (line.by === 'kernel' && kernel !== 'main') {
      const format = kernel === 'both' ? 'dmesg' : kernel;
      write(`${format.replace(' ', '')}.txt`, dmesgLine(format, ms, line.text, clock));
      if (!isShared(line)) continue;
    }
    if (ownFiles.has(line.by)) {
      write(`${line.by}.log`, payload(line, ms, clock));
      continue;
    }
    write(main === 'syslog' ? 'messages' : `${main}.txt`, mainLine(main, host, line, ms, clock));
  }
  const inputs = [...files].map(([name, texts]) => ({
    name: `${random.hex(3)}/${name}`,
    data: `${texts.join('\n')}\n`,
  }));
  for (const dump of dumps)
    inputs.push({ name: `${random.hex(3)}/${dumpName(dump, startMs, clock)}`, data: dump.text });

  // Only the envelope's own messages tell its zone.
  const hasInner = [...files].some(
    ([name, texts]) =>
      name !== 'dockerd.log' && name !== 'containerd.log' && texts.some((text) => text.includes('level=')),
  );
  // A log whose zone nothing tells cannot be placed: there the user has to say it.
  const needsZone = zoneMinutes !== 0 && !(hasInner && random.chance(0.7));
  const last = Math.max(...told.map(({ at }) => at), ...dumps.map(({ at }) => at));
  return {
    inputs: random.shuffle(inputs),
    options: {
      nowUs: (startMs + last + random.int(60_000, 30 * 86_400_000)) * 1000,
      ...(needsZone || kernel === 'dmesg -T' ? { zone: zoneName(zoneMinutes) } : {}),
      ...(kernel === 'dmesg' && anchored === 'boot time' ? { bootTimeUs: bootMs * 1000 } : {}),
    },
    layout: `${main}, kernel in ${kernel}${kernel === 'dmesg' ? ` (${anchored})` : ''}, own files: ${[...ownFiles].join(' ') || 'none'}, zone ${zoneName(zoneMinutes)}`,
  };
}

interface HostClock {
  readonly zoneMinutes: number;
  readonly bootMs: number;
  /** Seconds by which `dmesg -T` is wrong: it adds the time since boot to a boot time that was read once. */
  readonly skewMs: number;
}

function createClock(zoneMinutes: number, bootMs: number, random: Random): HostClock {
  return { zoneMinutes, bootMs, skewMs: random.int(-400, 400) };
}

function zoneName(minutes: number): string {
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

function civil(ms: number, { zoneMinutes }: HostClock): Date {
  return new Date(ms + zoneMinutes * 60_000);
}

function timeOfDay(at: Date): string {
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

function isoDate(at: Date): string {
  return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
}

function micros(ms: number): string {
  return `${String(ms % 1000).padStart(3, '0')}${String((ms * 7919) % 1000).padStart(3, '0')}`;
}

/** A line as the program itself writes it: klog of the kubelet, logfmt of the daemons, plain text of others. */
function payload(line: Told, ms: number, clock: HostClock): string {
  const at = civil(ms, clock);
  if (line.by === 'kubelet') {
    const letter = line.level === 'error' ? 'E' : line.level === 'warning' ? 'W' : 'I';
    const source = line.text.startsWith('skipping pod') ? 'kubelet.go:1751' : 'kuberuntime_manager.go:403';
    return `${letter}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())} ${timeOfDay(at)}.${micros(ms)} ${String(PIDS.kubelet).padStart(7)} ${source}] ${line.text}`;
  }
  if ((line.by === 'dockerd' || line.by === 'containerd') && line.level !== undefined) {
    const zone = clock.zoneMinutes === 0 ? 'Z' : zoneName(clock.zoneMinutes);
    const fields = line.fields === undefined ? '' : ` ${line.fields}`;
    return `time="${isoDate(at)}T${timeOfDay(at)}.${micros(ms)}129${zone}" level=${line.level} msg=${JSON.stringify(line.text)}${fields}`;
  }
  return line.text;
}

function mainLine(
  format: 'journal-short' | 'journal-short-precise' | 'journal-iso' | 'journal-json' | 'syslog',
  host: string,
  line: Told,
  ms: number,
  clock: HostClock,
): string {
  const at = civil(ms, clock);
  const month = MONTHS[at.getUTCMonth()] ?? '';
  const text = payload(line, ms, clock);
  const pid = PIDS[line.by];
  const tag = line.by === 'kernel' ? 'kernel' : `${line.by}[${pid}]`;
  switch (format) {
    case 'journal-short':
      return `${month} ${two(at.getUTCDate())} ${timeOfDay(at)} ${host} ${tag}: ${text}`;
    case 'journal-short-precise':
      return `${month} ${two(at.getUTCDate())} ${timeOfDay(at)}.${micros(ms)} ${host} ${tag}: ${text}`;
    case 'journal-iso':
      return `${isoDate(at)}T${timeOfDay(at)}${zoneName(clock.zoneMinutes).replace(':', '')} ${host} ${tag}: ${text}`;
    case 'syslog':
      return `${month} ${String(at.getUTCDate()).padStart(2)} ${timeOfDay(at)} ${host} ${line.by === 'kernel' ? `kernel: ${kernelStamp(ms, clock)} ` : `${tag}: `}${text}`;
    case 'journal-json':
      return JSON.stringify({
        __REALTIME_TIMESTAMP: `${ms}${micros(ms).slice(3)}`,
        __MONOTONIC_TIMESTAMP: String((ms - clock.bootMs) * 1000),
        _BOOT_ID: '3d6b1f0e5a714f0c9a42b7d1c8e0f913',
        _HOSTNAME: host,
        SYSLOG_IDENTIFIER: line.by,
        _TRANSPORT: line.by === 'kernel' ? 'kernel' : 'stdout',
        ...(pid === 0 ? {} : { _PID: String(pid) }),
        MESSAGE: text,
      });
  }
}

function kernelStamp(ms: number, { bootMs }: HostClock): string {
  const sinceBoot = ms - bootMs;
  return `[${String(Math.floor(sinceBoot / 1000)).padStart(5)}.${micros(sinceBoot)}]`;
}

function dmesgLine(format: 'dmesg' | 'dmesg -T' | 'dmesg iso', ms: number, text: string, clock: HostClock): string {
  const at = civil(ms + clock.skewMs, clock);
  switch (format) {
    case 'dmesg':
      return `${kernelStamp(ms, clock)} ${text}`;
    case 'dmesg -T':
      return `[${DAYS[at.getUTCDay()] ?? ''} ${MONTHS[at.getUTCMonth()] ?? ''} ${String(at.getUTCDate()).padStart(2)} ${timeOfDay(at)} ${at.getUTCFullYear()}] ${text}`;
    case 'dmesg iso':
      return `${isoDate(at)}T${timeOfDay(at)},${micros(ms)}${zoneName(clock.zoneMinutes)} ${text}`;
  }
}

function jsonFile(ms: number, text: string): string {
  return JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: `${new Date(ms).toISOString().slice(0, -1)}417Z` });
}

function dumpName({ at, by }: Dumped, startMs: number, clock: HostClock): string {
  const moment = civil(startMs + at, clock);
  const zone = clock.zoneMinutes === 0 ? 'Z' : zoneName(clock.zoneMinutes).replace(':', '');
  // containerd's dumps hold no time in their name: the line that announces them tells it.
  if (by === 'containerd') return `containerd.${PIDS.containerd}.stacks.log`;
  return `goroutine-stacks-${isoDate(moment)}T${timeOfDay(moment).replaceAll(':', '')}${zone}.log`;
}
