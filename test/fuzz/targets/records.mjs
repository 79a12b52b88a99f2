// Bytes to lines to records: detection, envelopes, payloads, joined and wrapped lines.
import { detectEnvelope } from '../../../dist/formats/detect.js';
import { createRecordParser } from '../../../dist/formats/record-parser.js';
import { readLines } from '../../../dist/sources/read-lines.js';
import { headLines } from '../../../dist/sources/source-head.js';
import { logSeeds, timed } from '../lib.mjs';

export const seeds = () => logSeeds();

export async function fuzz(data) {
  await timed(async () => {
    const { format } = detectEnvelope(headLines(data));
    let last = 0;
    let records = 0;
    const sink = {
      record(record) {
        records++;
        const { line, offset } = record.position;
        if (!(line >= 1 && offset >= 0 && offset <= data.length)) throw new Error('a position outside of the source');
        if (line < last) throw new Error(`a record of line ${line} behind one of line ${last}`);
        last = line;
        if (record.time.kind !== 'none' && !Number.isFinite(record.time.us))
          throw new Error('a time that is no number');
      },
    };
    const parser = createRecordParser({ source: 0, primary: format });
    const read = readLines([data], 1024 * 1024);
    for await (const batch of read.batches) for (const line of batch) parser.push(line, sink);
    parser.flush(sink);
    if (read.bytes !== data.length && read.bytes !== data.length + 1 && data.length > 0)
      throw new Error(`${read.bytes} of ${data.length} bytes accounted for`);
    if (records > read.lines) throw new Error('more records than lines');
  });
}
