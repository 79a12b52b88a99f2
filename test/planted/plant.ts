import { benignLines } from './benign.js';
import { writeLogs, type HostLogs } from './host-log.js';
import { createRandom, type Random } from './random.js';
import { INDEPENDENT_STORIES, STORIES } from './stories.js';
import type { Story } from './told.js';

const MINUTE = 60_000;

interface Planted {
  readonly story: Story;
  readonly logs: HostLogs;
  readonly without: HostLogs;
}

/** Two incidents of different kinds, days apart, in the logs of one host. */
export function plantTwo(seed: number): { readonly stories: readonly [Story, Story]; readonly logs: HostLogs } {
  const random = createRandom(seed + 0.25);
  const [one, other] = random.shuffle(INDEPENDENT_STORIES).map((story) => story(random));
  if (one === undefined || other === undefined) throw new Error('no stories');
  const apart = random.int(2, 9) * 24 * 60 * MINUTE;
  const later: Story = {
    ...other,
    lines: other.lines.map((line) => ({ ...line, at: line.at + apart })),
    dumps: (other.dumps ?? []).map((dump) => ({ ...dump, at: dump.at + apart })),
  };
  const benign = benignLines(-30 * MINUTE, apart + 90 * MINUTE, random.int(60, 400), random);
  const startMs = drawStart(random);
  const dumps = [...(one.dumps ?? []), ...(later.dumps ?? [])];
  return { stories: [one, later], logs: writeLogs([...benign, ...one.lines, ...later.lines], dumps, startMs, random) };
}

function drawStart(random: Random): number {
  const date = [random.int(2017, 2025), random.int(0, 11), random.int(1, 28)] as const;
  return Date.UTC(...date, random.int(0, 23), random.int(0, 59), 0, random.int(0, 999));
}

/** The incident of a seed among benign lines, and the same logs without its decisive part. */
export function plant(seed: number): Planted {
  const random = createRandom(seed);
  const story = (STORIES[seed % STORIES.length] ?? STORIES[0])?.(random);
  if (story === undefined) throw new Error('no stories');
  const startMs = drawStart(random);
  const times = [...story.lines, ...(story.dumps ?? [])].map(({ at }) => at);
  const from = Math.min(...times) - random.int(5, 120) * MINUTE;
  const to = Math.max(...times) + random.int(1, 30) * MINUTE;
  const benign = benignLines(from, to, random.int(60, 400), random);
  const write = (isLeftOut: (part: { decisive?: boolean }) => boolean): HostLogs =>
    writeLogs(
      [...benign, ...story.lines.filter((line) => !isLeftOut(line))],
      (story.dumps ?? []).filter((dump) => !isLeftOut(dump)),
      startMs,
      createRandom(seed + 0.5),
    );
  return { story, logs: write(() => false), without: write(({ decisive }) => decisive === true) };
}
