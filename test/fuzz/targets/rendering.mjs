// Documents with hostile texts in every place that comes from a log, in every format: no control character gets out raw.
import { analyze, render, RENDER_FORMATS } from '../../../dist/index.js';
import { RAW, timed } from '../lib.mjs';

const NOW_US = Date.UTC(2027, 0, 1) * 1000;
const LOG =
  'Dec 14 20:04:45 host dockerd[812]: time="2018-12-14T20:04:45Z" level=error msg="write /x: no space left on device"\n';

export const seeds = () =>
  ['\u001b[2J', '\u202egnp', '<script>', '`x`|y', '@user #1', '::error::', '%0A', '"\u0000\u2028'].flatMap((text) =>
    RENDER_FORMATS.slice(0, 4).map((_, at) => Buffer.concat([Buffer.of(at, 3), Buffer.from(text)])),
  );

// Made before the first input, whose time it would count to.
const base = await analyze({ name: 'log', data: LOG }, { nowUs: NOW_US });

/** The document with `text` in what came from the log; ids, times and the like stay. */
function withText(value, text, key = '') {
  if (Array.isArray(value)) return value.map((one) => withText(one, text, key));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withText(one, text, name)]));
  return typeof value === 'string' &&
    ['text', 'name', 'summary', 'host', 'container', 'unit', 'message', 'command'].includes(key)
    ? text
    : value;
}

export async function fuzz(data) {
  await timed(async () => {
    const format = RENDER_FORMATS[(data[0] ?? 0) % RENDER_FORMATS.length];
    const document = withText(base, data.subarray(2).toString('utf8'));
    const out = await render(document, format, { width: 60 + (data[1] ?? 0), color: false });
    const raw = RAW.exec(out.replace(/[\n\t]/g, ''));
    if (raw !== null) throw new Error(`${format} lets U+${raw[0].codePointAt(0).toString(16)} out`);
  });
}
