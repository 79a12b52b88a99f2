import type { Severity } from '../core/pattern.js';
import type { Finding, ReportDocument } from '../core/report-document.js';
import { decisiveEvidence } from './decisive-evidence.js';
import { createFindingTree } from './finding-tree.js';
import { forTerminal } from './sanitize.js';

const COMMANDS: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  critical: 'error',
  error: 'error',
  warning: 'warning',
  info: 'notice',
};
/** A step shows ten annotations of each kind; more are dropped by the service. */
const ANNOTATIONS = 10;

/** Data of a workflow command (actions/toolkit, packages/core/src/command.ts, escapeData). */
function data(text: string): string {
  return forTerminal(text).replace(/%/g, '%25');
}

/** A property of a workflow command; there `:` and `,` end the value. */
function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

function lineBreaks(lines: readonly string[]): string {
  return lines.map(data).join('%0A');
}

function annotation(finding: Finding, parts: readonly Finding[]): string {
  const lines = decisiveEvidence(finding, parts, 4).map(({ evidence }) => evidence);
  const [first] = lines;
  const place = first === undefined ? '' : `file=${property(first.source)},line=${Math.max(1, first.line)},`;
  const command = finding.remedy.find((step) => step.command !== undefined)?.command;
  const message = [
    finding.summary === '' ? finding.title : finding.summary,
    ...lines.map(({ source, line, text }) => `${source}:${line}: ${text.slice(0, 300)}`),
    ...(command === undefined ? [] : [`next: ${command}`]),
  ];
  return `::${COMMANDS[finding.severity]} ${place}title=${property(finding.title)}::${lineBreaks(message)}\n`;
}

/** Workflow commands of GitHub Actions, one a finding, what broke first at the top; the step summary takes the Markdown report. */
export function* renderGithub(document: ReportDocument): Generator<string> {
  const tree = createFindingTree(document);
  const left = { error: ANNOTATIONS, warning: ANNOTATIONS, notice: ANNOTATIONS };
  for (const finding of document.findings) {
    const command = COMMANDS[finding.severity];
    if (left[command] === 0) continue;
    left[command]--;
    yield annotation(finding, tree.partsOf(finding));
  }
  if (document.findings.length === 0) yield '::notice title=docklog::No known failure was recognised in this input.\n';
}
