/** Whose words a text is, which decides how it can reach a log. */
export type Speaker = 'kernel' | 'systemd' | 'dockerd' | 'containerd' | 'kubelet' | 'client' | 'cli' | 'container';

const HOST = 'node-41-135';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const CONTAINER = '0e7dc1a5d2f9';
const FULL_ID = `${CONTAINER}6b4c81d0f3a25e7946b8c0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f`;

/** `dockerd[7926]`; what a client (docker itself, or a tool of its own: `cli`) says stands under the name of the unit that called it. */
const TAGS: Readonly<Record<Speaker, string>> = {
  kernel: 'kernel',
  systemd: 'systemd[1]',
  dockerd: 'dockerd[7926]',
  containerd: 'containerd[1042]',
  kubelet: 'kubelet[2211]',
  client: 'deploy.sh[31044]',
  cli: 'deploy.sh[31044]',
  container: `${CONTAINER}[7926]`,
};

const two = (n: number): string => String(n).padStart(2, '0');

/** Civil parts at UTC+8, the zone of the benign generators. */
function civil(ms: number): { month: string; day: number; time: string; date: string } {
  const at = new Date(ms + 8 * 3_600_000);
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  const month = at.getUTCMonth();
  const day = at.getUTCDate();
  return { month: MONTHS[month] ?? '', day, time, date: `${at.getUTCFullYear()}-${two(month + 1)}-${two(day)}` };
}

/** As Go's `%q` and as logrus quote ASCII texts. */
const goQuote = (text: string): string => JSON.stringify(text);

export function logfmt(ms: number, level: string, message: string): string {
  const { date, time } = civil(ms);
  return `time="${date}T${time}.${String(ms % 1000).padStart(3, '0')}456789+08:00" level=${level} msg=${goQuote(message)}`;
}

/** As `--log-format json` writes it; further fields as in logfmt. */
export function logrusJson(ms: number, level: string, message: string, fields = ''): string {
  const { date, time } = civil(ms);
  const more = [...fields.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)].map((pair) => [pair[1], pair[2] ?? pair[3]] as const);
  const stamp = `${date}T${time}.${String(ms % 1000).padStart(3, '0')}456789+08:00`;
  return JSON.stringify({ ...Object.fromEntries(more), level, msg: message, time: stamp });
}

export function journalShort(ms: number, speaker: Speaker, text: string): string {
  const { month, day, time } = civil(ms);
  return `${month} ${two(day)} ${time} ${HOST} ${TAGS[speaker]}: ${text}`;
}

/** rsyslog's traditional file format: the day is padded with a space, containers come by the syslog driver, the kernel with its stamp. */
export function syslog(ms: number, speaker: Speaker, text: string): string {
  const { month, day, time } = civil(ms);
  const tag = speaker === 'container' ? `web/${TAGS.container}` : speaker === 'systemd' ? 'systemd' : TAGS[speaker];
  const stamp = speaker === 'kernel' && !text.startsWith('[') ? '[7993043.926831] ' : '';
  return `${month} ${String(day).padStart(2, ' ')} ${time} ${HOST} ${tag}: ${stamp}${text}`;
}

export function syslogRfc3339(ms: number, speaker: Speaker, text: string): string {
  const { date, time } = civil(ms);
  return `${date}T${time}.482913+08:00 ${HOST} ${TAGS[speaker]}: ${text}`;
}

export function journalJson(ms: number, speaker: Speaker, text: string): string {
  const tag = /^([^[]+)(?:\[(\d+)\])?$/.exec(TAGS[speaker]);
  return JSON.stringify({
    __CURSOR: `s=8a1c5e0f7b3d4f92a6c01b5d7e9f3a42;i=1f;b=3d6b1f0e5a714f0c9a42b7d1c8e0f913;m=1;t=1;x=1`,
    __REALTIME_TIMESTAMP: String(ms * 1000),
    __MONOTONIC_TIMESTAMP: String((ms - 1_544_000_000_000) * 1000),
    _BOOT_ID: '3d6b1f0e5a714f0c9a42b7d1c8e0f913',
    PRIORITY: '3',
    _HOSTNAME: HOST,
    SYSLOG_IDENTIFIER: tag?.[1],
    _TRANSPORT: speaker === 'kernel' ? 'kernel' : 'stdout',
    ...(tag?.[2] === undefined ? {} : { _PID: tag[2] }),
    ...(speaker === 'container' ? { CONTAINER_ID: CONTAINER, CONTAINER_ID_FULL: FULL_ID, CONTAINER_NAME: 'web' } : {}),
    MESSAGE: text,
  });
}

/** Docker's json-file log of one container. */
export function jsonFile(ms: number, text: string): string {
  return JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: `${new Date(ms).toISOString().slice(0, -1)}417Z` });
}

/** The time of a line that the benign generators made, ms since the Unix epoch. */
export function timeOf(line: string): number {
  const real = /"__REALTIME_TIMESTAMP":"(\d+)"/.exec(line)?.[1];
  if (real !== undefined) return Math.floor(Number(real) / 1000);
  const iso = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+(Z|\+08:00)/.exec(line);
  if (iso !== null) return Date.parse(`${iso[1] ?? ''}${iso[2] ?? ''}`);
  const short = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d) /.exec(line);
  if (short === null) throw new Error(`a line without a stamp: ${line}`);
  const month = two(MONTHS.indexOf(short[1] ?? '') + 1);
  return Date.parse(`2018-${month}-${two(Number(short[2]))}T${short[3] ?? ''}+08:00`);
}
