import { describe, expect, it } from 'vitest';
import { US_PER_MINUTE, US_PER_SECOND } from '../../src/core/units.js';
import { findNovelties, type Novelty } from '../../src/novelty/find-novelties.js';
import { createNoveltyObserver } from '../../src/novelty/novelty.js';
import { calm, recordAt, sampleSource, sourceOf, START_US } from './support.js';

const at = (minutes: number): number => START_US + minutes * US_PER_MINUTE;
const told = (novelties: readonly Novelty[]): string[] =>
  novelties.map(({ kind, gravity, template, count }) => `${kind} ${gravity} ${count}: ${template}`);

describe('what is new before a moment', () => {
  it('is the line that came for the first time', () => {
    const source = sourceOf([
      ...calm(60),
      recordAt(3_000, 'mount of volume 7 failed'),
      recordAt(3_100, 'mount of volume 8 failed'),
    ]);
    const { novelties } = findNovelties([source], { untilUs: at(52), event: 'F1 storage.x' });
    expect(told(novelties)).toEqual(['first-seen warning 2: mount of volume <*> failed']);
    expect(novelties[0]).toMatchObject({
      program: 'dockerd',
      firstUs: at(50),
      why: 'first seen 2 min before F1 storage.x',
      position: { line: 30_001 },
    });
  });

  it('is not what came long before, nor what came after', () => {
    const source = sourceOf([
      ...calm(60),
      recordAt(1_200, 'mount of volume 7 failed'),
      recordAt(3_300, 'disk has vanished'),
    ]);
    expect(findNovelties([source], { untilUs: at(52) }).novelties).toEqual([]);
  });

  it('takes in the second after, or as much as the moment is unsure', () => {
    const source = sourceOf([...calm(60), recordAt(3_120.5, 'container oom'), recordAt(3_125, 'disk has vanished')]);
    expect(told(findNovelties([source], { untilUs: at(52) }).novelties)).toEqual([
      'first-seen warning 1: container oom',
    ]);
    expect(findNovelties([source], { untilUs: at(52), uncertaintyUs: 10 * US_PER_SECOND }).novelties).toHaveLength(2);
  });

  it('is the burst of a line of old', () => {
    const burst = Array.from({ length: 60 }, (_, index) => recordAt(3_000 + index, `lookup of name ${index} refused`));
    const nowAndThen = Array.from({ length: 12 }, (_, index) => recordAt(index * 240 + 1, 'lookup of name 3 refused'));
    const { novelties } = findNovelties([sourceOf([...calm(60), ...burst, ...nowAndThen])], { untilUs: at(52) });
    expect(told(novelties)).toEqual(['burst warning 61: lookup of name <*> refused']);
    expect(Math.abs((novelties[0]?.firstUs ?? 0) - at(50))).toBeLessThan(20 * US_PER_SECOND);
    expect(novelties[0]?.position.line).toBeGreaterThan(29_900);
  });

  it('is no burst that has come as strongly before', () => {
    const jobs = [600, 1_800, 3_000].flatMap((start) =>
      Array.from({ length: 60 }, (_, index) => recordAt(start + index, `rotated log ${index} of job`)),
    );
    expect(findNovelties([sourceOf([...calm(60), ...jobs])], { untilUs: at(52) }).novelties).toEqual([]);
  });

  it('is nothing in a log that has only just begun', () => {
    const { novelties, notJudged } = findNovelties(
      [sourceOf([...calm(2), recordAt(100, 'mount of volume 7 failed')])],
      { untilUs: at(2) },
    );
    expect(novelties).toEqual([]);
    expect(notJudged).toEqual([{ source: 0, because: 'it begins too short a time before' }]);
  });

  it('is looked for in a shorter time where the log is short', () => {
    const source = sourceOf([...calm(12), recordAt(420, 'tea is ready'), recordAt(650, 'mount of volume 7 failed')]);
    expect(told(findNovelties([source], { untilUs: at(12) }).novelties)).toEqual([
      'first-seen warning 1: mount of volume <*> failed',
    ]);
  });

  it('is not asked of a source that has ended long before or whose time is unknown', () => {
    const ended = sourceOf(calm(60));
    const unknown = { ...sourceOf(calm(60)), place: () => undefined };
    const { notJudged } = findNovelties([ended, unknown], { untilUs: at(120) });
    expect(notJudged).toEqual([
      { source: 0, because: 'it ends before' },
      { source: 1, because: 'its time is not known' },
    ]);
  });

  it('is not one more kind of line of a program that always says something else', () => {
    const word = (index: number): string =>
      String.fromCharCode(0x67 + (index % 19), 0x67 + Math.floor(index / 19), 0x7a);
    const chatter = Array.from({ length: 60 }, (_, index) =>
      recordAt(index * 60 + 3, `${word(index)} ${word(index * 7)} ${word(index * 3)} happened`, {
        identifier: 'chatter',
        origin: 'other',
      }),
    );
    expect(findNovelties([sourceOf([...calm(60), ...chatter])], { untilUs: at(59) }).novelties).toEqual([]);
  });

  it('is told with errors first, and of a crowd of new lines only the gravest', () => {
    const crowd = ['alpha begins', 'beta begins here', 'gamma begins over there', 'delta begins all over there'].map(
      (text, index) => recordAt(3_000 + index / 10, text, { identifier: 'newcomer' }),
    );
    const more = [recordAt(3_050, 'mount of volume failed'), recordAt(3_060, 'out of luck', { level: 'error' })];
    const { novelties } = findNovelties([sourceOf([...calm(60), ...crowd, ...more])], { untilUs: at(52) });
    expect(told(novelties)).toEqual([
      'first-seen error 1: out of luck',
      'first-seen warning 1: mount of volume failed',
      'first-seen info 1: gamma begins over there',
      'first-seen info 1: beta begins here',
      'first-seen info 1: alpha begins',
    ]);
  });

  it('is not told twice, and not if a finding tells it', () => {
    const records = [...calm(60), recordAt(3_000, 'mount of volume 7 failed')];
    expect(findNovelties([sourceOf(records), sourceOf(records)], { untilUs: at(52) }).novelties).toHaveLength(1);
    expect(
      findNovelties([sourceOf(records)], { untilUs: at(52), isTold: ({ line }) => line === 30_001 }).novelties,
    ).toEqual([]);
  });

  it('is bounded, and says what was left out', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      recordAt(3_000 + index * 3, `unit ${'so '.repeat(index)}failed`),
    );
    const { novelties, more } = findNovelties([sourceOf([...calm(60), ...many])], { untilUs: at(53) });
    expect([novelties.length, more]).toEqual([20, 20]);
  });

  it('is found in a log without common clock before its own end', () => {
    const dmesg = [...calm(60), recordAt(3_500, 'Out of memory: killed a process')].map((record) => ({
      ...record,
      time: {
        kind: 'monotonic',
        us: record.time.kind === 'none' ? 0 : record.time.us - START_US,
        resolutionUs: 1,
      } as const,
    }));
    const source = { ...sourceOf(dmesg), place: () => undefined };
    const { novelties } = findNovelties([source]);
    expect(told(novelties)).toEqual(['first-seen warning 1: Out of memory: killed a process']);
    expect(novelties[0]?.firstUs).toBeUndefined();
  });
});

describe('the novelty observer', () => {
  it('holds no more than it was told, whatever comes', () => {
    const observer = createNoveltyObserver({ maxTemplates: 50 });
    for (let index = 0; index < 3_000; index++) {
      const letters = index.toString(36).replace(/\d/g, (digit) => String.fromCharCode(0x67 + Number(digit)));
      observer.record(recordAt(index * 1_000, `${letters} x ${letters}`));
    }
    const { templates, buckets, evicted, records } = observer.result();
    expect(records).toBe(3_000);
    expect(templates.length).toBeLessThanOrEqual(50);
    expect(buckets.length).toBeLessThanOrEqual(256);
    expect(evicted).toBeGreaterThan(2_000);
  });

  it('counts each line in one bucket, also after buckets were put together', () => {
    const { templates, buckets } = sourceOf(calm(60)).scan;
    for (const template of templates)
      expect(template.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(template.count);
    expect(buckets.reduce((sum, { records }) => sum + records, 0)).toBe(1_800);
  });

  it('knows how a process ended as a kind of line', () => {
    const exit = (seconds: number, status: string) => recordAt(seconds, 'process exited', { fields: { status } });
    const source = sourceOf([...calm(60), exit(100, '0'), exit(900, '0'), exit(3_000, '137')]);
    expect(told(findNovelties([source], { untilUs: at(52) }).novelties)).toEqual([
      'first-seen warning 1: process exited status: killed',
    ]);
  });
});

describe('the samples', () => {
  it('show what was new around the OOM kill: that very OOM', () => {
    const source = sampleSource('runc-init-oom-hang/docker.journal.txt');
    const untilUs = Date.parse('2018-12-14T12:05:11.402Z') * 1000;
    const { novelties, notJudged } = findNovelties([source], { untilUs });
    expect(notJudged).toEqual([]);
    expect(told(novelties)).toEqual([
      'first-seen warning 3: containerd: container oom',
      'first-seen warning 1: libcontainerd: received containerd event: &types.Event{Type:"oom", Id:"<*>", <*>, Pid:"", Timestamp:(*timestamp.Timestamp)(<*>)}',
      'first-seen warning 1: containerd: process exited status: killed',
    ]);
    expect(findNovelties([sampleSource('runc-init-oom-hang/docker.journal.txt')], { untilUs })).toEqual({
      novelties,
      notJudged,
      more: 0,
    });
  });

  it('show the dumps as what was new at the end of that log', () => {
    const { novelties } = findNovelties([sampleSource('runc-init-oom-hang/docker.journal.txt')]);
    expect(novelties.map(({ template }) => template)).toEqual([
      'daemon datastructure dump written to <path>',
      'goroutine stacks written to <path>',
    ]);
  });

  it('show nothing new in a boot, and nothing at the end of two idle hours', () => {
    const source = sampleSource('thinpool-missing/journal.txt', '+08:00');
    const boot = findNovelties([source], { untilUs: Date.parse('2018-11-27T09:12:20+08:00') * 1000 });
    expect(boot).toEqual({
      novelties: [],
      more: 0,
      notJudged: [{ source: 0, because: 'it begins too short a time before' }],
    });
    expect(findNovelties([source]).novelties).toEqual([]);
  });
});
