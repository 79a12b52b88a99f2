import type { Diagnostic } from '../../core/diagnostic.js';
import type { Entity } from '../../core/entity.js';
import type { LogRecord } from '../../core/log-record.js';
import type { GoroutineDumpReport, ReportLine } from '../../core/multi-line-report.js';
import { withoutRecordLabels } from './labels.js';
import type { ReadDump } from './reader.js';

const CONTAINER_ID = /^[0-9a-f]{12,64}$/;

/**
 * The report of a dump; `first` is the record in which it begins. Facts beside those of the core: `crash` (a panic, fatal error or
 * signal began it), `profile` (pprof `debug=1`), `goVersion` where paths show it, `groups`, `damaged`, `leaked` (what the runtime itself
 * calls so), `convoyWaiters` (longest
 * queue), `convoyCallSite`, `holderWaitsFor`, `cycles`.
 */
export function buildReport(first: LogRecord, read: ReadDump): GoroutineDumpReport {
  const head = withoutRecordLabels(first);
  const { dump } = read;
  const convoy = dump.locks.reduce<(typeof dump.locks)[number] | undefined>(
    (best, lock) => (best === undefined || lock.waiters > best.waiters ? lock : best),
    undefined,
  );
  const entities: Entity[] = [];
  if (head.container !== undefined && CONTAINER_ID.test(head.container)) {
    entities.push({ kind: 'container', value: head.container });
  }
  return {
    kind: 'goroutine-dump',
    head,
    lines: reportLines(head, read),
    entities,
    facts: {
      program: dump.program,
      total: dump.total,
      longestWaitMinutes: dump.longestWaitMinutes,
      waiting: read.waiting,
      groups: dump.groups.length,
      crash: read.crash,
      ...(read.leaked > 0 ? { leaked: read.leaked } : {}),
      ...(read.profile ? { profile: true } : {}),
      ...(read.goVersion === undefined ? {} : { goVersion: read.goVersion }),
      ...(read.damaged > 0 ? { damaged: read.damaged } : {}),
      ...(convoy === undefined ? {} : { convoyWaiters: convoy.waiters, convoyCallSite: convoy.callSite }),
      ...(convoy?.holder === undefined ? {} : { holderWaitsFor: convoy.holder.waitsFor }),
      ...(dump.cycles.length > 0 ? { cycles: dump.cycles.length } : {}),
    },
    truncated: dump.truncated,
    dump,
  };
}

/** The first goroutine and, if there is one, the group that waits longest and not by design. */
function reportLines(head: LogRecord, { dump }: ReadDump): ReportLine[] {
  const lines: ReportLine[] = [];
  const first = dump.groups.find((group) => group.example.line === dump.line);
  if (first !== undefined) lines.push({ role: 'header', record: head, text: headerText(first) });
  let oldest: (typeof dump.groups)[number] | undefined;
  for (const group of dump.groups) {
    if (!group.idle && group.maxWaitMinutes > (oldest?.maxWaitMinutes ?? 0)) oldest = group;
  }
  if (oldest !== undefined && oldest !== first) {
    const record = { ...head, position: { ...head.position, line: oldest.example.line } };
    lines.push({ role: 'longest wait', record, text: headerText(oldest) });
  }
  return lines;
}

function headerText({ example }: ReadDump['dump']['groups'][number]): string {
  const wait = example.waitMinutes === undefined ? '' : `, ${example.waitMinutes} minutes`;
  return `goroutine ${example.id} [${example.state}${wait}${example.lockedToThread === true ? ', locked to thread' : ''}]:`;
}

/** What to say about a dump that could not be read as a whole. */
export function dumpDiagnostics(head: LogRecord, read: ReadDump): Diagnostic[] {
  const { source } = head.position;
  const diagnostics: Diagnostic[] = [];
  if (read.damaged > 0) {
    const line = read.damagedLines[0] ?? read.dump.line;
    const text = `${read.damaged} of ${read.dump.total} goroutines could be read in part only; the first is at line ${line}`;
    diagnostics.push({ code: 'goroutine-damaged', severity: 'warning', source, line, text });
  }
  if (read.skipped > 0) {
    const text = `the dump has ${read.skipped} goroutines more than are read (${read.dump.total})`;
    diagnostics.push({ code: 'limit-reached', severity: 'warning', source, line: read.dump.line, text });
  }
  if (read.overflowed) {
    const text = 'the dump has more distinct stacks or locks than are told apart; some were grouped by state alone';
    diagnostics.push({ code: 'limit-reached', severity: 'warning', source, line: read.dump.line, text });
  }
  if (read.dump.truncated && read.skipped === 0 && !read.overflowed) {
    const text = `the goroutine dump ends early; ${read.dump.total} goroutines of it were used`;
    diagnostics.push({ code: 'report-truncated', severity: 'info', source, line: read.dump.line, text });
  }
  return diagnostics;
}
