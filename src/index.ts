/** The library: everything that users may rely on. Types come with the functions that use them. */
export { analyze, type AnalyzeOptions } from './analyze.js';
export { DIAGNOSTIC_CODES, type DiagnosticCode } from './core/diagnostic.js';
export { DocklogError, type DocklogErrorCode } from './core/docklog-error.js';
export { DEFAULT_LIMITS, type Limits } from './core/limits.js';
export { SEVERITIES, type Severity } from './core/pattern.js';
export type * from './core/report-document.js';
export { filterFindings, type FindingFilter } from './document/filter-findings.js';
export { PATTERN_SCHEMA } from './generated/pattern-schema.js';
export { DOCKLOG_VERSION } from './generated/version.js';
export { builtinSignatures } from './builtin-signatures.js';
export { checkPatterns, loadPatterns } from './pattern-files.js';
export { explainSignature } from './patterns/explain.js';
export type { PatternProblem } from './patterns/load.js';
export type { RawSignature } from './patterns/raw-signature.js';
export { render, RENDER_FORMATS, renderFormatOf, type RenderFormat, type RenderOptions } from './render/index.js';
export type { Input, InputData } from './sources/open-input.js';
