import { describe, expect, it } from 'vitest';
import { analyze } from '../src/index.js';

/** A dump of a daemon at some minute of an hour, with so many goroutines at one stack. */
function dump(minute: string, count: number): { name: string; data: string } {
  const stack = (id: number): string =>
    `goroutine ${id} [select, 3 minutes]:\ngithub.com/docker/docker/daemon.(*Daemon).monitorStream(0xc420000000)\n\t/go/src/github.com/docker/docker/daemon/stream.go:40 +0x31\n`;
  const main =
    'goroutine 1 [chan receive, 90 minutes]:\nmain.main()\n\t/go/src/github.com/docker/docker/cmd/dockerd/docker.go:106 +0xe2\n';
  const data = [main, ...Array.from({ length: count }, (_, at) => stack(100 + at))].join('\n');
  return { name: `goroutine-stacks-2018-12-14T12${minute}00Z.log`, data };
}

const leaks = async (...counts: readonly number[]): Promise<string[]> => {
  const inputs = counts.map((count, at) => dump(String(10 + at), count));
  const { findings } = await analyze(inputs, { nowUs: 1_700_000_000_000_000 });
  return findings.filter(({ id }) => id === 'go.goroutine-leak').map(({ evidence }) => evidence[0]?.source ?? '');
};

describe('several dumps of one program', () => {
  it('show a leak where a stack doubles and gains a hundred goroutines, on the last of them', async () => {
    expect(await leaks(20, 200)).toEqual(['goroutine-stacks-2018-12-14T121100Z.log']);
  });

  it('show one where it grows from each dump to the next', async () => {
    expect(await leaks(10, 30, 60)).toEqual(['goroutine-stacks-2018-12-14T121200Z.log']);
  });

  it('show none for a busy moment, a small gain, or one dump', async () => {
    expect(await leaks(10, 90, 40)).toEqual([]);
    expect(await leaks(100, 150)).toEqual([]);
    expect(await leaks(200)).toEqual([]);
  });
});
