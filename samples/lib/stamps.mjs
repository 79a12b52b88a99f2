/**
 * Time stamps as the programs print them. All times are whole µs since the Unix epoch (a JS number);
 * the zone of the samples is China Standard Time, UTC+8.
 */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const CST = 8 * HOUR;

const two = (n) => String(n).padStart(2, '0');
const six = (n) => String(n).padStart(6, '0');

/** µs of a wall time in UTC+8: `cst('2018-12-14T20:05:11.402118')`. */
export function cst(text) {
  const [whole, fraction = ''] = text.split('.');
  return Date.parse(`${whole}Z`) * 1000 + Number(fraction.padEnd(6, '0')) - CST;
}

function civil(us) {
  const local = us + CST;
  const date = new Date(Math.floor(local / 1000));
  return { date, micros: ((local % SECOND) + SECOND) % SECOND };
}

const clock = (date) => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
const day = (date) => `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;

/** `Dec 14 20:04:45`: journalctl's short form, the day with a leading zero, no year, no zone. */
export function journalStamp(us) {
  const { date } = civil(us);
  return `${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())} ${clock(date)}`;
}

/** `Fri 2018-12-14 20:16:03 CST`: the form of journalctl's head line and of systemctl status. */
export function fullStamp(us) {
  const { date } = civil(us);
  return `${DAYS[date.getUTCDay()]} ${day(date)} ${clock(date)} CST`;
}

/** `2018-12-14T20:04:45.788669544+08:00`: dockerd prints nine digits. `nanos` are the last three. */
export function rfc3339Nano(us, nanos) {
  const { date, micros } = civil(us);
  return `${day(date)}T${clock(date)}.${six(micros)}${String(nanos).padStart(3, '0')}+08:00`;
}

/** The same with trailing zeros dropped, as containerd 0.2 prints it. */
export function rfc3339NanoTrimmed(us, nanos) {
  return rfc3339Nano(us, nanos).replace(/\.?0+\+08:00$/, '+08:00');
}

/** `2018-12-14T201541+0800`: RFC 3339 without colons, in the names of dockerd's dump files. */
export function dumpFileStamp(us) {
  const { date } = civil(us);
  return `${day(date)}T${clock(date).replaceAll(':', '')}+0800`;
}

/** `[7993043.926831] `: printk's stamp, five columns for the seconds, wider when they need it. */
export function kernelStamp(monotonicUs) {
  const seconds = Math.floor(monotonicUs / SECOND);
  return `[${String(seconds).padStart(5, ' ')}.${six(monotonicUs % SECOND)}] `;
}
