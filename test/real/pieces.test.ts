import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/index.js';

/* Messages that a logger cut into pieces are one message again: what stands over the cut is found, in each form. */

const PIECE = 16 * 1024;
const LINE_MAX = 48 * 1024;
const FAILURE = 'devicemapper: Non existing device docker-thinpool';
const stamp = '2018-12-14T12:07:00.123456789Z';

/** A line of logfmt in which the failure stands over the place `cut`. */
function lineOver(cut: number): string {
  const head = `time="${stamp}" level=fatal msg="`;
  return `${head}${'x'.repeat(cut - head.length - 20)} Error starting daemon: error initializing graphdriver: ${FAILURE}"`;
}

const piecesOf = (text: string, length: number): string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );

async function idsOf(name: string, data: string): Promise<string[]> {
  const { findings } = await analyze([{ name, data }], { nowUs: 0, year: 2018 });
  return findings.map(({ id }) => id);
}

describe('a message in pieces', () => {
  it('of 16 KiB, as the json-file driver writes them, is found', async () => {
    const panic = `${'x'.repeat(PIECE - 10)}\nfatal error: concurrent map writes\n\ngoroutine 8 [running]:\nmain.worker()\n\t/src/main.go:18 +0x31\n`;
    const lines = panic
      .split(/(?<=\n)/)
      .flatMap((line) => piecesOf(line, PIECE))
      .map((log) => JSON.stringify({ log, stream: 'stderr', time: stamp }));
    expect(await idsOf('x-json.log', `${lines.join('\n')}\n`)).toContain('go.concurrent-map-access');
  });

  it.each([
    [
      'json-file',
      (piece: string, isLast: boolean) =>
        JSON.stringify({ log: isLast ? `${piece}\n` : piece, stream: 'stderr', time: stamp }),
    ],
    ['CRI', (piece: string, isLast: boolean) => `${stamp} stderr ${isLast ? 'F' : 'P'} ${piece}`],
  ])('of 16 KiB with the failure over the cut is found: %s', async (name, form) => {
    const text = `panic: ${'x'.repeat(PIECE - 30)} fatal error: concurrent map writes`;
    const pieces = piecesOf(text, PIECE);
    const data = pieces.map((piece, index) => form(piece, index === pieces.length - 1)).join('\n');
    const { sources } = await analyze([{ name, data: `${data}\n` }], { nowUs: 0 });
    expect(sources[0]).toMatchObject({ records: 1, lines: 2 });
  });

  it('of 48 KiB, as journald cuts them, keeps the parts that hold the failure', async () => {
    const text = lineOver(LINE_MAX + 200);
    const entries = piecesOf(text, LINE_MAX).map((MESSAGE, index, { length }) =>
      JSON.stringify({
        __REALTIME_TIMESTAMP: String(1_544_788_683_415_067 + index),
        __MONOTONIC_TIMESTAMP: String(7_993_043_928_931 + index),
        _BOOT_ID: '3d6b1f0e9c0a4b8f8a2f6c1de7a95b10',
        _TRANSPORT: 'stdout',
        SYSLOG_IDENTIFIER: 'dockerd',
        _PID: '7926',
        ...(index < length - 1 ? { _LINE_BREAK: 'line-max' } : {}),
        MESSAGE,
      }),
    );
    expect(entries).toHaveLength(2);
    expect(await idsOf('journal.json', `${entries.join('\n')}\n`)).toContain('storage.thinpool-nonexisting-device');
  });
});

describe('notes of what was suppressed', () => {
  it.each([
    'Dec 14 20:04:45 node systemd-journald[412]: Suppressed 1234 messages from docker.service',
    'Dec 14 20:04:45 node systemd-journal[412]: Suppressed 1234 messages from /system.slice/docker.service',
    'Dec 14 20:04:45 node systemd-journald[412]: Missed 17 kernel messages',
  ])('is a gap in the evidence: %s', async (line) => {
    const { findings } = await analyze([{ name: 'journal', data: `${line}\n` }], { nowUs: 0, year: 2018 });
    expect(findings.map(({ id }) => id)).toEqual(['host.journal-messages-dropped']);
  });
});
