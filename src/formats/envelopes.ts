import type { EnvelopeFormat } from '../core/log-format.js';
import { compose } from './compose.js';
import { cri } from './cri.js';
import { dmesg } from './dmesg.js';
import { dmesgCtime } from './dmesg-ctime.js';
import { dmesgIso } from './dmesg-iso.js';
import { dmesgJson } from './dmesg-json.js';
import { dmesgReltime } from './dmesg-reltime.js';
import { dockerDesktop } from './docker-desktop.js';
import { dockerEvents } from './docker-events.js';
import { dockerEventsJson } from './docker-events-json.js';
import { dockerLogs } from './docker-logs.js';
import { dockerStream } from './docker-stream.js';
import { journalExport } from './journal-export.js';
import { journalJson } from './journal-json.js';
import { journalJsonPretty } from './journal-json-pretty.js';
import { journalMarker } from './journal-marker.js';
import { journalShort } from './journal-short.js';
import { journalShortDelta } from './journal-short-delta.js';
import { journalShortFull } from './journal-short-full.js';
import { journalShortIso } from './journal-short-iso.js';
import { journalShortMonotonic } from './journal-short-monotonic.js';
import { journalShortUnix } from './journal-short-unix.js';
import { journalVerbose } from './journal-verbose.js';
import { jsonFile } from './json-file.js';
import { kmsg } from './kmsg.js';
import type { LineFormat } from './line-format.js';
import { syslog, syslogRfc3339 } from './syslog.js';
import { syslogDated } from './syslog-dated.js';
import { syslogRfc5424 } from './syslog-rfc5424.js';
import { unstamped } from './unstamped.js';

/**
 * Formats whose entries are told by one line, in the order in which they are tried on a line that the source's own format
 * does not claim. Where two accept the same line the earlier one wins:
 * - journal-short before syslog, journal-short-iso before syslog-rfc3339: same grammar, rsyslog shows in other lines only;
 * - cri and docker-events before docker-logs: their lines begin with the same stamp;
 * - journal-short-delta and -monotonic before dmesg: they demand a host and a program behind the same stamp.
 */
export const LINE_FORMATS: readonly LineFormat[] = [
  journalMarker,
  journalShort,
  journalShortFull,
  journalShortIso,
  syslog,
  syslogRfc3339,
  syslogRfc5424,
  syslogDated,
  journalShortDelta,
  journalShortMonotonic,
  dmesg,
  dmesgCtime,
  dmesgIso,
  dmesgReltime,
  kmsg,
  journalJson,
  jsonFile,
  dockerEventsJson,
  cri,
  dockerEvents,
  dockerStream,
  dockerLogs,
  journalShortUnix,
  dockerDesktop,
  compose,
  unstamped,
];

/** Formats whose entries take many lines to tell; only tried on sources that are theirs. */
const BLOCK_FORMATS: readonly EnvelopeFormat[] = [journalExport, journalVerbose, journalJsonPretty, dmesgJson];

/** All envelope formats; of equal fits the first one wins. */
export const ENVELOPES: readonly EnvelopeFormat[] = [...LINE_FORMATS, ...BLOCK_FORMATS];
