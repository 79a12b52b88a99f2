import { describe, expect, it } from 'vitest';
import { NO_STAMP, type Stamp } from '../../src/core/stamp.js';
import { US_PER_DAY, US_PER_HOUR, US_PER_SECOND } from '../../src/core/units.js';
import { createLogClock, MAX_BUCKETS } from '../../src/novelty/log-clock.js';

const wall = (us: number): Stamp => ({ kind: 'wall', us, resolutionUs: 1 });

describe('the clock of a log', () => {
  it('doubles its buckets when the time does not fit, and says so', () => {
    let folds = 0;
    const clock = createLogClock(() => folds++);
    for (let second = 0; second < 1_000; second++) clock.tick(wall(second * US_PER_SECOND), second);
    expect(folds).toBe(2);
    expect(clock.bucketUs).toBe(4 * US_PER_SECOND);
    expect(clock.buckets()).toHaveLength(250);
    expect(clock.buckets().every(({ records }) => records === 4)).toBe(true);
  });

  it('stands still when stamps go back, and goes on from another boot', () => {
    const clock = createLogClock(() => undefined);
    expect(clock.tick(wall(100 * US_PER_SECOND), 1)).toBe(0);
    expect(clock.tick(wall(110 * US_PER_SECOND), 2)).toBe(10);
    expect(clock.tick(wall(105 * US_PER_SECOND), 3)).toBe(10);
    expect(clock.tick(wall(111 * US_PER_SECOND), 4)).toBe(11);
    const late = 111 * US_PER_SECOND + 2 * US_PER_HOUR;
    clock.tick(wall(late), 5);
    const boot = clock.tick(wall(0), 6);
    expect(clock.tick(wall(clock.bucketUs), 7)).toBe(boot + 1);
  });

  it('takes a gap of over a day for a day, so that one mad stamp spoils nothing', () => {
    const clock = createLogClock(() => undefined);
    clock.tick(wall(0), 1);
    clock.tick(wall(9_000 * US_PER_DAY), 2);
    expect(clock.bucketUs).toBeLessThan((2 * US_PER_DAY) / MAX_BUCKETS);
  });

  it('puts lines without a stamp to those before them', () => {
    const clock = createLogClock(() => undefined);
    expect(clock.tick(NO_STAMP, 1)).toBe(0);
    clock.tick(wall(5), 2);
    expect(clock.tick(NO_STAMP, 3)).toBe(0);
    expect(clock.now).toEqual({ stamp: wall(5), line: 2 });
    expect(clock.buckets()).toEqual([{ from: { stamp: wall(5), line: 2 }, records: 3 }]);
  });

  it('fills empty buckets', () => {
    const clock = createLogClock(() => undefined);
    clock.tick(wall(0), 1);
    clock.tick(wall(3 * US_PER_SECOND), 2);
    expect(clock.buckets().map(({ records }) => records)).toEqual([1, 0, 0, 1]);
  });
});
