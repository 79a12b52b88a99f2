import { describe, expect, it, vi } from 'vitest';
import { areFilesOnly } from '../../src/cli/files-only.js';
import { createTimings } from '../../src/cli/timings.js';
import { analyze, type AnalysisPhase } from '../../src/index.js';

describe('a command line', () => {
  it.each([[['a.log', 'b.log']], [['-']], [[]], [['a.log', '-']], [['a.log', 'timeline']]])(
    'of inputs alone needs no parser: %j',
    (args) => {
      expect(areFilesOnly(args)).toBe(true);
    },
  );

  it.each([
    [['analyze', 'a.log']],
    [['timeline']],
    [['completion']],
    [['a.log', '--quiet']],
    [['-q', 'a.log']],
    [['--']],
  ])('with commands or options is parsed: %j', (args) => {
    expect(areFilesOnly(args)).toBe(false);
  });
});

describe('timings', () => {
  it('are not taken unless they are asked for', () => {
    expect(createTimings(undefined)).toBeUndefined();
    expect(createTimings(false)).toBeUndefined();
  });

  it('tell each phase and the sum on standard error', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const timings = createTimings(true);
    timings?.end('start');
    timings?.end('scan');
    timings?.tell();
    const lines = write.mock.calls.map(([text]) => String(text));
    write.mockRestore();
    expect(lines.map((line) => line.replace(/ +[\d.]+ ms\n$/, ''))).toEqual([
      'docklog: time: start',
      'docklog: time: scan',
      'docklog: time: in all',
    ]);
  });

  it('can be taken of the phases of an analysis, in a fixed order', async () => {
    const phases: AnalysisPhase[] = [];
    await analyze({ name: 'log', data: 'a line\n' }, { nowUs: 0, onPhase: (phase) => void phases.push(phase) });
    expect(phases).toEqual(['patterns', 'tables', 'scan', 'clocks', 'findings', 'document']);
  });
});
