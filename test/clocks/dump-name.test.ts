import { describe, expect, it } from 'vitest';
import { readDumpNameTime } from '../../src/clocks/dump-name.js';

const utc = (text: string): number => Date.parse(text) * 1000;

describe('the time in a dump name', () => {
  it.each([
    ['goroutine-stacks-2018-12-14T201541+0800.log', '2018-12-14T12:15:41Z'],
    ['goroutine-stacks-2026-11-21T032252Z.log', '2026-11-21T03:22:52Z'],
    ['goroutine-stacks-2018-12-02T193336z.log', '2018-12-02T19:33:36Z'],
    ['/var/run/docker/goroutine-stacks-2018-12-02T193336-0530.log', '2018-12-03T01:03:36Z'],
    ['daemon-data-2018-12-14T201541+0800.log', '2018-12-14T12:15:41Z'],
    ['goroutine-stacks-2018-12-14T20:15:41+08:00.log.gz', '2018-12-14T12:15:41Z'],
  ])('of %s is %s', (name, time) => {
    expect(readDumpNameTime(name)).toMatchObject({ kind: 'wall', us: utc(time) });
  });

  it.each([
    'containerd.1292.stacks.log',
    'goroutine-stacks.log',
    'goroutine-stacks-2018-13-14T201541Z.log',
    'dump-2018-12-14.log',
  ])('is not read from %s', (name) => {
    expect(readDumpNameTime(name)).toBeUndefined();
  });
});
