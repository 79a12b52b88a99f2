import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../src/core/log-record.js';
import { stripTerminalSequences } from '../../src/formats/ansi.js';
import { openPayload } from '../../src/formats/payloads.js';
import { messageOf, readTruths, type Truth } from './journal-truths.js';
import { hasSamples, parseSample } from './support.js';

/*
 * Outputs of journalctl that show a part of the journal, or a part of each entry: which fields each prints, and that those are read.
 * The modes that print all of it are in journal-truth.test.ts.
 */

const truths = readTruths('truth.ndjson');

const FIELDS = {
  time: ({ time, outerTime }: LogRecord) => usOf(outerTime ?? time),
  bootId: ({ bootId }: LogRecord) => bootId,
  host: ({ host }: LogRecord) => host,
  identifier: ({ identifier }: LogRecord) => identifier,
  syslogIdentifier: ({ identifier }: LogRecord) => identifier,
  pid: ({ pid }: LogRecord) => pid,
  unit: ({ unit }: LogRecord) => unit,
  priority: ({ priority }: LogRecord) => priority,
} as const;
type Field = keyof typeof FIELDS;

const usOf = (stamp: LogRecord['time']): number | undefined => (stamp.kind === 'none' ? undefined : stamp.us);

const EXPECTED: Readonly<Record<Field, (truth: Truth, printsSource: boolean) => unknown>> = {
  time: ({ source_realtime_us, realtime_us }, printsSource) =>
    printsSource ? (source_realtime_us ?? realtime_us) : realtime_us,
  bootId: ({ boot_id }) => boot_id,
  host: ({ host }) => host ?? undefined,
  identifier: ({ identifier, comm }) => identifier ?? comm ?? undefined,
  syslogIdentifier: ({ identifier }) => identifier ?? undefined,
  pid: ({ pid, syslog_pid }) => pid ?? syslog_pid ?? undefined,
  unit: ({ unit }) => unit ?? undefined,
  priority: ({ priority }) => priority ?? undefined,
};

const ALL: readonly Field[] = ['time', 'bootId', 'host', 'identifier', 'pid', 'unit', 'priority'];
const SHORT: readonly Field[] = ['host', 'identifier', 'pid'];

interface Part {
  readonly fields: readonly Field[];
  readonly entries: readonly Truth[];
  /** The entry's own time is printed, not only that of its receipt. */
  readonly printsSource?: boolean;
  /** The message is printed whole. */
  readonly whole?: boolean;
}

/** Of the unit, or systemd's words about it. */
function isOfDocker(truth: Truth): boolean {
  return (
    truth.unit === 'docker.service' ||
    (truth.identifier === 'systemd' && /docker\.service|Docker/.test(messageOf(truth) ?? ''))
  );
}

const printed = truths.filter((truth) => messageOf(truth) !== null);
const lastBoot = truths.at(-1)?.boot_id;

const PARTS: Readonly<Record<string, Part>> = {
  'short.kernel.txt': {
    fields: SHORT,
    entries: truths.filter(({ transport, boot_id }) => transport === 'kernel' && boot_id !== lastBoot),
  },
  'short.unit.txt': { fields: SHORT, entries: printed.filter(isOfDocker) },
  'short.n5.txt': { fields: SHORT, entries: printed.slice(-5) },
  'short.no-full.txt': { fields: SHORT, entries: printed, whole: false },
  'json.output-fields.txt': { fields: ['time', 'bootId', 'syslogIdentifier'], entries: truths },
  'json.colors.txt': { fields: ALL, entries: truths.slice(-3), printsSource: true },
  'json.show-cursor.txt': { fields: ALL, entries: truths.slice(-2), printsSource: true },
  'verbose.colors.txt': { fields: ALL, entries: truths.slice(-3), printsSource: true },
};

describe.skipIf(!hasSamples)('a part of a journal', () => {
  it.each(Object.entries(PARTS))('%s', (name, { fields, entries, printsSource = false, whole = true }) => {
    const { records, unknown } = parseSample(`journalctl/v252-options/${name}`);
    expect(unknown).toEqual([]);
    const found = records.filter((record) => record.fields?.['marker'] === undefined);
    expect(found.length).toBe(entries.length);
    for (const [index, truth] of entries.entries()) {
      const record = found[index];
      if (record === undefined) throw new Error('missing record');
      for (const field of fields)
        expect(FIELDS[field](record), `${field} of entry ${truth.n}`).toBe(EXPECTED[field](truth, printsSource));
      const stored = stripTerminalSequences(messageOf(truth) ?? '');
      const message = truth.transport === 'kernel' ? stored : (openPayload(stored)?.payload.message ?? stored);
      const isPlain = !/[\0-\x1f\x7f\ufffd]/.test(message);
      if (whole && isPlain && record.fields?.['messageLost'] !== true) expect(record.message).toBe(message);
    }
  });
});

describe.skipIf(!hasSamples)('what journalctl prints beside entries', () => {
  it('of two boots in a Chinese locale is read with the boot marker', () => {
    const { records, unknown } = parseSample('journalctl/v252-options/header-and-boot.locale-zh_CN.txt');
    expect(unknown).toEqual([]);
    expect(records.at(-1)).toMatchObject({ message: 'leap day', time: { kind: 'civil' } });
    expect(usOf(records.at(-1)?.time ?? { kind: 'none' })).toBe(Date.UTC(2000, 2, 1, 7, 59, 59) * 1000);
  });

  it.each(['short.no-entries.txt', 'short.no-entries.locale-de_DE.txt'])('is no entry: %s', (name) => {
    const { records, unknown } = parseSample(`journalctl/v252-options/${name}`);
    expect(unknown).toEqual([]);
    expect(records.map(({ fields }) => fields?.['marker'])).toEqual(['no-entries']);
  });

  it.each(['list-boots.txt', 'fields.txt', 'field-values.txt'])('has no time and no origin: %s', (name) => {
    const { records } = parseSample(`journalctl/v252-options/${name}`);
    expect(new Set(records.map(({ time, origin }) => `${time.kind} ${origin}`))).toEqual(new Set(['none other']));
  });

  it.each(['v252/cat.txt', 'v252-options/cat.all.txt', 'v252-options/cat.output-fields.txt', 'v252-big/cat.txt'])(
    'with -o cat holds each message, the logfmt ones with their time: %s',
    (name) => {
      const { records } = parseSample(`journalctl/${name}`);
      const text = records.map(({ message }) => message).join('\n');
      const whole = name.includes('big')
        ? []
        : ['Killed process 20357 (runc:[2:INIT])', 'API listen on /var/run/docker.sock'];
      for (const message of whole) expect(text).toContain(message);
      expect(records.some(({ format, time }) => format === 'logfmt' && time.kind === 'wall')).toBe(true);
    },
  );

  it('says which long messages are lost in JSON without -a', () => {
    const { records } = parseSample('journalctl/v252-big/json.txt');
    const lost = records.filter(({ fields }) => fields?.['messageLost'] === true);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.every(({ truncated }) => truncated === true)).toBe(true);
  });

  it.each(['v252-big/json-pretty.txt', 'v252-big/short.no-full.txt'])('keeps every entry of %s', (name) => {
    const { records, unknown } = parseSample(`journalctl/${name}`);
    expect(unknown).toEqual([]);
    expect(records.filter(({ identifier }) => identifier === 'dockerd').length).toBeGreaterThan(3);
  });
});
