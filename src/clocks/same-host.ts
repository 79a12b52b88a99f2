import type { ClockInput } from './clock-input.js';

/** `node-1` of `node-1.example.org`; addresses stay whole. */
export function shortHost(host: string): string {
  return /^[\d.]+$/.test(host) ? host : (host.split('.')[0] ?? host);
}

/** Whether two sources may be of one host: those that name none may be of any. Clocks of different hosts are never joined. */
export function mayShareHost(a: ClockInput, b: ClockInput): boolean {
  return a.host === undefined || b.host === undefined || shortHost(a.host) === shortHost(b.host);
}

/** Hosts that the inputs name. */
export function hostsOf(inputs: readonly ClockInput[]): Set<string> {
  return new Set(inputs.flatMap(({ host }) => (host === undefined ? [] : [shortHost(host)])));
}
