import { describe, expect, it } from 'vitest';
import { runDocklog } from '../run-docklog.js';

const KERN_LOG = [
  'Dec 14 03:21:03 node-1 kernel: [7993043.926831] Killed process 20357 (runc) total-vm:212588kB, anon-rss:4464kB',
  'Dec 14 03:21:13 node-1 kernel: [7993053.926831] Killed process 20358 (runc) total-vm:212588kB, anon-rss:4465kB',
].join('\n');

describe('docklog clocks', () => {
  it('tells the zone, the year, the boot time and the lines that show both clocks', () => {
    const { code, stdout } = runDocklog(['clocks', '--tz', '+08:00', '--year', '2018', '-f', 'json'], {
      input: KERN_LOG,
    });
    expect(code).toBe(0);
    const { sources } = JSON.parse(stdout) as { sources: { clock: Record<string, unknown> }[] };
    expect(sources[0]?.clock).toMatchObject({
      zone: { offset: 480 },
      year: { year: 2018, newYears: 0 },
      boots: [{ pairCount: 2, pairs: [{ line: 1, monotonic: 7993043926831 }, { line: 2 }] }],
    });
  });

  it.each([
    ['a zone', ['clocks', '--tz', 'Mars/Olympus']],
    ['a format', ['clocks', '--input-format', 'nonsense']],
    ['a format of an analysis', ['analyze', '--input-format', 'nonsense']],
  ])('refuses %s that does not exist', (_, args) => {
    const { code, stderr } = runDocklog(args, { input: KERN_LOG });
    expect(code).toBe(2);
    expect(stderr).toMatch(/Mars\/Olympus|nonsense/);
  });
});
