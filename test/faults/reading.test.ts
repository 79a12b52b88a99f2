import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analyze, type ReportDocument } from '../../src/index.js';

const FULL = 'Dec 14 20:04:45 host dockerd[812]: write /var/lib/docker/x: no space left on device\n';
const MIB = 2 ** 20;
const directory = mkdtempSync(join(tmpdir(), 'docklog-faults-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function file(name: string, mebibytes: number): string {
  const path = join(directory, name);
  writeFileSync(path, FULL.repeat(Math.ceil((mebibytes * MIB) / FULL.length)));
  return path;
}

function codes(document: ReportDocument): string[] {
  return document.sources.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code));
}

/** Analyses a path and does something to it as soon as the first bytes of it were read. */
async function analyzeMeanwhile(path: string, change: () => void): Promise<ReportDocument> {
  let isChanged = false;
  return analyze(path, {
    novelty: false,
    onProgress: () => {
      if (!isChanged) change();
      isChanged = true;
    },
  });
}

describe('a file that changes while it is read', () => {
  it('is read as far as it goes where it grows', async () => {
    const path = file('growing.log', 4);
    const before = statSync(path).size;
    const document = await analyzeMeanwhile(path, () => {
      appendFileSync(path, FULL.repeat(1_000));
    });
    expect(document.stats.bytes).toBeGreaterThanOrEqual(before);
    expect(document.findings[0]?.id).toBe('storage.no-space-left');
  });

  it('ends where it was truncated', async () => {
    const path = file('truncated.log', 8);
    const before = statSync(path).size;
    const document = await analyzeMeanwhile(path, () => {
      truncateSync(path, 100);
    });
    expect(document.stats.bytes).toBeLessThan(before);
    expect(document.findings[0]?.id).toBe('storage.no-space-left');
  });

  it('is read to its end where it is deleted, or renamed by a rotation', async () => {
    const path = file('deleted.log', 4);
    const before = statSync(path).size;
    const document = await analyzeMeanwhile(path, () => {
      rmSync(path);
      writeFileSync(path, 'a new file of the same name\n');
    });
    expect(document.stats.bytes).toBe(before);
  });

  it('is told to be missing where it vanishes from its directory before its turn', async () => {
    const root = join(directory, 'tree');
    mkdirSync(root);
    writeFileSync(join(root, 'a.log'), FULL.repeat(2 * 12_000));
    writeFileSync(join(root, 'b.log'), FULL);
    const document = await analyzeMeanwhile(root, () => {
      rmSync(join(root, 'b.log'));
    });
    expect(codes(document)).toContain('file-missing');
    expect(document.findings[0]?.id).toBe('storage.no-space-left');
  });
});

describe('a source that fails', () => {
  it.runIf(process.platform === 'linux')('with an error of the device tells so', async () => {
    // Its first page is not mapped: reading gives EIO.
    const document = await analyze(['/proc/self/mem', { name: 'good.log', data: FULL }]);
    const source = document.sources.find(({ name }) => name === '/proc/self/mem');
    expect(source?.diagnostics[0]).toMatchObject({ code: 'file-unreadable', severity: 'error' });
    expect(source?.diagnostics[0]?.text).toContain('EIO');
    expect(document.findings[0]?.id).toBe('storage.no-space-left');
  });

  it.each([0, 1, 100_000])('after %i lines keeps what came before', async (lines) => {
    async function* data(): AsyncGenerator<string> {
      if (lines > 0) yield FULL.repeat(lines);
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    }
    const document = await analyze({ name: 'device', data: data() }, { novelty: false });
    expect(codes(document)).toContain(lines === 0 ? 'file-unreadable' : 'read-failed');
    expect(document.findings.reduce((sum, { count }) => sum + count, 0)).toBe(lines);
  });

  it('with something that is no error is told too', async () => {
    async function* data(): AsyncGenerator<string> {
      yield FULL;
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw 'no error object';
    }
    const document = await analyze({ name: 'odd', data: data() });
    expect(codes(document)).toContain('read-failed');
    expect(document.findings).toHaveLength(1);
  });
});

describe('a cap on memory', () => {
  it('ends the reading of a source, and the report says where and what was found until then', async () => {
    let given = 0;
    async function* data(): AsyncGenerator<string> {
      for (; given < 200; given++) yield FULL.repeat(Math.ceil(MIB / FULL.length));
    }
    const document = await analyze({ name: 'large.log', data: data() }, { maxMemoryBytes: 1, novelty: false });
    expect(given).toBeLessThan(10);
    expect(document.partial).toBe(true);
    expect(codes(document)).toContain('limit-reached');
    expect(document.findings[0]?.id).toBe('storage.no-space-left');
  });

  it('that is not reached changes nothing', async () => {
    const options = { nowUs: Date.UTC(2027, 0, 1) * 1000 };
    const plain = await analyze({ name: 'a.log', data: FULL }, options);
    const capped = await analyze({ name: 'a.log', data: FULL }, { ...options, maxMemoryBytes: 2 ** 50 });
    expect({ ...capped, stats: undefined }).toEqual({ ...plain, stats: undefined });
  });
});

describe('a clock', () => {
  const line = (time: string, text = 'no space left on device'): string =>
    `time="${time}" level=error msg="write /x: ${text}"\n`;

  it('that goes backwards in the log leaves every finding in its place', async () => {
    const data = [
      line('2018-12-14T20:04:45Z'),
      line('2018-12-14T19:00:00Z'),
      line('1970-01-01T00:00:00Z'),
      line('2038-01-19T03:14:08Z'),
      line('2018-12-14T20:04:46Z'),
    ].join('');
    const { findings } = await analyze({ name: 'back.log', data });
    const finding = findings.filter(({ id }) => id === 'storage.no-space-left');
    expect(finding.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    for (const { from = '', to = '' } of finding) expect(from <= to).toBe(true);
  });

  it.each([0, -1, 8.64e18, -8.64e18, 2 ** 53])('of the machine that shows %d µs does no harm', async (nowUs) => {
    const document = await analyze(
      { name: 'now.log', data: FULL + '[  1.5] Out of memory: Killed process 1 (x)\n' },
      { nowUs },
    );
    expect(document.findings.length).toBeGreaterThan(0);
    expect(Number.isNaN(Date.parse(document.generatedAt))).toBe(false);
  });

  it.each(['Nowhere/Land', 'UTC+99:99', '../../etc/passwd', '', '+25:00', '\u0000', 'constructor'])(
    'in the zone %j is refused, not guessed',
    async (zone) => {
      await expect(analyze({ name: 'a.log', data: FULL }, { zone })).rejects.toMatchObject({ code: 'bad-option' });
    },
  );
});

describe('reading', () => {
  it('leaves no file behind', async () => {
    const before = readdirSync(directory, { recursive: true }).sort();
    await analyze(directory);
    expect(readdirSync(directory, { recursive: true }).sort()).toEqual(before);
  });
});
