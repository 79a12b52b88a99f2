import { describe, expect, it } from 'vitest';
import { readDumps } from '../src/index.js';
import { CONTAINERD, convoyText, LATER, NAMED } from './dump-texts.js';

const daemon = { name: NAMED, data: convoyText(5, 14) };

describe("a holder's call to containerd", () => {
  it('is followed into the dump of containerd', async () => {
    for (const inputs of [
      [daemon, { name: 'containerd.1292.stacks.log', data: CONTAINERD }],
      [{ name: 'containerd.1292.stacks.log', data: CONTAINERD }, daemon],
    ]) {
      const { dumps } = await readDumps(inputs);
      const [node] = dumps.find(({ program }) => program === 'dockerd')?.waits ?? [];
      expect(node?.servedBy).toEqual({
        source: 'containerd.1292.stacks.log',
        program: 'containerd',
        goroutine: 812,
        entry: 'containerd Tasks.Start',
        doing: 'in a call to the shim (task.Start)',
        waitMinutes: 14,
      });
    }
  });

  it('is not followed without such a dump, or into one of another time', async () => {
    const alone = await readDumps(daemon);
    expect(alone.dumps[0]?.waits[0]?.servedBy).toBeUndefined();
    const log = CONTAINERD.trimEnd().replace(/\n/g, '\\n').replace(/\t/g, '\\t');
    const later = `time="2018-12-15T20:15:41.123456789+08:00" level=info msg="=== BEGIN goroutine stack dump ===\\n${log}\\n=== END goroutine stack dump ==="\n`;
    const { dumps } = await readDumps([daemon, { name: 'containerd.log', data: later }]);
    expect(dumps.map(({ program }) => program)).toEqual(['dockerd', 'containerd']);
    expect(dumps[0]?.waits[0]?.servedBy).toBeUndefined();
  });

  it('stays where the dumps are of one daemon only', async () => {
    const { dumps } = await readDumps([daemon, { name: LATER, data: convoyText(5, 19) }]);
    expect(dumps.flatMap(({ waits }) => waits.map(({ servedBy }) => servedBy))).toEqual([undefined, undefined]);
  });
});
