import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isUtf8 } from 'node:buffer';
import { run } from './programs.js';

/** One entry as journald would have it. Absent properties are fields that it lacks. */
export interface Entry {
  readonly realtimeUs: number;
  readonly monotonicUs: number;
  readonly bootId: string;
  readonly transport: string;
  readonly sourceRealtimeUs?: number;
  readonly sourceMonotonicUs?: number;
  readonly host?: string;
  readonly identifier?: string;
  readonly comm?: string;
  readonly pid?: number;
  readonly syslogPid?: number;
  readonly unit?: string;
  readonly priority?: number;
  readonly message?: string | Buffer;
  readonly more?: readonly (readonly [name: string, value: string | Buffer])[];
}

function fieldsOf(entry: Entry): (readonly [string, string | Buffer | number | undefined])[] {
  return [
    ['_HOSTNAME', entry.host],
    ['PRIORITY', entry.priority],
    ['_TRANSPORT', entry.transport],
    ['SYSLOG_IDENTIFIER', entry.identifier],
    ['SYSLOG_PID', entry.syslogPid],
    ['_PID', entry.pid],
    ['_COMM', entry.comm],
    ['_SYSTEMD_UNIT', entry.unit],
    ['_SOURCE_REALTIME_TIMESTAMP', entry.sourceRealtimeUs],
    ['_SOURCE_MONOTONIC_TIMESTAMP', entry.sourceMonotonicUs],
    ['MESSAGE', entry.message],
    ...(entry.more ?? []),
  ];
}

/** Values with control characters, or no text at all, go with their length. */
function exportField(name: string, value: Buffer): Buffer {
  const isText = isUtf8(value) && value.every((byte) => byte >= 0x20 || byte === 0x09);
  if (isText) return Buffer.concat([Buffer.from(`${name}=`), value, Buffer.from('\n')]);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(value.length));
  return Buffer.concat([Buffer.from(`${name}\n`), size, value, Buffer.from('\n')]);
}

/** The entries in the journal's export format, which systemd-journal-remote reads. */
export function toExport(entries: readonly Entry[]): Buffer {
  const pieces = entries.flatMap((entry) => {
    const head = `__REALTIME_TIMESTAMP=${entry.realtimeUs}\n__MONOTONIC_TIMESTAMP=${entry.monotonicUs}\n_BOOT_ID=${entry.bootId}\n`;
    const fields = fieldsOf(entry).flatMap(([name, value]) =>
      value === undefined ? [] : [exportField(name, Buffer.isBuffer(value) ? value : Buffer.from(String(value)))],
    );
    return [Buffer.from(head), ...fields, Buffer.from('\n')];
  });
  return Buffer.concat(pieces);
}

const directories: string[] = [];

/** A journal file that systemd-journal-remote wrote. `options` are its own, `env` what makes the form of the file. */
export function makeJournal(
  entries: readonly Entry[],
  options: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): string {
  const directory = mkdtempSync(join(tmpdir(), 'docklog-real-'));
  directories.push(directory);
  const source = join(directory, 'entries.export');
  writeFileSync(source, toExport(entries));
  const path = join(directory, 'made.journal');
  run('systemd-journal-remote', [...options, '-o', path, source], env);
  return path;
}

export function removeJournals(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}
