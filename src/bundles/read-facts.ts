import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';

/** A small file of a bundle that tells of the host, with its beginning. */
export interface FactFile {
  readonly name: string;
  readonly text: string;
}

/** What such files tell of one host. */
export interface BundleFacts {
  /** Common beginning of the names of the bundle's members. */
  readonly root: string;
  readonly host?: string;
  /** When the bundle was made: µs since the Unix epoch if the zone was told, else as if it were UTC. */
  readonly madeUs?: number;
  /** Minutes east of UTC of the host's zone. */
  readonly offsetMinutes?: number;
  /** Time since boot when the bundle was made, µs, and how far it may be off. */
  readonly uptime?: { readonly us: number; readonly uncertaintyUs: number };
}

/** Folders of collectors in which such files lie, then the names of the commands whose output they hold. */
const FACT_FILE =
  /^(.*?)(?:sos_commands\/[a-z0-9_]{1,40}\/|kernel\/|systeminfo\/|system\/|proc\/)?(hostname|uptime|date|uname|uname_-a|timedatectl|timedatectl_status)(?:\.txt)?$/;

/** Root and kind of a file that `readFacts` wants to see; undefined for others. */
export function factFileOf(name: string): { readonly root: string; readonly kind: string } | undefined {
  const match = name.length > 2_000 ? null : FACT_FILE.exec(name);
  const root = match?.[1] ?? '';
  // The name alone, not the end of another one.
  if (match === null || (root !== '' && !/[/!]$/.test(root))) return undefined;
  return { root, kind: (match[2] ?? '').replace(/_.*/, '') };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Facts by bundle. What is not understood is left out. */
export function readFacts(files: readonly FactFile[]): BundleFacts[] {
  const byRoot = new Map<string, { -readonly [Key in keyof BundleFacts]: BundleFacts[Key] }>();
  for (const { name, text } of files) {
    const place = factFileOf(name);
    if (place === undefined) continue;
    const facts = byRoot.get(place.root) ?? { root: place.root };
    byRoot.set(place.root, facts);
    switch (place.kind) {
      case 'hostname': {
        const host = /^\s*([A-Za-z0-9][\w.-]{0,252})\s*$/.exec(text)?.[1];
        if (host !== undefined) facts.host = host;
        break;
      }
      case 'uname': {
        const host = /^Linux ([A-Za-z0-9][\w.-]{0,252}) \d/.exec(text)?.[1];
        if (host !== undefined) facts.host ??= host;
        break;
      }
      case 'uptime': {
        const uptime = readUptime(text);
        if (uptime !== undefined && uptime.uncertaintyUs < (facts.uptime?.uncertaintyUs ?? Infinity))
          facts.uptime = uptime;
        break;
      }
      case 'date':
      case 'timedatectl': {
        const read = place.kind === 'date' ? readDate(text) : readTimedatectl(text);
        if (read === undefined) break;
        if (read.offsetMinutes !== undefined || facts.offsetMinutes === undefined) facts.madeUs = read.us;
        if (read.offsetMinutes !== undefined) facts.offsetMinutes = read.offsetMinutes;
      }
    }
  }
  return [...byRoot.values()];
}

/** `/proc/uptime`: `7987654.32 123.45`; `uptime`: ` 20:17:00 up 92 days, 10:40,  1 user,  load average: …`, `up 5 min`. */
function readUptime(text: string): BundleFacts['uptime'] {
  const proc = /^(\d{1,10}\.\d\d) \d{1,12}\.\d\d\s*$/.exec(text);
  if (proc !== null) return { us: Math.round(Number(proc[1]) * US_PER_SECOND), uncertaintyUs: 2 * US_PER_SECOND };
  const up = /\bup\s{1,8}(?:(\d{1,6}) days?,\s{1,8})?(?:(\d{1,2}):(\d\d)|(\d{1,2}) mins?),/.exec(text);
  if (up === null) return undefined;
  const [days, hours, minutes, only] = up.slice(1, 5).map((digits: string | undefined) => Number(digits ?? 0));
  const all = (days ?? 0) * 1440 + (hours ?? 0) * 60 + (minutes ?? 0) + (only ?? 0);
  // Whole minutes, rounded down; the two commands do not run at the same time.
  return { us: all * US_PER_MINUTE + 30 * US_PER_SECOND, uncertaintyUs: 2 * US_PER_MINUTE };
}

interface ReadTime {
  readonly us: number;
  readonly offsetMinutes?: number;
}

/** `Fri Dec 14 20:17:00 CST 2018`, `Fri 14 Dec 2018 08:17:00 PM UTC`. Of zones only UTC and figures are sure. */
function readDate(text: string): ReadTime | undefined {
  const classic = /^\w{3} (\w{3}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (?:([AP])M )?([A-Z+\-0-9]{1,6}) (\d{4})/.exec(
    text,
  );
  const newer = /^\w{3} (\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d)(?: ([AP])M)? ([A-Z+\-0-9]{1,6})/.exec(text);
  if (classic !== null) {
    const [, month, day, hour, minute, second, half, zone, year] = classic;
    return timeOf({ year, month, day, hour, minute, second, half, zone });
  }
  if (newer === null) return undefined;
  const [, day, month, year, hour, minute, second, half, zone] = newer;
  return timeOf({ year, month, day, hour, minute, second, half, zone });
}

/** `Universal time: Fri 2018-12-14 12:17:00 UTC` and `Time zone: Asia/Shanghai (CST, +0800)`. */
function readTimedatectl(text: string): ReadTime | undefined {
  const universal = /Universal time: \w{3} (\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d) UTC/.exec(text);
  const zone = /Time ?zone: [\w/+-]{1,60} \(\w{1,6}, ([+-]\d{4})\)/.exec(text)?.[1];
  if (universal === null || zone === undefined) return undefined;
  const [year, month, day, hour, minute, second] = universal.slice(1, 7).map(Number);
  const us = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) * 1000;
  return { us, offsetMinutes: offsetOf(zone) ?? 0 };
}

function timeOf(
  parts: Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string | undefined>> & {
    readonly half: string | undefined;
    readonly zone: string | undefined;
  },
): ReadTime | undefined {
  const month = MONTHS.indexOf(parts.month ?? '');
  if (month < 0) return undefined;
  let hour = Number(parts.hour);
  if (parts.half !== undefined) hour = (hour % 12) + (parts.half === 'P' ? 12 : 0);
  const civilUs =
    Date.UTC(Number(parts.year), month, Number(parts.day), hour, Number(parts.minute), Number(parts.second)) * 1000;
  const offsetMinutes = offsetOf(parts.zone ?? '');
  if (offsetMinutes === undefined) return { us: civilUs };
  return { us: civilUs - offsetMinutes * US_PER_MINUTE, offsetMinutes };
}

function offsetOf(zone: string): number | undefined {
  if (zone === 'UTC' || zone === 'GMT') return 0;
  const match = /^([+-])(\d\d)(\d\d)?$/.exec(zone);
  if (match === null) return undefined;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
}
