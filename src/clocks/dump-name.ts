import type { Stamp } from '../core/stamp.js';
import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';

/**
 * The time in the name of a dump file: dockerd writes `goroutine-stacks-` and `daemon-data-` with RFC 3339 local time, colons left out
 * (moby `pkg/signal/trap.go`, later `pkg/stack`): `2018-12-14T201541+0800`, `2026-11-21T032252Z`; a lower-case `z` and kept colons
 * occur in copies. Undefined for other names, and for containerd's `containerd.<pid>.stacks.log`, which holds no time.
 */
const NAME =
  /(?:goroutine-stacks|daemon-data)-(\d{4})-(\d\d)-(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:[zZ]|([+-])(\d\d):?(\d\d))/;

export function readDumpNameTime(fileName: string): Stamp | undefined {
  const match = NAME.exec(fileName);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  const sign = match[7] === '-' ? -1 : 1;
  const offsetMinutes = match[7] === undefined ? 0 : sign * (Number(match[8]) * 60 + Number(match[9]));
  const us = Date.UTC(year, month - 1, day, hour, minute, second) * 1000 - offsetMinutes * US_PER_MINUTE;
  return { kind: 'wall', us, resolutionUs: US_PER_SECOND, offsetMinutes };
}
