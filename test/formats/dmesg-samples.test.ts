import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../src/core/log-record.js';
import { hasSamples, parseSample, sampleBytes } from './support.js';

interface Truth {
  readonly priority: number;
  readonly us: number;
  readonly text: string;
}

/** The ring buffer's own lines, split by hand: `<6>[ 1234.500107] text`. */
function readRing(name: string): Truth[] {
  const lines = sampleBytes(name).toString('utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [, priority = '', seconds = '', fraction = '', text = ''] =
        /^<(\d+)>\[ *(\d+)\.(\d{6})\] (.*)$/s.exec(line) ?? [];
      return { priority: Number(priority) & 7, us: Number(seconds) * 1_000_000 + Number(fraction), text };
    });
}

/** dmesg from 2.40 takes brackets at the start of a text for callers and pads them anew. */
const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

const MONOTONIC = [
  'util-linux-2.38/plain.txt',
  'util-linux-2.38/force-prefix.txt',
  'util-linux-2.38/d.txt',
  'util-linux-2.38/r.txt',
  'util-linux-2.38/x.txt',
  'util-linux-2.38/color.txt',
  'util-linux-2.36/color.txt',
  'util-linux-2.41/plain.txt',
  'util-linux-2.41/d.txt',
  'util-linux-2.41/x.txt',
  'util-linux-2.41/J.txt',
  'util-linux-2.41/J-x.txt',
  'util-linux-2.41/time-format-raw.txt',
  'reports.raw',
];

const OTHER_CLOCKS = [
  'util-linux-2.38/T.txt',
  'util-linux-2.38/T-d.txt',
  'util-linux-2.38/T.tz-Asia_Shanghai.txt',
  'util-linux-2.38/T.locale-de_DE.txt',
  'util-linux-2.38/T.locale-fr_FR.txt',
  'util-linux-2.38/T.locale-zh_CN.txt',
  'util-linux-2.38/x-T.txt',
  'util-linux-2.38/time-format-ctime.txt',
  'util-linux-2.38/time-format-iso.txt',
  'util-linux-2.38/time-format-iso.tz-Asia_Shanghai.txt',
  'util-linux-2.38/time-format-delta.txt',
  'util-linux-2.38/time-format-reltime.txt',
  'util-linux-2.38/H.txt',
  'util-linux-2.38/H-color.txt',
  'util-linux-2.38/e.txt',
  'util-linux-2.38/e.locale-de_DE.txt',
  'util-linux-2.38/e.locale-fr_FR.txt',
  'util-linux-2.38/e.locale-zh_CN.txt',
  'util-linux-2.36/H-color.txt',
  'util-linux-2.41/H-color.txt',
  'util-linux-2.41/time-format-iso-raw.txt',
];

describe.skipIf(!hasSamples)('dmesg of the composed reports', () => {
  const truths = hasSamples ? readRing('dmesg/reports.raw') : [];

  it.each([...MONOTONIC, ...OTHER_CLOCKS])('%s keeps every line, as kernel text', (name) => {
    const { records, unknown } = parseSample(`dmesg/${name}`);
    expect(unknown).toEqual([]);
    expect(records.map((record) => squeeze(record.message))).toEqual(truths.map(({ text }) => squeeze(text)));
    expect(new Set(records.map((record) => record.origin))).toEqual(new Set(['kernel']));
  });

  it.each(MONOTONIC)('%s keeps the time since boot', (name) => {
    const { records } = parseSample(`dmesg/${name}`);
    expect(records.map((record) => record.time)).toEqual(
      truths.map(({ us }) => ({ kind: 'monotonic', us, resolutionUs: 1 })),
    );
  });

  it.each([
    'reports.raw',
    'util-linux-2.38/r.txt',
    'util-linux-2.38/x.txt',
    'util-linux-2.41/J.txt',
    'util-linux-2.41/J-x.txt',
  ])('%s keeps the priority', (name) => {
    const { records } = parseSample(`dmesg/${name}`);
    expect(records.map((record) => record.priority)).toEqual(truths.map(({ priority }) => priority));
  });

  it('shows both clocks with iso and raw stamps', () => {
    const { records } = parseSample('dmesg/util-linux-2.41/time-format-iso-raw.txt');
    expect(records.map((record) => record.monotonicUs)).toEqual(truths.map(({ us }) => us));
    const boots = records.map(({ time, monotonicUs }) => (time.kind === 'wall' ? time.us - (monotonicUs ?? 0) : 0));
    expect(new Set(boots).size).toBe(1);
  });

  it.each(['util-linux-2.38/t.txt', 'util-linux-2.38/time-format-notime.txt'])('%s keeps every text', (name) => {
    const { records } = parseSample(`dmesg/${name}`);
    expect(records.map((record) => squeeze(record.message))).toEqual(truths.map(({ text }) => squeeze(text)));
  });

  it('of some levels keeps those', () => {
    const { records, unknown } = parseSample('dmesg/util-linux-2.38/level-err.txt');
    expect(unknown).toEqual([]);
    const texts = new Set(truths.map(({ text }) => squeeze(text)));
    expect(records.length).toBeGreaterThan(0);
    expect(records.filter(({ message }) => !texts.has(squeeze(message)))).toEqual([]);
  });

  it('gives the same moments for iso stamps of two zones', () => {
    const wall = (records: readonly LogRecord[]): (number | string)[] =>
      records.map(({ time }) => (time.kind === 'wall' ? time.us : time.kind));
    const utc = parseSample('dmesg/util-linux-2.38/time-format-iso.txt').records;
    const shanghai = parseSample('dmesg/util-linux-2.38/time-format-iso.tz-Asia_Shanghai.txt').records;
    expect(wall(shanghai)).toEqual(wall(utc));
    expect(wall(utc).every((us) => typeof us === 'number')).toBe(true);
  });

  it('adds the deltas of -H up from the last minute shown', () => {
    const { records } = parseSample('dmesg/util-linux-2.38/H.txt');
    const minute = Date.UTC(2000, 10, 21, 2, 53) * 1000;
    expect(records[0]?.time).toEqual({ kind: 'civil', us: minute, hasYear: false, resolutionUs: 60_000_000 });
    expect(records[2]?.time).toMatchObject({ us: minute + 14 });
    expect(records.every((record) => record.time.kind === 'civil')).toBe(true);
  });

  it('reads -T without a zone', () => {
    const { records } = parseSample('dmesg/util-linux-2.38/T.locale-zh_CN.txt');
    const us = Date.UTC(2026, 10, 21, 2, 53, 22) * 1000;
    expect(records[0]?.time).toEqual({ kind: 'civil', us, hasYear: true, resolutionUs: 1_000_000 });
  });
});

describe.skipIf(!hasSamples)('dmesg of records with callers, properties and several lines', () => {
  const FORMS = ['H', 'J', 'T', 'd', 'plain', 'r', 'time_formatiso', 'x', 'x_J'];

  it.each(FORMS)('crafted.%s.txt says what /dev/kmsg says', (form) => {
    const truth = parseSample('dmesg/crafted.kmsg').records;
    const { records, unknown } = parseSample(`dmesg/util-linux-2.42/crafted.${form}.txt`);
    expect(unknown).toEqual([]);
    expect(records.map((record) => record.fields?.['caller'])).toEqual(
      truth.map((record) => record.fields?.['caller']),
    );
    // Only forms that print the facility tell that a program wrote to the ring buffer.
    const text = ({ message }: LogRecord): string => message.replace('udevd[80]: ', '');
    expect(records.map(text)).toEqual(truth.map(text));
  });

  it.each(FORMS)('live.%s.txt says what /dev/kmsg says', (form) => {
    const truth = parseSample('dmesg/live.kmsg').records;
    const { records } = parseSample(`dmesg/util-linux-2.42/live.${form}.txt`);
    expect(records.length).toBe(truth.length);
    const program = /^fmtlab\[4242\]: /;
    records.forEach((record, index) => {
      // dmesg prints bytes that are no UTF-8 as escapes, and pads brackets anew.
      const expected = truth[index]?.message ?? '';
      if (/[\ufffd\x1b]/.test(expected) || /\\x|^\s*\[/.test(record.message)) return;
      expect(squeeze(record.message.replace(program, ''))).toBe(squeeze(expected.replace(program, '')));
    });
  });

  it('makes fields of the properties behind a kmsg record', () => {
    const { records } = parseSample('dmesg/crafted.kmsg');
    expect(records[1]?.fields).toMatchObject({
      caller: 'T1',
      sequence: '160',
      SUBSYSTEM: 'acpi',
      DEVICE: '+acpi:PNP0A03:00',
    });
    expect(records[5]?.message.split('\n')).toHaveLength(4);
    expect(records[6]?.message).toBe('comm with bytes 中文 and tab\t and backslash \\ end');
    expect(records[7]?.time).toMatchObject({ us: 18_446_744_073_709 });
  });
});
