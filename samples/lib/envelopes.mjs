import { goQuote } from './dockerd-1703.mjs';
import { PIDS } from './busy-node.mjs';

/**
 * The same entries in the forms in which they reach a reader. A clock gives the time stamps, made once a second.
 * An entry is `{ program, level, text }`; what a program puts before its words (logrus, klog) is done by `wordsOf`.
 */
const two = (n) => String(n).padStart(2, '0');
const six = (n) => String(n).padStart(6, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HOST = 'node-41-135';
const BOOT_ID = '3d6b1f0e5a714f0c9a42b7d1c8e0f913';
const MACHINE_ID = '0f4d6c2ab81e4f55b0e37d6f24c81e9a';

/** Moves on by up to `maxStepUs` at each line; wall time is UTC+8 without daylight saving. */
export function createClock(random, startUs, maxStepUs) {
  let us = startUs;
  const clock = { us, micros: '', short: '', traditional: '', iso: '', utc: '', klog: '', second: -1 };
  clock.tick = () => {
    us += 1 + (random.uint32() % maxStepUs);
    clock.us = us;
    const second = Math.floor(us / 1_000_000);
    clock.micros = six(us - second * 1_000_000);
    if (second === clock.second) return;
    clock.second = second;
    const local = new Date((second + 28_800) * 1000);
    const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
    const date = local.getUTCDate();
    const month = local.getUTCMonth();
    clock.short = `${MONTHS[month]} ${two(date)} ${time}`;
    clock.traditional = `${MONTHS[month]} ${String(date).padStart(2, ' ')} ${time}`;
    clock.iso = `${local.getUTCFullYear()}-${two(month + 1)}-${two(date)}T${time}`;
    clock.klog = `${two(month + 1)}${two(date)} ${time}`;
    clock.utc = new Date(second * 1000).toISOString().slice(0, 19);
  };
  return clock;
}

/** The message as its program writes it: logfmt, klog or bare. */
function wordsOf({ program, level, text }, clock) {
  if (level === '-') return text;
  if (program === 'kubelet') {
    const placed = /^[a-z_]+\.go:\d+\] /.test(text) ? text : `kubelet.go:1794] ${text}`;
    return `${level}${clock.klog}.${clock.micros} ${String(PIDS.kubelet).padStart(7)} ${placed}`;
  }
  // Texts that hold further pairs close the quoted message themselves.
  const [message, pairs] = program === 'containerd' ? text.split(/" (?=[a-z]+=)/, 2) : [text, undefined];
  const rest = pairs === undefined ? '' : ` ${pairs}`;
  return `time="${clock.iso}.${clock.micros}417+08:00" level=${level} msg=${goQuote(message)}${rest}`;
}

const PRIORITIES = { error: 3, E: 3, F: 2, warning: 4, W: 4 };
const priorityOf = ({ level }) => PRIORITIES[level] ?? 6;

const nameOf = (program) => (program in PIDS ? `${program}[${PIDS[program]}]` : program);

export const short = (entry, clock) => `${clock.short} ${HOST} ${nameOf(entry.program)}: ${wordsOf(entry, clock)}\n`;

/** rsyslog's traditional file format on el7, where systemd comes without pid and the kernel without stamp. */
export function syslog(entry, clock) {
  const name = entry.program === 'systemd' ? 'systemd' : nameOf(entry.program);
  return `${clock.traditional} ${HOST} ${name}: ${wordsOf(entry, clock)}\n`;
}

const UNITS = {
  dockerd: 'docker.service',
  kubelet: 'kubelet.service',
  containerd: 'containerd.service',
  systemd: 'init.scope',
  sshd: 'sshd.service',
  snmpd: 'snmpd.service',
  etcd: 'etcd.service',
  CROND: 'crond.service',
  'systemd-journal': 'systemd-journald.service',
};

function fieldsOf(entry, clock, sequence) {
  const monotonic = clock.us - 1_544_000_000_000_000;
  const fields = [
    [
      '__CURSOR',
      `s=8a1c5e0f7b3d4f92a6c01b5d7e9f3a42;i=${sequence.toString(16)};b=${BOOT_ID};m=${monotonic.toString(16)};t=${clock.us.toString(16)};x=${(sequence * 40503).toString(16)}`,
    ],
    ['__REALTIME_TIMESTAMP', String(clock.us)],
    ['__MONOTONIC_TIMESTAMP', String(monotonic)],
    ['_BOOT_ID', BOOT_ID],
    ['PRIORITY', String(priorityOf(entry))],
    ['_MACHINE_ID', MACHINE_ID],
    ['_HOSTNAME', HOST],
    ['SYSLOG_FACILITY', entry.program === 'kernel' ? '0' : '3'],
    ['SYSLOG_IDENTIFIER', entry.program],
  ];
  if (entry.program === 'kernel') {
    fields.push(['_TRANSPORT', 'kernel'], ['_SOURCE_MONOTONIC_TIMESTAMP', String(monotonic - 812)]);
  } else {
    fields.push(
      ['_TRANSPORT', entry.program === 'systemd' ? 'journal' : 'stdout'],
      ['_UID', '0'],
      ['_GID', '0'],
      ['_COMM', entry.program],
      ['_PID', String(PIDS[entry.program])],
      ['_SYSTEMD_UNIT', UNITS[entry.program]],
      ['_SYSTEMD_SLICE', 'system.slice'],
      ['_CAP_EFFECTIVE', '3fffffffff'],
    );
  }
  fields.push(['MESSAGE', wordsOf(entry, clock)]);
  return fields;
}

export function journalJson(entry, clock, sequence) {
  let text = '';
  for (const [name, value] of fieldsOf(entry, clock, sequence))
    text += `${text === '' ? '{' : ','}"${name}":${name === 'MESSAGE' ? JSON.stringify(value) : `"${value}"`}`;
  return `${text}}\n`;
}

export function journalExport(entry, clock, sequence) {
  let text = '';
  for (const [name, value] of fieldsOf(entry, clock, sequence)) text += `${name}=${value}\n`;
  return `${text}\n`;
}

/** Docker's json-file log of one container; times are UTC. */
export const jsonFile = (text, clock, stream) =>
  `{"log":${JSON.stringify(`${text}\n`)},"stream":"${stream}","time":"${clock.utc}.${clock.micros}417Z"}\n`;
