import { describe, expect, it } from 'vitest';
import { receiptLateness } from '../../src/formats/receipt-lateness.js';
import { recordOf } from './support.js';

const SECOND = 1e6;

const entry = (fields: Record<string, string>): string =>
  JSON.stringify({ __REALTIME_TIMESTAMP: '1544788683415067', _TRANSPORT: 'kernel', MESSAGE: 'x', ...fields });
const late = (text: string): unknown => {
  const { time } = recordOf(text);
  return 'lateUs' in time ? time.lateUs : undefined;
};

describe('the wall time of a kernel line', () => {
  it('is late by what the entry tells, and by how far the two clocks may have drifted apart', () => {
    // 250 ms, and 1 s of uptime at 100 µs a second.
    expect(receiptLateness(0.75 * SECOND, SECOND)).toBe(250_100);
    expect(late(entry({ _SOURCE_MONOTONIC_TIMESTAMP: '60000000', __MONOTONIC_TIMESTAMP: '95000000' }))).toBe(
      35_009_500,
    );
  });

  it('is late by two seconds at most on a host that runs', () => {
    expect(late(entry({ _SOURCE_MONOTONIC_TIMESTAMP: '7993043926831', __MONOTONIC_TIMESTAMP: '7993043928931' }))).toBe(
      2 * SECOND,
    );
    expect(late(entry({ __MONOTONIC_TIMESTAMP: '7993043928931' }))).toBe(2 * SECOND);
    expect(late('Dec 14 20:04:45 node kernel: device ens192 left promiscuous mode')).toBe(2 * SECOND);
    expect(late('Dec 14 20:04:45 node kernel: [7993043.926831] device ens192 left promiscuous mode')).toBe(2 * SECOND);
  });

  it('is late by minutes while the host boots, but never older than the boot', () => {
    expect(late('Dec 14 20:04:45 node kernel: [    1.926831] device ens192 left promiscuous mode')).toBe(120 * SECOND);
    expect(late(entry({ __MONOTONIC_TIMESTAMP: '6000000' }))).toBe(6 * SECOND);
  });

  it('is the moment itself where dmesg prints it, or where it is a program’s', () => {
    expect(late('[Fri Dec 14 20:04:45 2018] device ens192 left promiscuous mode')).toBeUndefined();
    expect(late('Dec 14 20:04:45 node dockerd[7926]: x')).toBeUndefined();
    expect(late(entry({ _TRANSPORT: 'journal', _SOURCE_REALTIME_TIMESTAMP: '1544788683415000' }))).toBeUndefined();
  });
});
