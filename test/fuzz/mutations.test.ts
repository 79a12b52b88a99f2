import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze, parseGoroutineDumps } from '../../src/index.js';
import { samples } from '../laws/samples.js';
import { createMutator } from './mutator.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
/** Inputs of each kind; `FUZZ_RUNS=5000 npx vitest run test/fuzz` tries more, FAST_CHECK_SEED other ones. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 150);
const LONG = RUNS * 400;
const seeds = samples(400_000).map(({ bytes }) => bytes);
const NOW_US = Date.UTC(2027, 0, 1) * 1000;
const schema = JSON.parse(readFileSync(join(ROOT, 'schemas/report.schema.json'), 'utf8')) as object;
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

/** Seconds of processor time that `work` takes: others may be busy too. */
async function seconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function holds(data: Uint8Array): Promise<void> {
  const spent = await seconds(async () => {
    const document: unknown = JSON.parse(JSON.stringify(await analyze({ name: 'fuzz.log', data }, { nowUs: NOW_US })));
    expect(validate(document), JSON.stringify(validate.errors?.slice(0, 2))).toBe(true);
  });
  expect(spent).toBeLessThan(4 * Math.max(0.5, data.length / 2 ** 20));
}

describe('an analysis of any bytes', () => {
  it(
    `never throws, ends in time and makes a valid document: ${RUNS} samples, changed`,
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (seed) => {
          await holds(createMutator(seed, seeds, 100_000)());
        }),
        { numRuns: RUNS },
      );
    },
    60_000 + LONG,
  );

  it(
    'nor of 1 MiB made of pieces of samples',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (seed) => {
          const mutate = createMutator(seed, seeds, 50_000);
          const pieces: Buffer[] = [];
          for (let bytes = 0; bytes < 2 ** 20; bytes += pieces.at(-1)?.length ?? 1) pieces.push(mutate());
          await holds(Buffer.concat(pieces).subarray(0, 2 ** 20));
        }),
        { numRuns: Math.ceil(RUNS / 50) },
      );
    },
    120_000 + LONG,
  );

  // One kind of byte, or a short text, again and again: what no sample holds and what costs most.
  const monotonous = [
    '\n',
    '\r\n',
    ' ',
    '\t',
    '"',
    '\\',
    '{',
    '[',
    '(',
    '=',
    ':',
    '0',
    'a',
    'a=1 ',
    '\\"',
    '[0.0] ',
    '{"a":',
    '- ',
    '\u001b[',
    '\ufeff',
    '&amp;',
    '/a',
    'goroutine 1 [',
    'level=error msg="',
    'a\n',
    '1\n',
  ];
  it.each(monotonous)(
    'of 1 MiB of %j ends in time',
    async (text) => {
      await holds(Buffer.from(text.repeat(Math.ceil(2 ** 20 / Buffer.byteLength(text)))));
    },
    60_000,
  );
});

describe('the reader of goroutine dumps', () => {
  it('never throws on changed dumps', () => {
    const dumps = seeds.filter((bytes) => Buffer.from(bytes.subarray(0, 4096)).includes('goroutine '));
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(Array.isArray(parseGoroutineDumps(createMutator(seed, dumps, 50_000)()))).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});
