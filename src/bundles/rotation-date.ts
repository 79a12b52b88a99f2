import { US_PER_SECOND } from '../core/units.js';

/**
 * The date in a rotated log's name, which is that of its end: `messages-20181209`, `messages-2018121403.gz`, `messages-1544756463`,
 * `0.log.20181214-120000.gz`. µs since the Unix epoch, as if it were UTC; the end of the day where only that is told.
 */
export function rotationDateUs(name: string): number | undefined {
  const file = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('!')) + 1);
  const match = /[-.](?:(20\d\d)(\d\d)(\d\d)(?:-?(\d\d)(?:\d{4})?)?|(1\d{9}))(?:\.[a-zA-Z0-9]{1,4}){0,2}$/.exec(file);
  if (match === null) return undefined;
  if (match[5] !== undefined) return Number(match[5]) * US_PER_SECOND;
  const [year, month, day] = match.slice(1, 4).map(Number);
  const hour = match[4] === undefined ? 24 : Number(match[4]);
  if (month === undefined || month < 1 || month > 12 || day === undefined || day < 1 || day > 31 || hour > 24)
    return undefined;
  return Date.UTC(year ?? 0, month - 1, day, hour) * 1000;
}
