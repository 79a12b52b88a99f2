// The whole way from bytes to a document: it never throws, ends in time, and the document keeps to its schema.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { analyze } from '../../../dist/index.js';
import { logSeeds, timed } from '../lib.mjs';

export const seeds = () => logSeeds({ maxBytes: 8_000, count: 200 });

const schema = JSON.parse(readFileSync(new URL('../../../schemas/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
const NOW_US = Date.UTC(2027, 0, 1) * 1000;

export async function fuzz(data) {
  await timed(async () => {
    const document = await analyze({ name: 'fuzz.log', data: new Uint8Array(data) }, { nowUs: NOW_US });
    const read = JSON.parse(JSON.stringify(document));
    if (!validate(read)) throw new Error(`not by the schema: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
  });
}
