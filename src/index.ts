/** The library: everything that users may rely on. Types come with the functions that use them. */
export { analyze, type AnalysisPhase, type AnalyzeOptions } from './analyze.js';
export { civilToUtc, createZoneOffset, type ZoneOffset } from './clocks/zone-offset.js';
export type * from './core/clock-report.js';
export { DIAGNOSTIC_CODES, type DiagnosticCode } from './core/diagnostic.js';
export { DocklogError, type DocklogErrorCode } from './core/docklog-error.js';
export { DEFAULT_LIMITS, type Limits } from './core/limits.js';
export type { EnvelopeFormat, LogFormat, PayloadFormat } from './core/log-format.js';
export { SEVERITIES, type Severity } from './core/pattern.js';
export type * from './core/dump-details.js';
export type * from './core/goroutine-dump.js';
export type * from './core/report-document.js';
export { compareDumps } from './compare-dumps.js';
export { filterDumps, isNarrow, type DumpFilter } from './document/filter-dumps.js';
export { filterFindings, type FindingFilter } from './document/filter-findings.js';
export { selectTimeline, type TimelineSelection } from './document/select-timeline.js';
export { FORMATS } from './formats/index.js';
export { PATTERN_SCHEMA } from './generated/pattern-schema.js';
export { DOCKLOG_VERSION } from './generated/version.js';
export { builtinSignatures } from './builtin-signatures.js';
export { parseRecordBatches, parseRecords, type ParsedRecord, type ParseOptions, type ParseSummary } from './parse.js';
export { checkPatterns, loadPatterns } from './pattern-files.js';
export { describeClocks, type DescribeClocksOptions } from './describe-clocks.js';
export { renderClocks } from './render/clocks.js';
export { draftFromLine, explainLine, type LineExplanation } from './explain-line.js';
export { explainLineText } from './explain-line-text.js';
export { patternCoverage, type Coverage } from './patterns/coverage.js';
export { explainSignature } from './patterns/explain.js';
export type { PatternProblem } from './patterns/load.js';
export type { RawSignature } from './patterns/raw-signature.js';
export { readEvidenceContext, type SourceContext } from './evidence-context.js';
export { render, type ReportOptions } from './render-report.js';
export { namesOf, redactDocument } from './redact/redact-document.js';
export { createRedactor, type KnownName, type LedgerEntry, type Redactor } from './redact/redactor.js';
export {
  RENDER_FORMATS,
  renderFormatOf,
  renderView,
  type RenderFormat,
  type RenderOptions,
  type View,
} from './render/index.js';
export {
  COMPARISON_FORMATS,
  DUMP_FORMATS,
  renderComparisons,
  renderDumps,
  type ComparisonFormat,
  type DumpFormat,
  type DumpRenderOptions,
} from './render/goroutines/index.js';
export { parseGoroutineDumpStream } from './parse-dump-stream.js';
export { readDumps, type ReadDumpsOptions } from './read-dumps.js';
export {
  diffDumps,
  groupGoroutines,
  parseGoroutineDump,
  parseGoroutineDumps,
  waitGraph,
  type DumpDifference,
  type GroupChange,
  type ReadDump,
} from './reports/goroutines/index.js';
export { renderTimeline, TIMELINE_FORMATS, type TimelineFormat } from './render/timeline-output.js';
export type { Input, InputData } from './sources/open-input.js';
