import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseRecords, type ParsedRecord } from '../../src/index.js';
import { hasPrograms, run, versionOf } from './programs.js';

const hasDmesg = hasPrograms('dmesg');
/** Options come and go with versions of util-linux. */
const version = hasDmesg ? versionOf('dmesg') : 0;
const directory = mkdtempSync(join(tmpdir(), 'docklog-dmesg-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

interface Line {
  readonly priority: number;
  readonly us: number;
  readonly text: string;
}

const US = 1_000_000;
/** Lines of many kinds; the stamps grow as those of one boot do. */
const LINES: readonly Line[] = [
  { priority: 5, us: 0, text: 'Linux version 5.10.0-8-amd64 (debian-kernel@lists.debian.org)' },
  { priority: 6, us: 0, text: 'Command line: BOOT_IMAGE=/boot/vmlinuz root=/dev/vda1 ro quiet' },
  { priority: 6, us: 424_069, text: 'docker0: port 1(veth3f2a1b0) entered blocking state' },
  { priority: 4, us: 4_450_732, text: 'a: b: c: colons' },
  { priority: 3, us: 87_650_001, text: 'blk_update_request: I/O error, dev sdb, sector 2048 op 0x1:(WRITE)' },
  { priority: 6, us: 87_650_002, text: '  starts with spaces' },
  { priority: 6, us: 152_650_002, text: 'größer and 更大' },
  { priority: 0, us: 99_999_999_999, text: 'Kernel panic - not syncing: Fatal exception' },
  { priority: 4, us: 7_993_043_926_531, text: 'stress invoked oom-killer: gfp_mask=0x50, order=0, oom_score_adj=968' },
  {
    priority: 4,
    us: 7_993_043_926_831,
    text: 'Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child',
  },
  { priority: 7, us: 7_993_999_000_000, text: 'no "quotes", no \\backslashes\\' },
];

const stamp = (us: number): string =>
  `${Math.floor(us / US)
    .toString()
    .padStart(5)}.${String(us % US).padStart(6, '0')}`;
const ring = join(directory, 'ring.raw');
writeFileSync(ring, LINES.map(({ priority, us, text }) => `<${priority}>[${stamp(us)}] ${text}\n`).join(''));

type FieldName = 'monotonic' | 'priority' | 'message' | 'order' | 'elapsed';

/** Each way to call dmesg with what it shows. `elapsed`: differences of wall times are those of the stamps, to so many µs. */
const MODES: readonly (readonly [
  options: readonly string[],
  fields: readonly FieldName[],
  since: number,
  toleranceUs?: number,
])[] = [
  [[], ['monotonic', 'message'], 0],
  [['-r'], ['monotonic', 'priority', 'message'], 0],
  [['-x'], ['monotonic', 'priority', 'message'], 0],
  [['-d'], ['monotonic', 'message'], 0],
  [['-x', '-d'], ['monotonic', 'priority', 'message'], 0],
  [['-p'], ['monotonic', 'message'], 0],
  [['--color=always'], ['monotonic', 'message'], 0],
  [['-t'], ['message'], 0],
  [['-x', '-t'], ['priority', 'message'], 0],
  [['--time-format', 'notime'], ['message'], 0],
  [['-T'], ['elapsed', 'message'], 0, 2 * US],
  [['-T', '-d'], ['elapsed', 'message'], 0, 2 * US],
  [['-T', '-x'], ['elapsed', 'priority', 'message'], 0, 2 * US],
  [['--time-format', 'ctime'], ['elapsed', 'message'], 0, 2 * US],
  [['--time-format', 'iso'], ['elapsed', 'message'], 0, 1],
  [['-x', '--time-format', 'iso'], ['elapsed', 'priority', 'message'], 0, 1],
  [['--time-format', 'delta'], ['message'], 0],
  [['-e'], ['message'], 0],
  [['--time-format', 'reltime'], ['message'], 0],
  [['-H', '--nopager'], ['message'], 0],
  [['-H', '--nopager', '--color=always'], ['message'], 0],
  [['-H', '--nopager', '-x'], ['priority', 'message'], 0],
  // Before 2.39 -J with a file writes the rest of the file into each message.
  [['-J'], ['monotonic', 'priority', 'message'], 2.39],
  [['-J', '-x'], ['monotonic', 'priority', 'message'], 2.39],
  [['--time-format', 'raw'], ['monotonic', 'message'], 2.41],
  [['--time-format', 'iso', '--time-format', 'raw'], ['monotonic', 'elapsed', 'message'], 2.41, 1],
];

async function parse(data: Uint8Array): Promise<ParsedRecord[]> {
  const records: ParsedRecord[] = [];
  for await (const record of parseRecords({ name: 'dmesg', data }, { zone: 'UTC' })) records.push(record);
  return records;
}

function expectLines(records: readonly ParsedRecord[], fields: readonly FieldName[], toleranceUs = 0): void {
  expect(records.map(({ message }) => message.trim())).toEqual(LINES.map(({ text }) => text.trim()));
  if (fields.includes('monotonic'))
    expect(records.map(({ monotonic }) => monotonic)).toEqual(LINES.map(({ us }) => us));
  if (fields.includes('priority'))
    expect(records.map(({ priority }) => priority)).toEqual(LINES.map(({ priority }) => priority));
  if (!fields.includes('elapsed')) return;
  const boots = records.map(({ time }, index) => (time ?? 0) - (LINES[index]?.us ?? 0));
  expect(Math.max(...boots) - Math.min(...boots)).toBeLessThanOrEqual(toleranceUs);
  expect(Math.min(...boots)).toBeGreaterThan(1_500_000_000 * US);
}

describe.skipIf(!hasDmesg)('dmesg -F FILE', () => {
  const modes = MODES.filter(([, , since]) => version >= since);
  it.each(modes.map(([options, ...rest]) => [options.join(' '), options, ...rest] as const))(
    '%s shows what the ring buffer holds',
    async (_, options, fields, __, toleranceUs) => {
      expectLines(await parse(run('dmesg', ['-F', ring, ...options])), fields, toleranceUs);
    },
  );

  it('-T in another zone is read in that zone', async () => {
    const utc = await parse(run('dmesg', ['-F', ring, '--time-format', 'iso']));
    const shown = run('dmesg', ['-F', ring, '--time-format', 'iso'], { TZ: 'Asia/Shanghai' });
    const shanghai = await parse(shown);
    // dmesg takes the boot time anew at each call.
    shanghai.forEach(({ time }, index) => {
      expect(Math.abs((time ?? 0) - (utc[index]?.time ?? 0))).toBeLessThan(10 * US);
    });
    expect(shown.toString('utf8')).toContain('+08:00');
  });

  it('--level shows some of the lines', async () => {
    const records = await parse(run('dmesg', ['-F', ring, '-l', 'err,emerg']));
    expect(records.map(({ message }) => message)).toEqual([LINES[4]?.text, LINES[7]?.text]);
  });
});

describe('the ring buffer itself', () => {
  it('as syslog(2) gives it holds the same', async () => {
    const text = LINES.map(({ priority, us, text: line }) => `<${priority}>[${stamp(us)}] ${line}\n`).join('');
    expectLines(await parse(Buffer.from(text)), ['monotonic', 'priority', 'message']);
  });

  it('as /dev/kmsg gives it holds the same', async () => {
    const escape = (text: string): string =>
      [...Buffer.from(text)]
        .map((byte) =>
          byte < 0x20 || byte >= 0x7f || byte === 0x5c
            ? `\\x${byte.toString(16).padStart(2, '0')}`
            : String.fromCharCode(byte),
        )
        .join('');
    const records = LINES.map(
      ({ priority, us, text }, index) => `${priority},${100 + index},${us},-;${escape(text)}\n SUBSYSTEM=test\n`,
    );
    expectLines(await parse(Buffer.from(records.join(''))), ['monotonic', 'priority', 'message']);
  });
});
