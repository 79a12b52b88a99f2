// Pattern files: YAML, schema, compilation, and a line through what was compiled.
import { PATTERN_SCHEMA } from '../../../dist/generated/pattern-schema.js';
import { compileSignature } from '../../../dist/patterns/compile.js';
import { explainSignature } from '../../../dist/patterns/explain.js';
import { loadPatternFile } from '../../../dist/patterns/load.js';
import { createSchemaCheck } from '../../../dist/patterns/validate.js';
import { seedsFrom, timed } from '../lib.mjs';

export const seeds = () =>
  seedsFrom(['patterns'], { accepts: (path) => path.endsWith('.yaml'), maxBytes: 6_000, count: 60 });

// Made before the first input, whose time it would count to.
const check = await createSchemaCheck(PATTERN_SCHEMA);

export async function fuzz(data) {
  await timed(() => {
    const { signatures, problems } = loadPatternFile(data.toString('utf8'), 'fuzz.yaml', check);
    for (const { line, text } of problems)
      if (!(line >= 1) || text === '') throw new Error('a problem without a place or text');
    for (const raw of signatures) {
      const signature = compileSignature(raw);
      explainSignature(signature);
      for (const match of signature.match) if (match.on === 'record') match.regex?.test('level=error msg="x"');
    }
    if (Object.getPrototypeOf({}) !== Object.prototype || {}.polluted !== undefined)
      throw new Error('a prototype was changed');
  });
}
