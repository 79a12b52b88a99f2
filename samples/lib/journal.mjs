import { fullStamp, journalStamp } from './stamps.mjs';

/**
 * journalctl's short form: `Dec 14 20:04:45 node-41-135 dockerd[7926]: message`.
 * systemd 219 strips white space at both ends of a line that it takes from standard output,
 * so logrus' trailing space does not survive.
 */
export function journalLine(us, host, identifier, pid, message) {
  const name = pid === undefined ? identifier : `${identifier}[${pid}]`;
  return `${journalStamp(us)} ${host} ${name}: ${message}`;
}

/** First line of journalctl up to systemd 246; the begin is that of the whole journal, not of the unit asked for. */
export function journalHead(beginUs, endUs) {
  return `-- Logs begin at ${fullStamp(beginUs)}, end at ${fullStamp(endUs)}. --`;
}

/** Sorts by time and keeps the order of making among equal times. */
export function inOrder(entries) {
  return entries
    .map((entry, made) => ({ entry, made }))
    .sort((a, b) => a.entry.us - b.entry.us || a.made - b.made)
    .map(({ entry }) => entry);
}
