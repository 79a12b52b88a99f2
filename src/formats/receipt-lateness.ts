import type { Stamp } from '../core/stamp.js';
import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';

/** A daemon that runs reads a kernel line within this. */
const READING_US = 2 * US_PER_SECOND;
/** Lines of the first minutes wait for the daemon that reads them. */
const BOOT_PHASE_US = 2 * US_PER_MINUTE;
/** The kernel's own clock and the monotonic one run apart by up to 100 µs a second. */
const DRIFT = 1e-4;

/**
 * By how much a wall time may be late that journald or syslogd gave to a kernel line when it read it.
 * `kernelUs` is the kernel's own time since boot, `receiptUs` the time since boot of the reading (µs), where the entry tells them.
 */
export function receiptLateness(kernelUs: number | undefined, receiptUs: number | undefined): number {
  const upUs = kernelUs ?? receiptUs;
  const isBooting = upUs !== undefined && upUs < BOOT_PHASE_US;
  const usualUs = isBooting ? BOOT_PHASE_US : READING_US;
  if (receiptUs === undefined) return usualUs;
  // Nothing was said before the boot.
  if (kernelUs === undefined) return Math.min(usualUs, receiptUs);
  const measuredUs = Math.ceil(Math.max(0, receiptUs - kernelUs) + receiptUs * DRIFT);
  return isBooting ? measuredUs : Math.min(measuredUs, READING_US);
}

/** A stamp with how late it may be; one that is no wall time is of the moment itself. */
export function withLateness(stamp: Stamp, lateUs: number): Stamp {
  return stamp.kind === 'wall' || stamp.kind === 'civil' ? { ...stamp, lateUs } : stamp;
}
