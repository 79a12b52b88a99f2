import { describe, expect, it } from 'vitest';
import type { ClockInput } from '../../src/clocks/clock-input.js';
import { createZoneOffset } from '../../src/clocks/zone-offset.js';
import {
  align,
  compare,
  createDraw,
  DAY,
  dmesgLines,
  drawHost,
  HOUR,
  isoStamp,
  journalJsonLines,
  journalLines,
  MINUTE,
  sourceOf,
  syslogStamp,
  utcZone,
  type Draw,
  type TrueLine,
  type TrueSource,
} from './drawn-host.js';

/** More on demand: `SEEDS=1000 npx vitest run test/clocks`. */
const SEEDS = Number(process.env['SEEDS'] ?? 100);

/** Lines of a daemon that shows no zone and no year, at drawn moments. */
function plainLog(draw: Draw, fromUs: number, toUs: number, count: number, zone: string): TrueLine[] {
  const offset = createZoneOffset(zone);
  const moments = Array.from({ length: count }, () => Math.floor(draw.between(fromUs, toUs))).sort((a, b) => a - b);
  return moments.map((trueUs, index) => ({
    text: `${syslogStamp(trueUs, offset, true)} node-1 web[812]: request ${index}`,
    trueUs,
  }));
}

function wrongOnes(sources: readonly TrueSource[], subject: number, options: Parameters<typeof align>[1]): string[] {
  const source = sources[subject];
  if (source === undefined) throw new Error('no subject');
  const { wrong, placed } = compare(source, align(sources, options)[subject]);
  return placed === source.records.length ? wrong : [...wrong, `${placed} of ${source.records.length} placed`];
}

/** Changes of clocks: forward and back in Berlin, New York and, by half an hour, on Lord Howe Island. */
const CHANGES: readonly (readonly [string, string])[] = [
  ['Europe/Berlin', '2018-10-28T01:00:00Z'],
  ['Europe/Berlin', '2019-03-31T01:00:00Z'],
  ['America/New_York', '2018-11-04T06:00:00Z'],
  ['America/New_York', '2019-03-10T07:00:00Z'],
  ['Australia/Lord_Howe', '2019-04-06T15:00:00Z'],
  ['Australia/Lord_Howe', '2018-10-06T15:30:00Z'],
];

describe('the truth lies inside the error bound', () => {
  it('over changes of the clock, in a zone that the user tells', () => {
    const wrong: string[] = [];
    let sure = 0;
    let all = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const draw = createDraw(seed);
      const [zone, change] = draw.oneOf(CHANGES);
      const changeUs = Date.parse(change) * 1000;
      const lines = plainLog(draw, changeUs - 3 * HOUR, changeUs + 3 * HOUR, draw.whole(1, 60), zone);
      const source = sourceOf('messages', lines);
      const year = new Date(changeUs / 1000).getUTCFullYear();
      wrong.push(...wrongOnes([source], 0, { zone, year }).map((text) => `seed ${seed} ${zone}: ${text}`));
      const [clock] = align([source], { zone, year });
      for (const { time, position } of source.records) {
        all++;
        if ((clock?.place(time, position.line)?.uncertaintyUs ?? Infinity) < MINUTE) sure++;
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    // Most lines are decided, not just given up.
    expect(sure / all).toBeGreaterThan(0.9);
  });

  it('over changes of the clock that only the stamps inside messages tell', () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const draw = createDraw(seed + 7);
      const [zone, change] = draw.oneOf(CHANGES.slice(0, 4));
      const offset = createZoneOffset(zone);
      const changeUs = Date.parse(change) * 1000;
      const lines = plainLog(draw, changeUs - 3 * HOUR, changeUs + 3 * HOUR, 40, zone).map((line, index) =>
        index % 7 === 0 || index === 39
          ? {
              ...line,
              text: `${syslogStamp(line.trueUs + 900, offset, true)} node-1 dockerd[7]: time="${isoStamp(line.trueUs, offset)}" level=info msg=x`,
            }
          : line,
      );
      wrong.push(...wrongOnes([sourceOf('journal', lines)], 0, {}).map((text) => `seed ${seed} ${zone}: ${text}`));
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('over New Year, with the year of another source', () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const draw = createDraw(seed + 13);
      const newYearUs = Date.UTC(draw.whole(2015, 2026), 0, 1) * 1000;
      const fromUs = newYearUs - draw.between(HOUR, 40 * DAY);
      const toUs = newYearUs + draw.between(HOUR, 40 * DAY);
      const plain = plainLog(draw, fromUs, toUs, draw.whole(2, 40), 'UTC');
      const late = plain.findIndex(({ trueUs }) => trueUs > newYearUs);
      // A line of the old year that was written behind the first one of the new year.
      if (late > 0 && (plain[late]?.trueUs ?? 0) - (plain[late - 1]?.trueUs ?? 0) < DAY && draw.chance(0.5))
        plain.splice(late - 1, 2, plain[late] as TrueLine, plain[late - 1] as TrueLine);
      const docker = plainLog(draw, fromUs, toUs, 5, 'UTC').map(({ trueUs }) => ({
        text: `time="${isoStamp(trueUs, utcZone)}" level=info msg=x`,
        trueUs,
      }));
      const sources = [sourceOf('messages', plain), sourceOf('docker.log', docker)];
      wrong.push(...wrongOnes(sources, 0, {}).map((text) => `seed ${seed}: ${text}`));
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

/** Places of all records, by source name. */
function placesOf(sources: readonly TrueSource[], options?: Parameters<typeof align>[1]): Record<string, unknown> {
  const clocks = align(sources, options);
  return Object.fromEntries(
    sources.map(({ input, records }, index) => [
      input.name,
      {
        places: records.map(({ time, position }) => clocks[index]?.place(time, position.line) ?? null),
        summary: clocks[index]?.summary,
        diagnostics: clocks[index]?.diagnostics,
      },
    ]),
  );
}

function drawSources(draw: Draw, bootUs?: number): TrueSource[] {
  const shape = bootUs === undefined ? {} : { bootUs };
  const host = drawHost(draw, { suspends: draw.whole(0, 1), name: 'alpha', ...shape });
  const zone = createZoneOffset(draw.oneOf(['UTC', '+08:00', '-03:30']));
  return [
    sourceOf('dmesg', dmesgLines(host)),
    sourceOf('journal', journalLines(draw, host, zone, true)),
    sourceOf('journal.json', journalJsonLines(draw, host)),
  ];
}

describe('placing', () => {
  it('does not depend on the order of the sources', () => {
    for (let seed = 1; seed <= SEEDS / 4; seed++) {
      const sources = drawSources(createDraw(seed));
      const turned = [...sources].reverse();
      expect(placesOf(turned)).toEqual(placesOf(sources));
    }
  });

  it('shifts with its inputs: all moments later by whole days, all times later by as much', () => {
    const bootUs = Date.UTC(2018, 2, 3, 4, 5, 6) * 1000;
    for (let seed = 1; seed <= SEEDS / 4; seed++) {
      const times = (sources: readonly TrueSource[], shiftUs: number): (number | undefined)[] => {
        const clocks = align(sources);
        return sources.flatMap(({ records }, index) =>
          records.map(({ time, position }) => {
            const us = clocks[index]?.place(time, position.line)?.us;
            return us === undefined ? undefined : us - shiftUs;
          }),
        );
      };
      const shiftUs = 3 * DAY;
      expect(times(drawSources(createDraw(seed), bootUs + shiftUs), shiftUs)).toEqual(
        times(drawSources(createDraw(seed), bootUs), 0),
      );
    }
  });

  it('never takes the clock of another host', () => {
    for (let seed = 1; seed <= SEEDS / 4; seed++) {
      const draw = createDraw(seed);
      const host = drawHost(draw, { name: 'alpha' });
      const other = drawHost(draw, { name: 'beta' });
      const dmesg = sourceOf('dmesg', dmesgLines(host), { host: 'alpha' });
      const journal = sourceOf('beta.json', journalJsonLines(draw, other, false));
      const stamp = dmesg.records[0]?.time ?? { kind: 'none' };
      expect(align([dmesg, journal])[0]?.place(stamp, 1)).toBeUndefined();
      // Of several hosts none is chosen for a source that names none.
      const nameless = sourceOf('dmesg', dmesgLines(host));
      const third = sourceOf('gamma.json', journalJsonLines(draw, drawHost(draw, { name: 'gamma' }), false));
      expect(align([nameless, journal, third])[0]?.place(stamp, 1)).toBeUndefined();
    }
  });

  it('gives each boot of a file its own clock', () => {
    for (let seed = 1; seed <= SEEDS / 4; seed++) {
      const draw = createDraw(seed);
      const first = drawHost(draw, { name: 'alpha', uptimeUs: 5 * HOUR });
      const second = drawHost(draw, { name: 'alpha', uptimeUs: 2 * HOUR, bootUs: first.bootUs + 9 * HOUR });
      const start = { text: '[    0.000000] Linux version 4.19.0-6-amd64 (debian-kernel@lists.debian.org)', trueUs: 0 };
      const lines = [...dmesgLines(first), { ...start, trueUs: second.bootUs }, ...dmesgLines(second)];
      const journal = sourceOf('journal.json', [...journalJsonLines(draw, first), ...journalJsonLines(draw, second)]);
      const dmesg = sourceOf('dmesg', lines);
      const { wrong } = compare(dmesg, align([dmesg, journal])[0]);
      expect(wrong).toEqual([]);
    }
  });
});

describe('contradictions', () => {
  const host = drawHost(createDraw(5), { name: 'alpha', uptimeUs: 5 * HOUR });
  const journal = sourceOf('journal.json', journalJsonLines(createDraw(6), host));
  const dmesg = sourceOf('dmesg', dmesgLines(host));
  const codes = (inputs: readonly TrueSource[], options: Parameters<typeof align>[1]): string[][] =>
    align(inputs, options).map(({ diagnostics }) => diagnostics.map(({ code }) => code));

  it('of a boot time that the user tells and the lines themselves are told', () => {
    expect(codes([dmesg, journal], { bootTimeUs: host.bootUs + 2 * HOUR })[0]).toContain('clock-conflict');
    expect(codes([dmesg, journal], { bootTimeUs: host.bootUs })[0]).toEqual([]);
  });

  it('of a zone, or a year, that the user tells and the stamps inside the messages are told', () => {
    const plain = sourceOf('journal', journalLines(createDraw(7), host, createZoneOffset('+08:00'), true));
    expect(codes([plain], { zone: 'America/New_York' })[0]).toEqual(['clock-conflict']);
    expect(codes([plain], { zone: 'Asia/Shanghai' })[0]).toEqual([]);
    expect(codes([plain], { year: 1999 })[0]).toEqual(['clock-conflict']);
  });

  it('of boot times that two journals tell are told', () => {
    const moved = { ...host, wall: (at: number): number => host.wall(at) + 3 * HOUR };
    const other: ClockInput = sourceOf('other.json', journalJsonLines(createDraw(8), moved)).input;
    const pairs = journal.input.observations.pairs;
    const both: TrueSource = {
      ...dmesg,
      input: { ...dmesg.input, observations: { ...dmesg.input.observations, pairs } },
    };
    expect(codes([both, { ...journal, input: other }], {})[0]).toContain('clock-conflict');
  });
});
