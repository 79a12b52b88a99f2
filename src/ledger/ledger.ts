import type { LedgerScan } from '../core/ledger.js';
import type { LogRecord } from '../core/log-record.js';
import { createHostEventObserver } from './host-events.js';
import { createRequestLedger } from './requests.js';
import { createSilenceObserver } from './silence.js';

/** What one source shows of states, boots, gaps, silence and open requests, as its records go by. */
export interface Ledger {
  /** `mayTell` false: none of `EVENT_LITERALS` stands in the record. */
  record(record: LogRecord, mayTell?: boolean): void;
  /** A record of the source's last MiB, read once more: what is told of every container and request is taken from there only. */
  lastRecord(record: LogRecord): void;
  /** `readAll`: every line of the source came by, so that silence means something. */
  result(readAll: boolean): LedgerScan;
}

export function createLedger(): Ledger {
  const events = createHostEventObserver();
  const requests = createRequestLedger();
  const silence = createSilenceObserver();
  return {
    record(record, mayTell = true) {
      if (mayTell) events.record(record);
      silence.record(record);
    },
    lastRecord(record) {
      events.lastRecord(record);
      requests.record(record);
    },
    result(readAll) {
      const { events: kept, dropped } = events.result();
      return {
        open: requests.open(),
        events: readAll ? [...kept, ...silence.gaps()] : kept,
        droppedEvents: dropped,
      };
    },
  };
}
