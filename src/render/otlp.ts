import type { Severity } from '../core/pattern.js';
import type { Evidence, Finding, ReportDocument } from '../core/report-document.js';
import { decisiveEvidence } from './decisive-evidence.js';
import { createFindingTree } from './finding-tree.js';
import { safeJson } from './sanitize.js';

/** Severity numbers of OpenTelemetry's logs data model (opentelemetry-proto, logs/v1/logs.proto, SeverityNumber). */
const SEVERITY: Readonly<Record<Severity, readonly [number: number, text: string]>> = {
  critical: [21, 'FATAL'],
  error: [17, 'ERROR'],
  warning: [13, 'WARN'],
  info: [9, 'INFO'],
};

type Value =
  | { readonly stringValue: string }
  | { readonly doubleValue: number }
  | { readonly intValue: string }
  | { readonly arrayValue: { readonly values: readonly Value[] } };

interface Attribute {
  readonly key: string;
  readonly value: Value;
}

const text = (key: string, value: string): Attribute => ({ key, value: { stringValue: value } });
const texts = (key: string, values: readonly string[]): Attribute => ({
  key,
  value: { arrayValue: { values: values.map((value) => ({ stringValue: value })) } },
});

/** 64-bit numbers are decimal strings in OTLP's JSON; 0 means unknown. */
function nanoseconds(us: number | undefined): string {
  return us === undefined || !Number.isSafeInteger(us) || us <= 0 ? '0' : `${us}000`;
}

function place({ source, line, role, text: words }: Evidence): string {
  return `${source}:${line}: ${role}: ${words}`;
}

function attributes(finding: Finding, lines: readonly Evidence[]): Attribute[] {
  const { id, key, causedBy, confidence, count, entities, cause, remedy } = finding;
  const commands = remedy.flatMap(({ command }) => command ?? []);
  const [container, ...otherContainers] = entities['container'] ?? [];
  return [
    text('docklog.finding.id', id),
    text('docklog.finding.key', key),
    { key: 'docklog.finding.confidence', value: { doubleValue: confidence } },
    { key: 'docklog.finding.count', value: { intValue: String(count) } },
    ...(causedBy === null ? [] : [text('docklog.finding.caused_by', causedBy)]),
    ...(cause === '' ? [] : [text('docklog.finding.cause', cause)]),
    ...(commands.length === 0 ? [] : [texts('docklog.finding.commands', commands)]),
    ...Object.entries(entities).map(([kind, values]) => texts(`docklog.entity.${kind}`, values)),
    ...(container === undefined || otherContainers.length > 0 ? [] : [text('container.id', container)]),
    ...(lines.length === 0 ? [] : [texts('docklog.evidence', lines.map(place))]),
  ];
}

/**
 * OTLP's JSON form of log records (`ExportLogsServiceRequest`), one record a finding, for a collector's OTLP/HTTP receiver. Times are ns
 * since the Unix epoch: `timeUnixNano` when it began, `observedTimeUnixNano` when the report was made.
 */
export function* renderOtlp(document: ReportDocument): Generator<string> {
  const tree = createFindingTree(document);
  const observed = nanoseconds(Date.parse(document.generatedAt) * 1000);
  const hosts = [...new Set(document.sources.flatMap(({ host }) => host ?? []))];
  const [host, ...otherHosts] = hosts;
  const logRecords = document.findings.map((finding) => {
    const [severityNumber, severityText] = SEVERITY[finding.severity];
    const lines = decisiveEvidence(finding, tree.partsOf(finding), 8).map(({ evidence }) => evidence);
    return {
      timeUnixNano: nanoseconds(finding.from),
      observedTimeUnixNano: observed,
      severityNumber,
      severityText,
      body: { stringValue: finding.summary === '' ? finding.title : `${finding.title}. ${finding.summary}` },
      attributes: attributes(finding, lines),
      eventName: 'docklog.finding',
    };
  });
  const resource = {
    attributes: [
      text('service.name', 'docklog'),
      ...(host === undefined || otherHosts.length > 0 ? [] : [text('host.name', host)]),
    ],
  };
  const scope = { name: 'docklog', version: document.docklogVersion };
  yield `${safeJson({ resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords }] }] }, 2)}\n`;
}
