import { DocklogError } from '../index.js';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Bytes of a size as the command line gives it: `512M`, `2G`, `1.5GiB`. Throws DocklogError `bad-option`. */
export function readSizeArgument(text: string, option: string): number {
  const [, digits, unit = ''] = /^(\d{1,15}(?:\.\d{1,6})?) ?([kmg]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  const bytes = Number(digits) * (UNITS[unit.toLowerCase()] ?? NaN);
  if (!(bytes > 0)) throw new DocklogError('bad-option', `${option}: ${text} is no size such as 512M or 2G`);
  return Math.floor(bytes);
}
