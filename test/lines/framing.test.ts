import { describe, expect, it } from 'vitest';
import type { LogRecord, RecordSink } from '../../src/core/log-record.js';
import { journalExport } from '../../src/formats/journal-export.js';
import { createRecordParser } from '../../src/formats/record-parser.js';
import { SEPARATED } from '../../src/lines/framing.js';
import { createLineScanner } from '../../src/lines/line-scanner.js';
import { createLiteralSearch } from '../../src/lines/literal-search.js';

const WANTED = 'something went wrong';
const search = createLiteralSearch([Buffer.from(WANTED)]);

/** Records of an export, read line by line or only where the literal stands, from blocks of so many bytes. */
function read(bytes: Uint8Array, everyLine: boolean, blockBytes: number): { records: LogRecord[]; proposed: number } {
  const parser = createRecordParser({ source: 0, primary: journalExport });
  const records: LogRecord[] = [];
  const sink: RecordSink = { record: (record) => void records.push(record) };
  const scanner = createLineScanner({
    search: () => search,
    everyLine,
    framing: SEPARATED,
    maxLineBytes: 1024 * 1024,
    handler: {
      line(line) {
        parser.push(line, sink);
        return parser.isWaiting;
      },
      gap() {
        parser.flush(sink);
      },
    },
  });
  for (let at = 0; at < bytes.length; at += blockBytes) scanner.push(bytes.slice(at, at + blockBytes));
  scanner.end();
  parser.flush(sink);
  return { records, proposed: scanner.proposed };
}

function binary(name: string, value: string): string {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(value)));
  return `${name}\n${length.toString('latin1')}${value}\n`;
}

/** An entry; `message` is a whole field. */
function entry(number: number, message: string, lineEnd = '\n'): string {
  const fields = [`__CURSOR=s=${number}`, `__REALTIME_TIMESTAMP=${1544716800000000 + number}`, '_TRANSPORT=journal'];
  return `${fields.join(lineEnd)}${lineEnd}${message}SYSLOG_IDENTIFIER=dockerd${lineEnd}${lineEnd}`;
}

function expectSame(text: string): number {
  const bytes = Buffer.from(text, 'latin1');
  const whole = read(bytes, true, bytes.length);
  const wanted = whole.records.filter(({ raw }) => raw.includes(WANTED));
  let proposed = 0;
  for (const blockBytes of [bytes.length, 64 * 1024, 4096, 1000, 77, 1]) {
    if (bytes.length / blockBytes > 200_000) continue;
    const fast = read(bytes, false, blockBytes);
    expect(fast.records.filter(({ raw }) => raw.includes(WANTED))).toEqual(wanted);
    // What was read at all was read as the whole of a record.
    const known = new Map(whole.records.map((record) => [record.position.offset, record]));
    for (const record of fast.records) expect(record).toEqual(known.get(record.position.offset));
    proposed = fast.proposed;
  }
  return proposed / whole.proposed;
}

const healthy = (from: number, count: number): string =>
  Array.from({ length: count }, (_, at) => entry(from + at, `MESSAGE=all is well with ${from + at}\n`)).join('');

describe('records between empty lines', () => {
  it('are read whole where something stands in them, the others are left out', () => {
    const text = [100, 300, 500].map((at) => healthy(at, 200) + entry(at + 200, `MESSAGE=${WANTED}\n`)).join('');
    expect(expectSame(text + healthy(900, 200))).toBeLessThan(0.1);
  });

  it('may hold empty lines in a value with its length', () => {
    // 256 + 64 bytes: none of the length's own is lost in decoding.
    const forged = `first\n\n${entry(7, `MESSAGE=${WANTED}\n`)}last`.padEnd(320, '.');
    const text = healthy(10, 50) + entry(60, binary('MESSAGE', forged)) + healthy(70, 50);
    expectSame(text);
    const records = read(Buffer.from(text, 'latin1'), false, 512).records.filter(({ raw }) => raw.includes(WANTED));
    expect(records.map(({ message }) => message)).toEqual([forged]);
  });

  it('may be longer than a block, and longer than is kept', () => {
    for (const chars of [3_000, 300_000, 700_000]) {
      const lines = Array.from({ length: chars / 100 }, (_, at) => `FIELD_${at}=${'x'.repeat(85)}\n`).join('');
      expectSame(
        healthy(10, 20) +
          entry(30, `${lines}MESSAGE=${WANTED}\n`) +
          healthy(40, 20) +
          entry(60, lines) +
          healthy(70, 20),
      );
    }
  });

  it('are all read where lines end in carriage returns', () => {
    const text = Array.from({ length: 300 }, (_, at) =>
      entry(at, `MESSAGE=${at === 150 ? WANTED : 'fine'}\r\n`, '\r\n'),
    );
    expectSame(text.join(''));
  });

  it('may be parted by several empty lines, or by none at the end', () => {
    expectSame(`\n\n${healthy(1, 30)}\n\n\n${entry(31, `MESSAGE=${WANTED}\n`)}\n${healthy(40, 30)}`);
    expectSame(`${healthy(1, 30)}__CURSOR=s=31\nMESSAGE=${WANTED}`);
    expectSame(`${healthy(1, 30)}no export at all: ${WANTED}\n  and more\n${healthy(40, 30)}`);
  });
});
