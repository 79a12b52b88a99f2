import type { Finding, ReportDocument } from '../core/report-document.js';
import { decisiveEvidence } from './decisive-evidence.js';
import { createFindingTree, type FindingTree } from './finding-tree.js';
import { forXml } from './sanitize.js';
import { rfc3339 } from './times.js';
import { confidenceWord, percent } from './words.js';

function details(tree: FindingTree, finding: Finding): string {
  const lines = [finding.summary, `${confidenceWord(finding.confidence)}, ${percent(finding.confidence)}`];
  for (const { evidence } of decisiveEvidence(finding, tree.partsOf(finding), 8)) {
    const moment = evidence.time === undefined ? '' : `${rfc3339(evidence.time)} `;
    lines.push(`${moment}${evidence.source}:${evidence.line} (${evidence.role}) ${evidence.text}`);
  }
  finding.remedy.forEach((step, index) => {
    lines.push(`${index + 1}. ${step.text}`);
    if (step.command !== undefined) lines.push(`   ${step.command}`);
    if (step.risk !== undefined) lines.push(`   Risk: ${step.risk}`);
  });
  return forXml(lines.filter((line) => line !== '').join('\n'));
}

/** A root cause at or above warning fails; notes and consequences pass with their text, so that causes count once. */
function testCase(tree: FindingTree, finding: Finding, fails: boolean): string {
  const open = `<testcase classname="docklog.${forXml(finding.id)}" name="${forXml(`${finding.key} ${finding.title}`)}">`;
  const body = fails
    ? `<failure type="${forXml(finding.severity)}" message="${forXml(finding.title)}">${details(tree, finding)}</failure>`
    : `<system-out>${details(tree, finding)}</system-out>`;
  return `    ${open}\n      ${body}\n    </testcase>\n`;
}

/** JUnit XML as build servers read it: root causes fail, what could not be judged is skipped. */
export function* renderJunit(document: ReportDocument): Generator<string> {
  const tree = createFindingTree(document);
  const roots = new Set(tree.roots);
  const fails = (finding: Finding): boolean => roots.has(finding) && finding.severity !== 'info';
  const failures = document.findings.filter(fails).length;
  const { length: skipped } = document.evaluations;
  const none = document.findings.length === 0 ? 1 : 0;
  const counts = `tests="${document.findings.length + skipped + none}" failures="${failures}" errors="0" skipped="${skipped}"`;
  const seconds = Number.isFinite(document.stats.seconds) ? document.stats.seconds.toFixed(3) : '0.000';
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n';
  yield `  <testsuite name="docklog" ${counts} time="${seconds}" timestamp="${forXml(document.generatedAt)}">\n`;
  if (none === 1) yield '    <testcase classname="docklog" name="nothing found"/>\n';
  for (const finding of document.findings) yield testCase(tree, finding, fails(finding));
  for (const evaluation of document.evaluations) {
    yield `    <testcase classname="docklog.${forXml(evaluation.id)}" name="${forXml(evaluation.id)}">\n      <skipped>${forXml(evaluation.because)}</skipped>\n    </testcase>\n`;
  }
  yield '  </testsuite>\n</testsuites>\n';
}
