import type { GoroutineDump, GoroutineGroup, LockConvoy } from '../core/goroutine-dump.js';
import type { Entity } from '../core/entity.js';
import type { MultiLineReport, ReportLine } from '../core/multi-line-report.js';
import type { ConvoyMatch, FactCondition, GoroutineMatch, Match, ReportMatch, Signature } from '../core/pattern.js';
import type { EvidenceLine, Signal } from '../core/signal.js';
import { evidenceRecord, evidenceText } from './evidence-text.js';

type Facts = MultiLineReport['facts'];

/** The signal that a signature's report, goroutine and convoy patterns make of one report, if any. */
export function matchReport(signature: Signature, report: MultiLineReport): Signal | undefined {
  for (const match of signature.match) {
    const signal = matchOne(signature, match, report);
    if (signal !== undefined) return { ...signal, certainty: signal.certainty * match.certainty };
  }
  return undefined;
}

function matchOne(signature: Signature, match: Match, report: MultiLineReport): Signal | undefined {
  switch (match.on) {
    case 'record':
      return undefined;
    case 'report':
      return match.report === report.kind && holds(match, report.facts)
        ? factSignal(signature, match, report)
        : undefined;
    case 'goroutines':
      return report.kind === 'goroutine-dump' ? goroutineSignal(signature, match, report.dump, report) : undefined;
    case 'convoy':
      return report.kind === 'goroutine-dump' ? convoySignal(signature, match, report.dump, report) : undefined;
  }
}

function holds(match: ReportMatch, facts: Facts): boolean {
  for (const [name, conditions] of Object.entries(match.where)) {
    if (!conditions.some((condition) => holdsFor(condition, facts[name]))) return false;
  }
  for (const [name, conditions] of Object.entries(match.not)) {
    if (conditions.some((condition) => holdsFor(condition, facts[name]))) return false;
  }
  return true;
}

function holdsFor(condition: FactCondition, fact: Facts[string] | undefined): boolean {
  if (fact === undefined) return false;
  switch (condition.test) {
    case 'equals':
      return fact === condition.value;
    case 'matches':
      return condition.regex.test(String(fact));
    case 'atLeast':
      return typeof fact === 'number' && fact >= condition.value;
    case 'atMost':
      return typeof fact === 'number' && fact <= condition.value;
  }
}

function factSignal(signature: Signature, match: ReportMatch, report: MultiLineReport): Signal {
  if (report.kind === 'goroutine-dump') {
    const special = dumpSignal(signature, match, report.dump, report);
    if (special !== undefined) return special;
  }
  const lines = report.lines.filter((line) => match.roles.length === 0 || match.roles.includes(line.role));
  return { ...reportSignal(signature, report), evidence: (lines.length > 0 ? lines : report.lines).map(asRead) };
}

/** Goroutines of one ring, and groups of leaked goroutines, that are shown. */
const MAX_SHOWN = 5;

/** What a pattern on rings of locks or on leaked goroutines rests on, instead of the dump's first line. */
function dumpSignal(
  signature: Signature,
  match: ReportMatch,
  dump: GoroutineDump,
  report: MultiLineReport,
): Signal | undefined {
  if ('cycles' in match.where) return ringSignal(signature, dump, report);
  const isGrowth = 'growing' in match.where;
  if (!isGrowth && !('leaked' in match.where)) return undefined;
  const groups = isGrowth ? dump.groups : dump.groups.filter(({ example }) => example.leaked === true);
  if (groups.length === 0) return undefined;
  const role = isGrowth ? 'goroutines that become more from dump to dump' : 'leaked goroutines';
  return {
    ...reportSignal(signature, report),
    evidence: groups.slice(0, MAX_SHOWN).map((group) => groupEvidence(group, role, report)),
    weight: groups.reduce((sum, { count }) => sum + count, 0),
  };
}

/** The shortest ring of goroutines each of which holds what the one before it waits for. */
function ringSignal(signature: Signature, dump: GoroutineDump, report: MultiLineReport): Signal | undefined {
  const ring = [...dump.cycles].sort((a, b) => a.length - b.length)[0];
  if (ring === undefined) return undefined;
  const groups = ring.flatMap((id) => dump.groups.find((group) => group.ids.includes(id)) ?? []);
  const locks = dump.locks.filter(({ holder }) => holder !== undefined && ring.includes(holder.goroutine));
  const waits = groups.map((group) => group.maxWaitMinutes);
  return {
    ...reportSignal(signature, report),
    evidence: [...new Set(groups)].slice(0, MAX_SHOWN).map((group) => groupEvidence(group, 'part of the ring', report)),
    entities: [
      ...withRecordEntities(report),
      ...locks.map(({ address }): Entity => ({ kind: 'lock', value: address })),
    ],
    values: { ...reportValues(report), text: `goroutines ${ring.join(', ')} wait for each other's locks` },
    ...(waits.length === 0 ? {} : { waitMinutes: { min: Math.min(...waits), max: Math.max(...waits) } }),
  };
}

/** The line with its stamp, as it stands in the source; one line of a longer record stays as the report has it. */
function asRead({ record, role, text }: ReportLine): EvidenceLine {
  return {
    record: evidenceRecord(record),
    role,
    text: record.raw.includes('\n') ? text : evidenceText(record, text.trim()),
  };
}

function goroutineSignal(
  signature: Signature,
  match: GoroutineMatch,
  dump: GoroutineDump,
  report: MultiLineReport,
): Signal | undefined {
  if (match.programs.length > 0 && !match.programs.includes(dump.program)) return undefined;
  const groups = dump.groups.filter((group) => matchesGroup(match, group));
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  if (groups.length === 0 || count < match.minCount) return undefined;
  // The oldest wait of a matching group; the youngest of those that waited long enough.
  const max = Math.max(...groups.map((group) => group.maxWaitMinutes));
  const min = Math.max(match.minMinutes, Math.min(...groups.map((group) => group.minWaitMinutes)));
  return {
    ...reportSignal(signature, report),
    evidence: groups.slice(0, 3).map((group) => groupEvidence(group, match.role, report)),
    waitMinutes: { min: Math.min(min, max), max },
    weight: count,
    values: { ...reportValues(report), goroutines: String(count), minutes: String(max) },
  };
}

function matchesGroup(match: GoroutineMatch, group: GoroutineGroup): boolean {
  if (group.maxWaitMinutes < match.minMinutes) return false;
  if (match.states.length > 0 && !match.states.includes(group.state)) return false;
  let wanted = 0;
  for (const frame of group.frames) {
    if (match.notFrames.some((part) => frame.function.includes(part))) return false;
    const alternatives = match.frames[wanted];
    if (alternatives?.some((part) => frame.function.includes(part))) wanted++;
  }
  return wanted === match.frames.length;
}

function convoySignal(
  signature: Signature,
  match: ConvoyMatch,
  dump: GoroutineDump,
  report: MultiLineReport,
): Signal | undefined {
  if (match.programs.length > 0 && !match.programs.includes(dump.program)) return undefined;
  const convoys = dump.locks.filter((lock) => matchesConvoy(match, lock));
  const worst = [...convoys].sort((a, b) => b.waiters - a.waiters)[0];
  if (worst === undefined) return undefined;
  const entities: Entity[] = [...report.entities, { kind: 'lock', value: worst.address }];
  const values: Record<string, string> = {
    ...reportValues(report),
    waiters: String(worst.waiters),
    minutes: String(worst.maxWaitMinutes),
    callSite: worst.callSite,
  };
  if (worst.holder !== undefined) {
    values['holder'] = String(worst.holder.goroutine);
    values['holderWaitsFor'] = worst.holder.waitsFor;
  }
  return {
    ...reportSignal(signature, report),
    evidence: convoyEvidence(worst, dump, report),
    entities,
    values,
    waitMinutes: { min: worst.minWaitMinutes, max: worst.maxWaitMinutes },
    weight: worst.waiters,
  };
}

function matchesConvoy(match: ConvoyMatch, lock: LockConvoy): boolean {
  if (lock.waiters < match.minWaiters || lock.maxWaitMinutes < match.minMinutes) return false;
  const { waitsFor } = lock.holder ?? { waitsFor: '' };
  if (match.holderWaitsFor.length > 0 && !match.holderWaitsFor.some((part) => waitsFor.includes(part))) return false;
  return match.callSites.length === 0 || match.callSites.some((part) => lock.callSite.includes(part));
}

function convoyEvidence(lock: LockConvoy, dump: GoroutineDump, report: MultiLineReport): EvidenceLine[] {
  const waiting = new Set(lock.waiterIds);
  const evidence: EvidenceLine[] = [];
  const group = dump.groups.find((candidate) => candidate.ids.some((id) => waiting.has(id)));
  if (group !== undefined) evidence.push(groupEvidence(group, 'waiters', report));
  const holder = lock.holder;
  if (holder !== undefined) {
    const held = dump.groups.find((candidate) => candidate.ids.includes(holder.goroutine));
    if (held !== undefined) evidence.push(groupEvidence(held, 'likely holder', report));
  }
  return evidence.length > 0
    ? evidence
    : [{ record: evidenceRecord(report.head), role: 'dump', text: report.head.raw }];
}

/** A dump's evidence is a goroutine's header with its telling frames on one line, placed at the header's line. */
function groupEvidence(group: GoroutineGroup, role: string, report: MultiLineReport): EvidenceLine {
  const { example } = group;
  const wait = example.waitMinutes === undefined ? '' : `, ${example.waitMinutes} minutes`;
  const more = group.count > 1 ? ` (${group.count} alike)` : '';
  const frames = group.frames.filter((frame) => !/^(?:runtime|sync|internal\/sync|syscall)\./.test(frame.function));
  const stack = (frames.length > 0 ? frames : group.frames)
    .slice(0, 5)
    .map((frame) => shortFunction(frame.function))
    .join(' < ');
  const text = `goroutine ${example.id} [${example.state}${wait}]${more}: ${stack}`;
  const position = { ...report.head.position, line: example.line };
  return { record: { ...evidenceRecord(report.head), position }, role, text };
}

/** `github.com/docker/docker/daemon.(*Daemon).Containers` as `daemon.(*Daemon).Containers`. */
function shortFunction(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function reportSignal(signature: Signature, report: MultiLineReport): Signal {
  return {
    id: signature.id,
    evidence: [],
    entities: withRecordEntities(report),
    values: reportValues(report),
    stamp: report.head.time,
    weight: 1,
    certainty: report.truncated ? 0.9 : 1,
  };
}

function reportValues(report: MultiLineReport): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(report.facts)) values[name] = String(value);
  return values;
}

function withRecordEntities(report: MultiLineReport): readonly Entity[] {
  const entities = [...report.entities];
  const { host, bootId } = report.head;
  if (host !== undefined && !entities.some((entity) => entity.kind === 'host'))
    entities.push({ kind: 'host', value: host });
  if (bootId !== undefined) entities.push({ kind: 'boot', value: bootId });
  return entities;
}
