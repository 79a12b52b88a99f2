import type { Severity } from '../core/pattern.js';

/** Select Graphic Rendition codes, on and off, of each style that docklog uses. */
const SGR = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const satisfies Record<string, readonly [number, number]>;
export type Style = keyof typeof SGR;

export const SEVERITY_STYLES: Readonly<Record<Severity, readonly Style[]>> = {
  critical: ['bold', 'red'],
  error: ['red'],
  // Yellow cannot be read on a light ground, blue not on a dark one.
  warning: ['magenta'],
  info: ['cyan'],
};

/** Wraps a text in styles, the first one outermost. The text must be sanitized and hold no styles of its own. */
export function paint(text: string, ...styles: readonly Style[]): string {
  if (text === '') return '';
  return styles.reduceRight((inner, style) => {
    const [on, off] = SGR[style];
    return `\u001b[${on}m${inner}\u001b[${off}m`;
  }, text);
}

const LINKABLE = /^https?:\/\/[\x21-\x7e]{1,2000}$/;

/** Makes a shown text a link (OSC 8). Addresses that are not plain http or https stay text. */
export function hyperlink(shown: string, url: string): string {
  return LINKABLE.test(url) ? `\u001b]8;;${url}\u001b\\${shown}\u001b]8;;\u001b\\` : shown;
}
