/** The library: everything that users may rely on. Types come with the functions that use them. */
export { analyze, type AnalyzeOptions } from './analyze.js';
export { civilToUtc, createZoneOffset, type ZoneOffset } from './clocks/zone-offset.js';
export { DIAGNOSTIC_CODES, type DiagnosticCode } from './core/diagnostic.js';
export { DocklogError, type DocklogErrorCode } from './core/docklog-error.js';
export { DEFAULT_LIMITS, type Limits } from './core/limits.js';
export type { EnvelopeFormat, LogFormat, PayloadFormat } from './core/log-format.js';
export { SEVERITIES, type Severity } from './core/pattern.js';
export type * from './core/report-document.js';
export { filterFindings, type FindingFilter } from './document/filter-findings.js';
export { FORMATS } from './formats/index.js';
export { PATTERN_SCHEMA } from './generated/pattern-schema.js';
export { DOCKLOG_VERSION } from './generated/version.js';
export { builtinSignatures } from './builtin-signatures.js';
export { parseRecordBatches, parseRecords, type ParsedRecord, type ParseOptions, type ParseSummary } from './parse.js';
export { checkPatterns, loadPatterns } from './pattern-files.js';
export { draftFromLine, explainLine, type LineExplanation } from './explain-line.js';
export { explainLineText } from './explain-line-text.js';
export { patternCoverage, type Coverage } from './patterns/coverage.js';
export { explainSignature } from './patterns/explain.js';
export type { PatternProblem } from './patterns/load.js';
export type { RawSignature } from './patterns/raw-signature.js';
export { render, type ReportOptions } from './render-report.js';
export { redactDocument } from './redact/redact-document.js';
export { createRedactor, type KnownName, type LedgerEntry, type Redactor } from './redact/redactor.js';
export {
  RENDER_FORMATS,
  renderFormatOf,
  renderView,
  type RenderFormat,
  type RenderOptions,
  type View,
} from './render/index.js';
export type { Input, InputData } from './sources/open-input.js';
