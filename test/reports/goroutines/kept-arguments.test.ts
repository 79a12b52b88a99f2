import { describe, expect, it } from 'vitest';
import { Samples } from '../../../src/reports/goroutines/samples.js';
import { createScratch } from '../../../src/reports/goroutines/scratch.js';

/** Keeps goroutines of one frame with these arguments until there is no room; their number. */
function fill(samples: Samples, text: string): number {
  const bytes = new TextEncoder().encode(text);
  const scratch = createScratch();
  scratch.frameCount = 1;
  scratch.argEnds[0] = bytes.length;
  let kept = 0;
  while (kept < 1_000_000 && samples.add(scratch, bytes, kept, -1)) kept++;
  return kept;
}

describe('the arguments kept of a dump', () => {
  it('are those of as many goroutines as have room', () => {
    const samples = new Samples();
    const kept = fill(samples, `0xc000010000, ${'0x1, '.repeat(200)}0x2`);
    expect(kept).toBeGreaterThan(5_000);
    expect(kept).toBeLessThan(6_500);
    expect(samples.arguments(kept - 1)[0]).toMatch(/^0xc000010000, .*, 0x2$/);
    const { addresses, frames } = samples.withAddresses((group) => group < 2);
    expect([addresses, frames]).toEqual([
      [0xc000010000, 0xc000010000],
      [1, 1],
    ]);
  });

  it('are those of so many goroutines at most, where they have none', () => {
    expect(fill(new Samples(), '')).toBe(200_000);
  });

  it('leave out a goroutine that alone would take much of the room', () => {
    const samples = new Samples();
    expect(fill(samples, '0x1, '.repeat(20_000))).toBe(0);
    expect(fill(samples, '0x1')).toBeGreaterThan(0);
  });

  it('allow fewer goroutines of one group as room runs out', () => {
    const samples = new Samples();
    const before = samples.allowed;
    fill(samples, '0x1, '.repeat(2_000));
    expect(before).toBeGreaterThan(samples.allowed);
    expect(samples.allowed).toBeGreaterThan(0);
  });
});
