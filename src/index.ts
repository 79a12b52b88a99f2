/** The library: everything that users may rely on. Types come with the functions that use them. */
export { analyze, type AnalysisPhase, type AnalyzeOptions } from './analyze.js';
export { analyzeLive, type LiveEvent, type LiveNoteCode, type LiveOptions } from './analyze-live.js';
export type { LiveFinding } from './live-findings.js';
export { civilToUtc, createZoneOffset, type ZoneOffset } from './clocks/zone-offset.js';
export type * from './core/clock-report.js';
export { DIAGNOSTIC_CODES, type Diagnostic, type DiagnosticCode } from './core/diagnostic.js';
export { DocklogError, type DocklogErrorCode } from './core/docklog-error.js';
export { LANGUAGES, type Language, type Translation } from './core/language.js';
export { DEFAULT_LIMITS, type Limits } from './core/limits.js';
export type {
  EnvelopeFormat,
  LineParser,
  LogFormat,
  ParserOptions,
  Payload,
  PayloadFormat,
} from './core/log-format.js';
export { SEVERITIES, type RemedyStep, type Severity } from './core/pattern.js';
export type * from './core/dump-details.js';
export type * from './core/report-document.js';
export type { EntityKind } from './core/entity.js';
export type { FieldValue, LogRecord, Origin } from './core/log-record.js';
export type { Position } from './core/position.js';
export type { Stamp, TimeBasis } from './core/stamp.js';
export type { AffectedRange, VersionedProgram } from './core/version.js';
export { compareDumps } from './compare-dumps.js';
export { filterDumps, isNarrow, type DumpFilter } from './document/filter-dumps.js';
export { filterFindings, type FindingFilter } from './document/filter-findings.js';
export { selectTimeline, type TimelineSelection } from './document/select-timeline.js';
export { FORMATS } from './formats/index.js';
export { PATTERN_SCHEMA } from './generated/pattern-schema.js';
export { DOCKLOG_VERSION } from './generated/version.js';
export { builtinSignatures } from './builtin-signatures.js';
export { parseRecordBatches, parseRecords, type ParsedRecord, type ParseOptions, type ParseSummary } from './parse.js';
export { loadTranslations, translateSignature, type Translations } from './translations.js';
export { checkPatterns, loadPatterns } from './pattern-files.js';
export { describeClocks, type DescribeClocksOptions } from './describe-clocks.js';
export { renderClocks } from './render/clocks.js';
export {
  draftFromLine,
  explainLine,
  type LineExplanation,
  type LineMatch,
  type MissReason,
  type NearMiss,
  type RecordExplanation,
} from './explain-line.js';
export { explainLineText } from './explain-line-text.js';
export { patternCoverage, type Coverage, type IdCoverage } from './patterns/coverage.js';
export type { DraftOptions } from './patterns/draft.js';
export { explainSignature } from './patterns/explain.js';
export type { PatternProblem } from './patterns/load.js';
export type { RawSignature } from './patterns/raw-signature.js';
export { readEvidenceContext, type SourceContext } from './evidence-context.js';
export { render, type ReportOptions } from './render-report.js';
export { namesOf, redactDocument } from './redact/redact-document.js';
export type { RedactedKind } from './redact/detectors.js';
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
export { readDumps, type ReadDumpsOptions } from './read-dumps.js';
export * from './goroutines.js';
export { renderLiveFinding, renderLiveJson } from './render/live.js';
export { escapeJson, forTerminal } from './render/sanitize.js';
export { renderTimeline, TIMELINE_FORMATS, type TimelineFormat } from './render/timeline-output.js';
export type { Input, InputData } from './sources/open-input.js';
