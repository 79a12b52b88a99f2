import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analyze } from '../../src/index.js';
import {
  align,
  compare,
  createDraw,
  dmesgLines,
  drawHost,
  isoStamp,
  kernLogLines,
  SECOND,
  sourceOf,
  utcZone,
  type TrueLine,
} from './drawn-host.js';
import { readTruths } from '../formats/journal-truths.js';
import { hasSamples, SAMPLES } from '../formats/support.js';

const directory = mkdtempSync(join(tmpdir(), 'docklog-clocks-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe.skipIf(!hasSamples)('dmesg and dmesg --ctime of one moment in a directory', () => {
  const incident = join(SAMPLES, 'docker/17.03.2-init-oom-hang');
  const iso = hasSamples ? readFileSync(join(incident, 'dmesg-iso.txt'), 'utf8') : '';
  const killUs = Date.parse('2026-11-21T04:30:00.562Z') * 1000 + 96;

  it('give the time since boot its wall time', async () => {
    expect(iso).toContain('2026-11-21T12:30:00,562096+08:00 Memory cgroup out of memory: Killed process 8560');
    writeFileSync(join(directory, 'dmesg.txt'), readFileSync(join(incident, 'dmesg.txt')));
    writeFileSync(join(directory, 'dmesg-T.txt'), readFileSync(join(incident, 'dmesg-T.txt')));
    const { sources, findings } = await analyze([directory], { zone: '+08:00', nowUs: Date.UTC(2026, 11, 1) * 1000 });
    const plain = sources.find(({ name }) => name.endsWith('dmesg.txt'));
    expect(plain?.clock).toMatchObject({ basis: 'aligned' });
    expect(plain?.clock.method).toContain('dmesg-T.txt');
    const shown = findings
      .flatMap(({ evidence }) => evidence)
      .filter(({ source, text }) => source.endsWith('dmesg.txt') && text.includes('Killed process 8560'));
    expect(shown.length).toBeGreaterThan(0);
    for (const { time = 0 } of shown) expect(Math.abs(time - killUs)).toBeLessThan(2 * SECOND);
  });
});

describe.skipIf(!hasSamples)('the kernel’s stamps beside a journal of systemd', () => {
  const truths = readTruths('truth.ndjson');
  const firstBoot = truths[0]?.boot_id;
  const kernel = truths.filter(
    ({ transport, boot_id, source_monotonic_us, message }) =>
      transport === 'kernel' && boot_id === firstBoot && source_monotonic_us !== null && typeof message === 'string',
  );
  const seconds = (us: number): string => `${Math.floor(us / SECOND)}.${String(us % SECOND).padStart(6, '0')}`;
  /** The ring buffer of the same host; a line's truth is its receipt less the reading. */
  const ring: TrueLine[] = kernel.flatMap(({ source_monotonic_us, monotonic_us, realtime_us, message }) => {
    const at = source_monotonic_us ?? 0;
    return (message ?? '')
      .split('\n')
      .slice(0, 1)
      .map((text) => ({ text: `[${seconds(at)}] ${text}`, trueUs: realtime_us - (monotonic_us - at) }));
  });

  // Up to 256 journalctl shows the kernel's own stamp, later the receipt.
  it.each([
    'v252/json.txt',
    'v257/json.txt',
    'v262/json.txt',
    'v252/short-iso-precise.txt',
    'v257/short-iso-precise.txt',
    'v262/short-iso-precise.txt',
  ])('are placed by %s within their bound', (name) => {
    const journal = readFileSync(join(SAMPLES, 'journalctl', name), 'utf8')
      .trimEnd()
      .split('\n');
    const lines = journal.map((text) => ({ text, trueUs: 0 }));
    const dmesg = sourceOf('dmesg', ring);
    const { placed, wrong } = compare(dmesg, align([dmesg, sourceOf('journal', lines)])[0]);
    expect(wrong).toEqual([]);
    expect(placed).toBe(ring.length);
  });

  it('hold for the wall time that the journal gives them, too: it is that of the reading', () => {
    const texts = readFileSync(join(SAMPLES, 'journalctl/v252/json.txt'), 'utf8').trimEnd().split('\n');
    const lines = truths.map(({ transport, realtime_us, monotonic_us, source_monotonic_us }, index) => ({
      text: texts[index] ?? '',
      trueUs: transport === 'kernel' ? realtime_us - (monotonic_us - (source_monotonic_us ?? monotonic_us)) : NaN,
    }));
    const source = sourceOf('journal', lines);
    const { placed, wrong } = compare(source, align([source])[0]);
    expect(wrong).toEqual([]);
    expect(placed).toBeGreaterThan(20);
  });
});

describe('kernel lines that a daemon wrote', () => {
  it('are told with the bound of its reading', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const draw = createDraw(seed);
      const host = drawHost(draw, { name: 'alpha' });
      const [ring, written] = [dmesgLines(host), kernLogLines(draw, host, utcZone)];
      const lines = written.map(({ text }, index) => ({
        text: text.replace(
          /^\w{3} +\d+ [\d:]{8}/,
          isoStamp(written[index]?.trueUs ?? 0, utcZone).replace(/(\.\d{6})\d{3}/, '$1'),
        ),
        trueUs: ring[index]?.trueUs ?? NaN,
      }));
      const source = sourceOf('kern.log', lines);
      expect(compare(source, align([source])[0]).wrong, `seed ${seed}`).toEqual([]);
    }
  });
});

describe('stamps of a kernel whose counter begins near its end', () => {
  it('go on behind the wrap as another boot, without a time that is made up', () => {
    const lines = ['[18446744073.708000] late', '[18446744073.709000] last', '[    0.000300] first'].map((text) => ({
      text,
      trueUs: 0,
    }));
    const dmesg = sourceOf('dmesg', lines);
    expect(dmesg.input.observations.boots).toHaveLength(1);
    expect(dmesg.records.map(({ time }) => align([dmesg])[0]?.place(time, 1))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
