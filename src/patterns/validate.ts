import type { SchemaCheck } from './load.js';

/** Compiles a JSON Schema into a checker. Ajv is loaded here only: built-in patterns are checked when the package is built. */
export async function createSchemaCheck(schema: object): Promise<SchemaCheck> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ allErrors: true, useDefaults: false, verbose: false });
  const validate = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return [];
    const seen = new Set<string>();
    const problems: { pointer: string; text: string }[] = [];
    for (const error of validate.errors ?? []) {
      // Branches of `oneOf` each complain; the deepest complaint of each place is enough.
      if (error.keyword === 'oneOf') continue;
      const extra = 'additionalProperty' in error.params ? ` (${String(error.params['additionalProperty'])})` : '';
      const text = `${error.message ?? error.keyword}${extra}`;
      if (seen.has(error.instancePath + text)) continue;
      seen.add(error.instancePath + text);
      problems.push({ pointer: error.instancePath, text });
    }
    return problems;
  };
}
