import { describe, expect, it } from 'vitest';
import { createTemplateMiner, type TemplateMiner } from '../../src/novelty/template-miner.js';

const miner = (options: Partial<Parameters<typeof createTemplateMiner>[0]> = {}): TemplateMiner<null> =>
  createTemplateMiner<null>({ maxTemplates: 100, ...options });
const add = (to: TemplateMiner<null>, ...lines: string[]): void => {
  for (const line of lines) to.add('dockerd', line, () => null);
};
const templates = (of: TemplateMiner<null>): string[] =>
  of.templates().map(({ tokens, count }) => `${count} ${tokens.join(' ')}`);

/** Words without digits, so that the mask leaves them alone. */
function word(index: number): string {
  let text = '';
  for (let rest = index + 20; rest > 0; rest = Math.floor(rest / 20)) text += String.fromCharCode(0x67 + (rest % 20));
  return text;
}

describe('the template miner', () => {
  it('takes lines together that differ in what the mask replaces', () => {
    const own = miner();
    add(own, 'shim reaped 12', 'shim reaped 7742', 'shim reaped 3f2a1b0c9d8e');
    expect(templates(own)).toEqual(['3 shim reaped <*>']);
  });

  it('puts a wildcard where a word of a longer line differs', () => {
    const own = miner();
    add(own, 'the container nginx was started by user admin', 'the container redis was started by user admin');
    expect(templates(own)).toEqual(['2 the container * was started by user admin']);
  });

  it('tells apart what passed and what failed', () => {
    const own = miner();
    add(own, 'the check of pool docker has passed now', 'the check of pool docker has failed now');
    expect(own.templates()).toHaveLength(2);
  });

  it('tells programs and lengths apart', () => {
    const own = miner();
    own.add('dockerd', 'ready to serve', () => null);
    own.add('containerd', 'ready to serve', () => null);
    own.add('dockerd', 'ready to serve now', () => null);
    expect(own.templates()).toHaveLength(3);
  });

  it('never lets a template become all wildcards', () => {
    const own = miner({ maxTemplates: 5_000, maxPerLeaf: 1_000 });
    for (let index = 0; index < 500; index++)
      add(own, `same start ${word(index)} ${word(index * 7)} ${word(index * 13)} ${word(index * 31)}`);
    for (const { tokens } of own.templates())
      expect(tokens.filter((token) => token === '*').length).toBeLessThanOrEqual(3);
  });

  it('keeps the frequent ones when it must drop some, and remembers that it did', () => {
    const own = miner({ maxTemplates: 40 });
    for (let index = 0; index < 20; index++) add(own, 'heartbeat sent to peer');
    for (let index = 0; index < 500; index++) add(own, `${word(index)} came along`);
    expect(own.templates().length).toBeLessThanOrEqual(40);
    expect(own.evicted).toBeGreaterThan(400);
    expect(templates(own)).toContain('20 heartbeat sent to peer');
    expect(own.add('dockerd', `${word(1)} came along`, () => null).template.isNews).toBe(false);
  });

  it('does not call a new name in an old place news', () => {
    const own = miner();
    for (let index = 0; index < 12; index++) add(own, `Started ${word(index)}`);
    expect(own.add('dockerd', 'Started zebra', () => null).template.isNews).toBe(false);
    expect(own.add('dockerd', 'Ended quietly', () => null).template.isNews).toBe(true);
  });

  it('bounds the tree and the work of a line', () => {
    const own = miner({ maxTemplates: 300, maxNodes: 200, maxPerLeaf: 8, maxChildren: 16 });
    let most = 0;
    for (let index = 0; index < 5_000; index++) {
      const before = own.comparisons;
      own.add(
        word(index),
        `${word(index * 3)} ${word(index * 5)} ${word(index * 11)} ${'and '.repeat(index % 60)}`,
        () => null,
      );
      most = Math.max(most, own.comparisons - before);
    }
    expect(own.templates().length).toBeLessThanOrEqual(300);
    // Beyond 200 nodes each may get one child for all the rest.
    expect(own.nodes).toBeLessThanOrEqual(200 * 6);
    expect(most).toBeLessThanOrEqual(8 * 48);
  });

  it('costs twice as much for twice as many lines', () => {
    const cost = (lines: number): number => {
      const own = miner();
      for (let index = 0; index < lines; index++)
        add(own, `${word(index % 50)} did ${word(index % 7)} to ${word(index % 11)} again`);
      return own.comparisons;
    };
    expect(cost(20_000) / cost(10_000)).toBeLessThan(2.1);
  });

  it('gives the same templates for the same lines', () => {
    const mine = (): string[] => {
      const own = miner({ maxTemplates: 50 });
      for (let index = 0; index < 3_000; index++) add(own, `${word(index % 90)} met ${word(index % 17)} at ${index}`);
      return templates(own);
    };
    expect(mine()).toEqual(mine());
  });
});
