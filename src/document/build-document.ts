import type {
  ClockSummary,
  DumpSummary,
  Evidence,
  Finding,
  NoveltySummary,
  ReportDocument,
  SourceSummary,
} from '../core/report-document.js';
import type { Language, Translation } from '../core/language.js';
import { SCHEMA_VERSION } from '../core/report-document.js';
import type { Limits } from '../core/limits.js';
import type { RankedFinding, RawEvaluation } from '../core/raw-finding.js';
import type { EvidenceLine, PlacedSignal } from '../core/signal.js';
import type { SourceScan } from '../core/source.js';
import type { PlacedTime, Stamp } from '../core/stamp.js';
import type { VersionVerdict } from '../core/version.js';
import { US_PER_MINUTE } from '../core/units.js';
import type { Position, SourceId } from '../core/position.js';
import { buildTimeline } from './build-timeline.js';
import { countDiagnostics } from './count-diagnostics.js';
import { openRequests } from './open-requests.js';
import { fillCommand, fillText, type TemplateValues } from './fill-template.js';

/** Everything that the stages before found out. */
export interface DocumentInput {
  readonly scans: readonly SourceScan[];
  readonly clocks: readonly {
    readonly summary: ClockSummary;
    place(stamp: Stamp, line: number): PlacedTime | undefined;
  }[];
  readonly findings: readonly RankedFinding[];
  readonly evaluations: readonly RawEvaluation[];
  /** What the versions in the logs say of a finding. */
  readonly versionsOf: (finding: RankedFinding) => readonly VersionVerdict[];
  /** What was new, with its place; absent if it was not searched for. */
  readonly novelties?: readonly NoveltyInput[];
  readonly limits: Limits;
  /** Whether a time lies outside of the period that was asked for. */
  readonly isOutside: (time: PlacedTime) => boolean;
  readonly docklogVersion: string;
  readonly generatedUs: number;
  readonly seconds: number;
  readonly partial: boolean;
  /** Language of the texts of findings, and those texts by signature id; English where there are none. */
  readonly language?: Language;
  readonly translations?: ReadonlyMap<string, Translation>;
}

/** A novelty as it is found. */
type NoveltyInput = Omit<NoveltySummary, 'source' | 'line' | 'offset' | 'time' | 'text'> & {
  readonly position: Position;
  readonly example: string;
  readonly firstUs?: number;
};

const MAX_TEXT = 2_000;
const MAX_ENTITY_VALUES = 50;

export function buildDocument(input: DocumentInput): ReportDocument {
  const { scans } = input;
  const names = new Map<SourceId, string>(scans.map((scan) => [scan.source, scan.name]));
  const clocks = new Map(scans.map(({ source }, index) => [source, input.clocks[index]]));
  // A signal stands for all its lines, the first of which sets its time.
  const timeOfLine = ({ time, evidence }: PlacedSignal, { record }: EvidenceLine): PlacedTime | undefined => {
    if (record === evidence[0]?.record || record.time.kind === 'none') return time;
    return clocks.get(record.position.source)?.place(record.time, record.position.line) ?? time;
  };
  const findings = input.findings.map((finding) => describeFinding(finding, { ...input, names, timeOfLine }));
  const open = openRequests(scans, input.clocks);
  const { timeline, leftOut } = buildTimeline({ ...input, openRequests: open });
  return {
    schemaVersion: SCHEMA_VERSION,
    docklogVersion: input.docklogVersion,
    generatedAt: new Date(input.generatedUs / 1000).toISOString(),
    ...(input.partial ? { partial: true } : {}),
    ...(input.language === undefined || input.language === 'en' ? {} : { language: input.language }),
    sources: scans.map((scan, index) => describeSource(scan, input.clocks[index])),
    findings,
    evaluations: input.evaluations.map(({ id, because }) => ({ id, outcome: 'not-evaluated', because })),
    ...(input.novelties === undefined
      ? {}
      : { novelties: input.novelties.map((novelty) => describeNovelty(novelty, names)) }),
    timeline,
    ...(leftOut === 0 ? {} : { timelineLeftOut: leftOut }),
    ...(open.length === 0 ? {} : { openRequests: open }),
    dumps: scans.flatMap((scan, index) => describeDumps(scan, input.clocks[index])),
    stats: {
      bytes: sum(scans, 'bytes'),
      lines: sum(scans, 'lines'),
      records: sum(scans, 'records'),
      candidates: sum(scans, 'candidates'),
      seconds: input.seconds,
    },
  };
}

function sum(scans: readonly SourceScan[], field: 'bytes' | 'lines' | 'records' | 'candidates'): number {
  return scans.reduce((total, scan) => total + scan[field], 0);
}

// --- findings

interface FindingInput extends DocumentInput {
  readonly names: ReadonlyMap<SourceId, string>;
  readonly timeOfLine: (signal: PlacedSignal, line: EvidenceLine) => PlacedTime | undefined;
}

function describeFinding(finding: RankedFinding, input: FindingInput): Finding {
  const { signature, signals } = finding;
  const told = input.translations?.get(signature.id);
  const language = told === undefined ? 'en' : input.language;
  const inLanguage = (text: string): string => told?.confirm?.[signature.confirm.indexOf(text)] ?? text;
  const prevent = told?.prevent ?? signature.prevent;
  const versions = input.versionsOf(finding);
  const entities = collectEntities(signals);
  const values: TemplateValues = { ...collectValues(signals), ...entities, count: [String(finding.count)] };
  const times = signals.flatMap(timeOf);
  const first =
    (finding.anchor === undefined ? undefined : timeOf(finding.anchor)[0]) ??
    times.reduce<(typeof times)[number] | undefined>(
      (a, b) => (a === undefined || b.beganUs < a.beganUs ? b : a),
      undefined,
    );
  const to = times.reduce<number | undefined>((a, b) => (a === undefined || b.us > a ? b.us : a), undefined);
  return {
    key: finding.key,
    id: signature.id,
    title: told?.title ?? signature.title,
    severity: signature.severity,
    confidence: Math.round(Math.min(1, finding.confidence) * 100) / 100,
    confidenceReasons: finding.reasons,
    summary: fillText(told?.summary ?? signature.summary, values, language),
    ...(first === undefined || to === undefined ? {} : { from: Math.round(first.beganUs), to: Math.round(to) }),
    ...(first === undefined
      ? {}
      : { uncertainty: Math.round(first.uncertaintyUs + (first.waits ? 2 * US_PER_MINUTE : 0)) }),
    timeBasis: first?.basis ?? 'none',
    count: finding.count,
    entities,
    evidence: collectEvidence(signals, input),
    cause: told?.cause ?? signature.cause,
    impact: told?.impact ?? signature.impact,
    remedy: signature.remedy.map((step, index) => {
      const { text = step.text, risk = step.risk } = told?.remedy[index] ?? {};
      return {
        text: fillText(text, values, language),
        ...(step.command === undefined ? {} : { command: fillCommand(step.command, values) }),
        ...(risk === undefined ? {} : { risk }),
      };
    }),
    ...(prevent === undefined ? {} : { prevent: fillText(prevent, values, language) }),
    fixedIn: signature.fixedIn,
    ...(versions.length === 0 ? {} : { versions }),
    references: signature.references,
    causedBy: finding.causedBy,
    parts: finding.parts,
    missing: [...new Set(finding.missing)].map(inLanguage),
    ...(finding.against === undefined || finding.against.length === 0
      ? {}
      : { against: [...new Set(finding.against)].map((text) => fillText(text, values)) }),
    ...(finding.decidedBy === undefined
      ? {}
      : { decidedBy: { ...finding.decidedBy, text: inLanguage(finding.decidedBy.text) } }),
  };
}

/** When what a signal shows began, as far as its source could be placed. */
function timeOf({ time, waitMinutes }: PlacedSignal): (PlacedTime & { beganUs: number; waits: boolean })[] {
  if (time === undefined) return [];
  return [{ ...time, beganUs: time.us - (waitMinutes?.max ?? 0) * US_PER_MINUTE, waits: waitMinutes !== undefined }];
}

function collectEntities(signals: readonly PlacedSignal[]): Record<string, readonly string[]> {
  const entities: Record<string, string[]> = {};
  for (const signal of signals) {
    for (const { kind, value } of signal.entities) {
      const values = (entities[kind] ??= []);
      if (values.length >= MAX_ENTITY_VALUES || values.includes(value)) continue;
      if (kind === 'container' && replaceShorter(values, value)) continue;
      values.push(value);
    }
  }
  return entities;
}

/** A short container id and its long form are one; the long form stays. Returns true if `value` needs no place of its own. */
function replaceShorter(values: string[], value: string): boolean {
  const index = values.findIndex((other) => other.startsWith(value) || value.startsWith(other));
  if (index < 0) return false;
  if (value.length > (values[index]?.length ?? 0)) values[index] = value;
  return true;
}

function collectValues(signals: readonly PlacedSignal[]): Record<string, readonly string[]> {
  const values: Record<string, string[]> = {};
  for (const signal of signals) {
    for (const [name, value] of Object.entries(signal.values)) {
      const list = (values[name] ??= []);
      if (list.length < MAX_ENTITY_VALUES && !list.includes(value)) list.push(value);
    }
  }
  return values;
}

/** Evidence in time order, spread over the signatures that take part, so that no noisy one crowds out the others. */
function collectEvidence(
  signals: readonly PlacedSignal[],
  { names, timeOfLine, limits: { maxEvidence } }: FindingInput,
): Evidence[] {
  const queues = new Map<string, Evidence[]>();
  const seen = new Set<string>();
  for (const signal of signals) {
    const queue = queues.get(signal.id) ?? [];
    queues.set(signal.id, queue);
    for (const line of signal.evidence) {
      const { source, line: number, offset } = line.record.position;
      const place = `${source}:${number}:${line.text}`;
      if (seen.has(place)) continue;
      seen.add(place);
      const time = timeOfLine(signal, line);
      queue.push({
        source: names.get(source) ?? '',
        line: number,
        offset,
        ...(time === undefined ? {} : { time: Math.round(time.us) }),
        role: line.role,
        text: line.text.slice(0, MAX_TEXT),
      });
    }
  }
  const chosen: Evidence[] = [];
  const lists = [...queues.values()];
  for (let round = 0; chosen.length < maxEvidence && lists.some((list) => round < list.length); round++) {
    for (const list of lists) {
      const evidence = list[round];
      if (evidence !== undefined && chosen.length < maxEvidence) chosen.push(evidence);
    }
  }
  return chosen.sort(
    (a, b) =>
      (a.time ?? Number.MAX_SAFE_INTEGER) - (b.time ?? Number.MAX_SAFE_INTEGER) ||
      (a.source < b.source ? -1 : a.source > b.source ? 1 : a.line - b.line),
  );
}

function describeNovelty(novelty: NoveltyInput, names: ReadonlyMap<SourceId, string>): NoveltySummary {
  const { position, firstUs, kind, gravity, program, template, example, count, why } = novelty;
  return {
    source: names.get(position.source) ?? '',
    line: position.line,
    offset: position.offset,
    ...(firstUs === undefined ? {} : { time: Math.round(firstUs) }),
    kind,
    gravity,
    program,
    template,
    text: example,
    count,
    why,
  };
}

// --- sources

function describeSource(scan: SourceScan, clock: DocumentInput['clocks'][number] | undefined): SourceSummary {
  const { civil, wall, monotonic } = scan.observations;
  const placed: number[] = [];
  const see = (stamp: Stamp | undefined, line: number): void => {
    const time = stamp === undefined ? undefined : clock?.place(stamp, line);
    if (time !== undefined) placed.push(Math.round(time.us));
  };
  see(civil?.first.stamp, civil?.first.line ?? 0);
  see(civil?.last.stamp, civil?.last.line ?? 0);
  if (wall !== undefined) placed.push(wall.fromUs, wall.toUs);
  if (civil === undefined && wall === undefined && monotonic !== undefined) {
    see({ kind: 'monotonic', us: monotonic.fromUs, resolutionUs: 1 }, 0);
    see({ kind: 'monotonic', us: monotonic.toUs, resolutionUs: 1 }, Number.MAX_SAFE_INTEGER);
  }
  return {
    name: scan.name,
    format: scan.format,
    bytes: scan.bytes,
    lines: scan.lines,
    records: scan.records,
    ...(placed.length === 0 ? {} : { from: Math.min(...placed), to: Math.max(...placed) }),
    ...(scan.host === undefined ? {} : { host: scan.host }),
    clock: clock?.summary ?? { basis: 'none', method: 'no stamps' },
    notUnderstood: scan.notUnderstood,
    diagnostics: countDiagnostics(scan.diagnostics),
  };
}

// --- dumps

function describeDumps(scan: SourceScan, clock: DocumentInput['clocks'][number] | undefined): DumpSummary[] {
  return scan.dumps.map(({ dump, head }) => {
    const time = clock?.place(head.time, head.position.line)?.us;
    const since = (minutes: number): { since?: number } =>
      time === undefined || minutes === 0 ? {} : { since: Math.round(time - minutes * US_PER_MINUTE) };
    return {
      source: scan.name,
      line: dump.line,
      program: dump.program,
      ...(time === undefined ? {} : { time: Math.round(time) }),
      total: dump.total,
      frames: dump.frameCount,
      longestWaitMinutes: dump.longestWaitMinutes,
      groups: dump.groups
        .filter(({ idle }) => !idle)
        .slice(0, 50)
        .map((group) => ({
          state: group.state,
          count: group.count,
          minWaitMinutes: group.minWaitMinutes,
          maxWaitMinutes: group.maxWaitMinutes,
          ...since(group.maxWaitMinutes),
          ...(group.activity === undefined ? {} : { activity: group.activity }),
          ...(group.entry === undefined ? {} : { entry: group.entry }),
          stack: group.frames.slice(0, 30).map((frame) => frame.function),
          ids: group.ids.slice(0, 20),
        })),
      locks: dump.locks.slice(0, 20).map((lock) => ({
        address: lock.address,
        kind: lock.kind,
        waiters: lock.waiters,
        ...since(lock.maxWaitMinutes),
        ...(lock.holder === undefined
          ? {}
          : {
              holder: {
                goroutine: lock.holder.goroutine,
                confidence: lock.holder.confidence,
                reasons: lock.holder.reasons,
              },
            }),
      })),
      cycles: dump.cycles,
    };
  });
}
