import type { ReportFormat } from '../core/multi-line-report.js';
import { goCrashFormat } from './go-crash.js';
import { goroutineDumpFormat } from './goroutine-dump.js';
import { kernelTraceFormat } from './kernel-trace.js';
import { oomReportFormat } from './oom.js';

/** All kinds of multi-line reports. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  oomReportFormat,
  kernelTraceFormat,
  goCrashFormat,
  goroutineDumpFormat,
];

export { goroutineDumpFormat };
