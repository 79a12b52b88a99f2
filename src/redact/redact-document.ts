import type { ReportDocument } from '../core/report-document.js';
import type { RedactedKind } from './detectors.js';
import { createRedactor, type KnownName } from './redactor.js';

/** Kinds of entities whose values name the site. */
const ENTITY_KINDS: Readonly<Record<string, RedactedKind>> = {
  host: 'host',
  image: 'image',
  registry: 'host',
  address: 'address',
};
/** Properties whose texts are docklog's own words. */
const OWN_WORDS = new Set([
  'id',
  'key',
  'title',
  'severity',
  'format',
  'code',
  'references',
  'basis',
  'docklogVersion',
  'generatedAt',
]);
const PUBLIC_REGISTRY = /(?:^|\.)(?:docker\.io|docker\.com|gcr\.io|k8s\.io|quay\.io|ghcr\.io|microsoft\.com)(?:$|[:/])/;

/** The document with the names of hosts, addresses, users, images and secrets replaced; the redactor's ledger tells what by what. */
export function redactDocument(document: ReportDocument, redactor = createRedactor(namesOf(document))): ReportDocument {
  return walk(document, (text) => redactor.text(text)) as ReportDocument;
}

/** Names that the document itself tells: hosts of sources, values of entities. */
export function namesOf(document: ReportDocument): KnownName[] {
  const names: KnownName[] = document.sources.flatMap(({ host }) =>
    host === undefined ? [] : [{ kind: 'host' as const, value: host }],
  );
  for (const { entities } of document.findings) {
    for (const [entity, kind] of Object.entries(ENTITY_KINDS)) {
      for (const value of entities[entity] ?? []) {
        // A loopback address or a public registry says nothing of the site; what detects addresses knows which.
        if (kind === 'address' || PUBLIC_REGISTRY.test(value)) continue;
        names.push({ kind, value });
      }
    }
  }
  return names;
}

function walk(value: unknown, text: (text: string) => string): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, OWN_WORDS.has(key) ? item : walk(item, text)]),
  );
}
