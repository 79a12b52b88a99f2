import { readdirSync, readFileSync } from 'node:fs';

import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';

import type { ReportDocument } from '../../src/core/report-document.js';

const DOCUMENTS = new URL('../golden/documents/', import.meta.url);
const SCHEMA = new URL('../../schemas/report.schema.json', import.meta.url);

/** Names of the hand-written documents that every renderer is tested with. */
export const STOCK = readdirSync(DOCUMENTS)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .sort();

export function stockDocument(name: string): ReportDocument {
  return JSON.parse(readFileSync(new URL(`${name}.json`, DOCUMENTS), 'utf8')) as ReportDocument;
}

/** The path of a golden file, as `toMatchFileSnapshot` wants it. */
export function golden(file: string): string {
  return new URL(`../golden/render/${file}`, import.meta.url).pathname;
}

export function readReportSchema(): AnySchemaObject {
  return JSON.parse(readFileSync(SCHEMA, 'utf8')) as AnySchemaObject;
}

/** The published schema lets readers meet new properties; tests do not, so that every property gets documented. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const out = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if ('properties' in out && !('additionalProperties' in out)) out['additionalProperties'] = false;
  return out;
}

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(
  closed(readReportSchema()) as AnySchemaObject,
);

/** What is wrong with a document by the schema, undocumented properties included; empty if nothing is. */
export function reportSchemaErrors(document: unknown): string[] {
  if (validate(document)) return [];
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
  );
}
