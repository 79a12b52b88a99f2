import { hasSamples, sampleBytes } from './support.js';

/** One line of a truth file: the journal's own view of the entry. */
export interface Truth {
  readonly n: number;
  readonly realtime_us: number;
  readonly monotonic_us: number;
  readonly source_realtime_us: number | null;
  readonly source_monotonic_us: number | null;
  readonly boot_id: string;
  readonly host: string | null;
  readonly identifier: string | null;
  readonly comm: string | null;
  readonly pid: number | null;
  readonly syslog_pid: number | null;
  readonly unit: string | null;
  readonly priority: number | null;
  readonly transport: string;
  readonly message?: string | null;
  readonly message_base64?: string;
}

/** The entries of a truth file; none where the samples are absent. */
export function readTruths(name: string): Truth[] {
  if (!hasSamples) return [];
  const lines = sampleBytes(`journalctl/${name}`).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Truth);
}

/** A stored message, whether the truth file keeps it as text or as bytes. */
export function messageOf(truth: Truth): string | null {
  if (truth.message_base64 !== undefined) return Buffer.from(truth.message_base64, 'base64').toString('utf8');
  return truth.message ?? null;
}
