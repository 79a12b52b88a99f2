import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Entry } from './journal-entries.js';

const ZONE_MINUTES = 480;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LINE = /^([A-Z][a-z]{2}) +(\d+) (\d\d):(\d\d):(\d\d) (\S+) ([^[:]+)(?:\[(\d+)\])?: (.*)$/;
const BOOT_ID = '3d6b1f0e9c0a4b8f8a2f6c1de7a95b10';

/** A text file of the sample incidents. */
export function sampleText(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../samples/${path}`, import.meta.url)), 'utf8');
}

/**
 * The entries of a sample in journalctl's short form of 2018, UTC+8, without programs that say nothing about the incident.
 * Entries of one second keep their order by µs of their own. `bootUs` is when the host started.
 */
export function entriesOf(text: string, wanted: (line: string) => boolean, bootUs: number): Entry[] {
  let [lastSecond, inSecond] = [0, 0];
  return text.split('\n').flatMap((line) => {
    const match = wanted(line) ? LINE.exec(line) : null;
    if (match === null) return [];
    const [, month = '', day, hour, minute, second, host = '', identifier = '', pid, message = ''] = match;
    const local = Date.UTC(2018, MONTHS.indexOf(month), Number(day), Number(hour), Number(minute), Number(second));
    const atSecond = (local - ZONE_MINUTES * 60_000) * 1000;
    inSecond = atSecond === lastSecond ? inSecond + 10 : 0;
    lastSecond = atSecond;
    const realtimeUs = atSecond + inSecond;
    const isKernel = identifier === 'kernel';
    return [
      {
        realtimeUs,
        monotonicUs: realtimeUs - bootUs,
        bootId: BOOT_ID,
        transport: isKernel ? 'kernel' : 'syslog',
        host,
        identifier,
        message,
        priority: isKernel ? 4 : 6,
        ...(pid === undefined ? {} : { pid: Number(pid) }),
        ...(identifier === 'dockerd' ? { unit: 'docker.service' } : {}),
      },
    ];
  });
}

const two = (number: number): string => String(number).padStart(2, '0');

function local(us: number): Date {
  return new Date(us / 1000 + ZONE_MINUTES * 60_000);
}

function iso(us: number): string {
  return `${local(us).toISOString().slice(0, 19)}.${String(us % 1_000_000).padStart(6, '0')}+08:00`;
}

function short(us: number): string {
  const date = local(us);
  const day = String(date.getUTCDate()).padStart(2);
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${MONTHS[date.getUTCMonth()] ?? ''} ${day} ${time}`;
}

const programOf = ({ identifier = '', pid }: Entry): string => `${identifier}${pid === undefined ? '' : `[${pid}]`}:`;
const textOf = ({ message }: Entry): string => String(message ?? '');
const lines = (entries: readonly Entry[], line: (entry: Entry) => string): string =>
  entries.map((entry) => `${line(entry)}\n`).join('');

/** Forms that other programs than journalctl give to the same entries. */
export const SYSLOG_FORMS: Readonly<Record<string, (entries: readonly Entry[]) => string>> = {
  'rsyslog, traditional': (entries) =>
    lines(entries, (entry) => `${short(entry.realtimeUs)} ${entry.host ?? ''} ${programOf(entry)} ${textOf(entry)}`),
  'rsyslog, RFC 3339': (entries) =>
    lines(entries, (entry) => `${iso(entry.realtimeUs)} ${entry.host ?? ''} ${programOf(entry)} ${textOf(entry)}`),
  'syslog, RFC 5424': (entries) =>
    lines(
      entries,
      (entry) =>
        `<30>1 ${iso(entry.realtimeUs)} ${entry.host ?? ''} ${entry.identifier ?? '-'} ${entry.pid ?? '-'} - - ${textOf(entry)}`,
    ),
};

const utc = (us: number): string => new Date(us / 1000).toISOString().replace('Z', '000000Z');
const LOGRUS = /^time="([^"]+)" level=(\w+) msg="((?:[^"\\]|\\.)*)"(.*)$/;

/** Forms of what a daemon writes to its standard error: a file of upstart, with `--log-format json` or without. */
export const DAEMON_FORMS: Readonly<Record<string, (entries: readonly Entry[]) => string>> = {
  'a file of its own': (entries) => lines(entries, textOf),
  'a file of its own, as JSON': (entries) =>
    lines(entries, (entry) => {
      const [, time, level, msg = '', rest] = LOGRUS.exec(textOf(entry)) ?? [];
      // Fields behind the message are left as they are: they stand in few lines.
      return time === undefined || rest !== ''
        ? textOf(entry)
        : JSON.stringify({ level, msg: JSON.parse(`"${msg}"`) as string, time });
    }),
};

/** Forms of what a container wrote. */
export const CONTAINER_FORMS: Readonly<Record<string, (entries: readonly Entry[]) => string>> = {
  'docker logs': (entries) => lines(entries, textOf),
  'docker logs -t': (entries) => lines(entries, (entry) => `${utc(entry.realtimeUs)} ${textOf(entry)}`),
  'json-file': (entries) =>
    lines(entries, (entry) =>
      JSON.stringify({ log: `${textOf(entry)}\n`, stream: 'stderr', time: utc(entry.realtimeUs) }),
    ),
  CRI: (entries) => lines(entries, (entry) => `${utc(entry.realtimeUs)} stderr F ${textOf(entry)}`),
  'CRI, each line in two parts': (entries) =>
    lines(entries, (entry) => {
      const [text, stamp] = [textOf(entry), utc(entry.realtimeUs)];
      const middle = Math.floor(text.length / 2);
      return `${stamp} stderr P ${text.slice(0, middle)}\n${stamp} stderr F ${text.slice(middle)}`;
    }),
};

const RING_LINE = /^\[ *(\d+)\.(\d{6})\] (.*)$/;

/** Forms of the kernel's own stamps. */
export const KERNEL_FORMS: Readonly<Record<string, (text: string, bootUs: number, host: string) => string>> = {
  'dmesg -T': (text, bootUs) =>
    eachRingLine(text, (us, line) => {
      const date = local(bootUs + us);
      const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getUTCDay()] ?? '';
      return `[${day} ${short(bootUs + us)} 2018] ${line}`;
    }),
  'dmesg --time-format iso': (text, bootUs) =>
    eachRingLine(text, (us, line) => `${iso(bootUs + us).replace('.', ',')} ${line}`),
  'kern.log': (text, bootUs, host) =>
    eachRingLine(text, (us, line, stamp) => `${short(bootUs + us)} ${host} kernel: ${stamp} ${line}`),
  '/dev/kmsg': (text) => {
    let sequence = 0;
    return eachRingLine(text, (us, line) => `4,${sequence++},${us},-;${line}`);
  },
};

function eachRingLine(text: string, form: (us: number, line: string, stamp: string) => string): string {
  return text
    .split('\n')
    .map((line) => {
      const [, seconds = '', fraction = '', rest = ''] = RING_LINE.exec(line) ?? [];
      return seconds === ''
        ? ''
        : `${form(Number(seconds) * 1_000_000 + Number(fraction), rest, line.slice(0, line.indexOf(']') + 1))}\n`;
    })
    .join('');
}
