import type { Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { Severity } from '../core/pattern.js';
import type { Evidence, Finding, ReportDocument } from '../core/report-document.js';
import { decisiveEvidence, storyOf } from './decisive-evidence.js';
import { createFindingTree } from './finding-tree.js';
import { safeJson } from './sanitize.js';
import { rfc3339 } from './times.js';

/** SARIF has no word for critical; the document's own word is among the properties. */
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** A source's name as a relative URI reference; what is no character of a URI is encoded. */
function uriOf(name: string): string {
  const encoded = name
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  // The first segment must not look like a scheme or a host.
  return encoded.startsWith('//') ? `.${encoded}` : encoded;
}

function location(evidence: Evidence): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(evidence.source) },
      region: { startLine: Math.max(1, evidence.line), snippet: { text: evidence.text } },
    },
    message: { text: evidence.role },
  };
}

function rule(finding: Finding): ReportingDescriptor {
  const steps = finding.remedy.map((step) => [step.text, step.command, step.risk && `Risk: ${step.risk}`]);
  const help = steps.map((step, index) => `${index + 1}. ${step.filter(Boolean).join('\n')}`).join('\n');
  const helpUri = finding.references.find((url) => /^https?:\/\/\S+$/.test(url));
  return {
    id: finding.id,
    shortDescription: { text: finding.title },
    fullDescription: { text: finding.cause === '' ? finding.title : finding.cause },
    help: { text: help === '' ? finding.title : help },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: LEVELS[finding.severity] },
  };
}

/** SARIF 2.1.0: a result for each finding with its evidence as places, a notification for what could not be judged. */
export function* renderSarif(document: ReportDocument): Generator<string> {
  const tree = createFindingTree(document);
  const rules = new Map<string, Finding>();
  for (const finding of document.findings) if (!rules.has(finding.id)) rules.set(finding.id, finding);
  const indexes = new Map([...rules.keys()].map((id, index) => [id, index]));

  const results = document.findings.map((finding): Result => {
    const parts = tree.partsOf(finding);
    const decisive = decisiveEvidence(finding, parts, 8).map((line) => line.evidence);
    const [main, ...others] = decisive;
    const from = finding.from === undefined ? '' : rfc3339(finding.from);
    return {
      ruleId: finding.id,
      ruleIndex: indexes.get(finding.id) ?? 0,
      level: LEVELS[finding.severity],
      kind: 'fail',
      rank: Math.min(100, Math.max(0, finding.confidence * 100)),
      message: { text: finding.summary === '' ? finding.title : `${finding.title}. ${finding.summary}` },
      locations: main === undefined ? [] : [location(main)],
      relatedLocations: others.map(location),
      properties: {
        key: finding.key,
        severity: finding.severity,
        confidence: finding.confidence,
        causedBy: finding.causedBy,
        evidenceLines: storyOf(finding, parts).length,
        ...(from === '' ? {} : { from }),
      },
    };
  });
  const troubles = document.sources.flatMap((source) =>
    source.diagnostics.map((diagnostic): Notification => ({
      descriptor: { id: diagnostic.code },
      level: diagnostic.severity === 'info' ? 'note' : diagnostic.severity,
      message: { text: diagnostic.text },
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(source.name) } } }],
    })),
  );
  const unjudged = document.evaluations.map((evaluation): Notification => ({
    descriptor: { id: evaluation.id },
    level: 'note',
    message: { text: `not evaluated: ${evaluation.because}` },
  }));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'docklog', version: document.docklogVersion, rules: [...rules.values()].map(rule) },
        },
        invocations: [
          {
            executionSuccessful: document.partial !== true,
            endTimeUtc: document.generatedAt,
            toolExecutionNotifications: [...troubles, ...unjudged],
          },
        ],
        results,
      },
    ],
  };
  yield `${safeJson(log, 2)}\n`;
}
