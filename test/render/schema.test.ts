import { describe, expect, test } from 'vitest';

import { readReportSchema, reportSchemaErrors, STOCK, stockDocument } from './stock.js';

/** Every schema of a property, with its path. */
function* properties(schema: unknown, path: string): Generator<readonly [string, Record<string, unknown>]> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') {
      for (const [name, property] of Object.entries(value as object)) {
        yield [`${path}.${name}`, property as Record<string, unknown>];
        yield* properties(property, `${path}.${name}`);
      }
    } else yield* properties(value, path === '' ? '' : `${path}/${key}`);
  }
}

describe('the report schema', () => {
  test.each(STOCK)('accepts the stock document %s', (name) => {
    expect(reportSchemaErrors(stockDocument(name))).toEqual([]);
  });

  test('describes every property', () => {
    const schema = readReportSchema();
    const definitions = schema['$defs'] as Record<string, { description?: string }>;
    const silent: string[] = [];
    for (const [path, property] of properties(schema, 'report')) {
      const name = typeof property['$ref'] === 'string' ? property['$ref'].replace('#/$defs/', '') : undefined;
      const description = name === undefined ? property['description'] : definitions[name]?.description;
      if (typeof description !== 'string' || description === '') silent.push(path);
    }
    expect(silent).toEqual([]);
  });

  test('refuses a document without evidence places, with an unknown severity or with a wrong version', () => {
    const document = JSON.parse(JSON.stringify(stockDocument('thinpool'))) as {
      schemaVersion: string;
      findings: { severity: string; evidence: { line?: number }[] }[];
    };
    document.schemaVersion = '2.0';
    const finding = document.findings[0];
    if (finding !== undefined) {
      finding.severity = 'fatal';
      delete finding.evidence[0]?.line;
    }
    const errors = reportSchemaErrors(document).join('\n');
    expect(errors).toContain('/schemaVersion');
    expect(errors).toContain('/findings/0/severity');
    expect(errors).toContain('/findings/0/evidence/0');
  });

  test('lets readers meet properties of later minor versions', () => {
    expect(JSON.stringify(readReportSchema())).not.toContain('"additionalProperties":false');
  });
});
