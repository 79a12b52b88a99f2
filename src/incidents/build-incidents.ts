import { SEVERITIES } from '../core/pattern.js';
import type { DecidingCommand, RankedFinding, RawFinding } from '../core/raw-finding.js';
import { comparePositions } from '../core/position.js';
import { sameEntity, type EntityKind } from '../core/entity.js';
import type { PlacedSignal } from '../core/signal.js';
import { US_PER_DAY, US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import { decidingCommand } from './deciding-command.js';
import { mergeSame } from './merge-same.js';

/** A consequence may begin this long after its cause. */
const MAX_DELAY_US = US_PER_DAY;
/** Stamps of whole seconds and late log lines can turn the order of two events around. */
const ORDER_SLACK_US = 2 * US_PER_SECOND;
/** The same for a wait that a goroutine dump shows. */
const WAIT_SLACK_US = 3 * US_PER_MINUTE;
/** Entities that two findings of one chain of causes must agree on, where both name some. */
const JOINED: readonly EntityKind[] = ['host', 'container'];

interface Node {
  readonly finding: RawFinding;
  readonly fromUs: number | undefined;
  readonly isWait: boolean;
  parent: Node | undefined;
  isPart: boolean;
}

/**
 * Ties findings together: parts hang below their composite, consequences below the cause that began last before them. Roots come first in the
 * order of severity, confidence and time; the first one is the answer to what broke first.
 */
export function buildIncidents(findings: readonly RawFinding[]): RankedFinding[] {
  const nodes: Node[] = mergeSame(findings).map((finding) => ({
    finding,
    fromUs: beginOf(finding.signals),
    isWait: finding.signals.some(({ waitMinutes }) => waitMinutes !== undefined),
    parent: undefined,
    isPart: false,
  }));
  nodes.sort(compareNodes);
  for (const composite of nodes) {
    if (composite.finding.partIds.length === 0) continue;
    for (const node of nodes) {
      if (node.parent !== undefined || node === composite || isAncestor(node, composite)) continue;
      if (!isPartOf(node.finding, composite.finding)) continue;
      node.parent = composite;
      node.isPart = true;
    }
  }
  for (const node of nodes) {
    if (node.parent !== undefined) continue;
    const causes = nodes.filter((cause) => cause !== node && !isAncestor(node, cause) && canCause(cause, node));
    node.parent = causes.sort(compareCauses)[0];
  }
  for (const [index, node] of nodes.entries()) {
    if (node.parent !== undefined) continue;
    const better = nodes
      .slice(0, index)
      .find((other) => other.parent === undefined && isSameObservation(node.finding, other.finding));
    if (better === undefined || isAncestor(node, better)) continue;
    node.parent = better;
    node.isPart = true;
  }
  const roots = nodes.filter(({ parent }) => parent === undefined);
  const ordered = [...roots, ...nodes.filter(({ parent }) => parent !== undefined)];
  const keys = new Map(ordered.map((node, index) => [node, `F${index + 1}`]));
  return ordered.map((node) => ({
    ...node.finding,
    key: keys.get(node) ?? '',
    causedBy: node.parent === undefined ? null : (keys.get(node.parent) ?? null),
    parts: ordered.filter(({ parent, isPart }) => parent === node && isPart).map((part) => keys.get(part) ?? ''),
    ...decidedBy(node.finding),
  }));
}

function decidedBy(finding: RawFinding): { readonly decidedBy?: DecidingCommand } {
  const command = decidingCommand(finding);
  return command === undefined ? {} : { decidedBy: command };
}

function beginOf(signals: readonly PlacedSignal[]): number | undefined {
  let begin: number | undefined;
  for (const { time, waitMinutes } of signals) {
    if (time === undefined) continue;
    const us = time.us - (waitMinutes?.max ?? 0) * US_PER_MINUTE;
    if (begin === undefined || us < begin) begin = us;
  }
  return begin;
}

function compareNodes(a: Node, b: Node): number {
  const severity = SEVERITIES.indexOf(a.finding.signature.severity) - SEVERITIES.indexOf(b.finding.signature.severity);
  if (severity !== 0) return severity;
  const confidence = Math.round(b.finding.confidence * 20) - Math.round(a.finding.confidence * 20);
  if (confidence !== 0) return confidence;
  if (a.fromUs !== b.fromUs) return (a.fromUs ?? Number.MAX_SAFE_INTEGER) - (b.fromUs ?? Number.MAX_SAFE_INTEGER);
  const positionA = a.finding.signals[0]?.evidence[0]?.record.position;
  const positionB = b.finding.signals[0]?.evidence[0]?.record.position;
  if (positionA !== undefined && positionB !== undefined) {
    const order = comparePositions(positionA, positionB);
    if (order !== 0) return order;
  }
  return a.finding.signature.id < b.finding.signature.id ? -1 : 1;
}

/** A finding is a part by its id and some of its signals, or because it is the same observation under another name. */
function isPartOf(finding: RawFinding, composite: RawFinding): boolean {
  if (!composite.partIds.includes(finding.signature.id)) {
    // What leads to it is its cause, also where both rest on the same lines.
    return !finding.signature.leadsTo.includes(composite.signature.id) && isSameObservation(finding, composite);
  }
  const known = observationsOf(composite);
  return finding.signals.some((signal) => known.has(observationOf(signal)));
}

/** All that a finding rests on is evidence of the other one too. */
function isSameObservation(finding: RawFinding, other: RawFinding): boolean {
  const known = observationsOf(other);
  return finding.signals.every((signal) => known.has(observationOf(signal)));
}

/** What a finding rests on: it is compared with all other findings, and both may have thousands of signals. */
const observationsByFinding = new WeakMap<RawFinding, ReadonlySet<unknown>>();

function observationsOf(finding: RawFinding): ReadonlySet<unknown> {
  let observations = observationsByFinding.get(finding);
  if (observations === undefined) {
    observations = new Set(finding.signals.map(observationOf));
    observationsByFinding.set(finding, observations);
  }
  return observations;
}

/** Equal for signals that rest on the same line; a signal without a line is like itself only. */
function observationOf(signal: PlacedSignal): unknown {
  const [first] = signal.evidence;
  if (first === undefined) return signal;
  const { source, offset, line } = first.record.position;
  return `${source} ${offset} ${line} ${first.text}`;
}

function isAncestor(node: Node, of: Node): boolean {
  for (let above: Node | undefined = of; above !== undefined; above = above.parent) if (above === node) return true;
  return false;
}

/** A cause's signature names the consequence, it did not begin later, and they are not of different hosts or containers. */
function canCause(cause: Node, effect: Node): boolean {
  const composite = cause.finding;
  if (!composite.signature.leadsTo.includes(effect.finding.signature.id)) return false;
  if (cause.fromUs !== undefined && effect.fromUs !== undefined) {
    const slack = cause.isWait || effect.isWait ? WAIT_SLACK_US : ORDER_SLACK_US;
    const delay = endOf(effect) - cause.fromUs;
    if (delay < -slack || effect.fromUs - cause.fromUs > MAX_DELAY_US) return false;
  }
  return JOINED.every((kind) => agree(cause.finding, effect.finding, kind));
}

function endOf(node: Node): number {
  let end = node.fromUs ?? 0;
  for (const { time } of node.finding.signals) if (time !== undefined && time.us > end) end = time.us;
  return end;
}

function agree(a: RawFinding, b: RawFinding, kind: EntityKind): boolean {
  const valuesA = entityValues(a, kind);
  const valuesB = entityValues(b, kind);
  if (valuesA.length === 0 || valuesB.length === 0) return true;
  return valuesA.some((x) => valuesB.some((y) => sameEntity(kind, x, y)));
}

/** Values that all of a finding's story may be about; more than a few say nothing. */
function entityValues(finding: RawFinding, kind: EntityKind): string[] {
  const values = new Set<string>();
  for (const signal of finding.signals) {
    for (const entity of signal.entities)
      if (entity.kind === kind) values.add(kind === 'host' ? shortHost(entity.value) : entity.value);
    if (values.size > 100) return [];
  }
  return [...values];
}

/** Short and full names of one host are equal. */
function shortHost(host: string): string {
  return /^[\d.]+$/.test(host) ? host : (host.split('.')[0] ?? host);
}

/** The nearest cause before the effect; at equal times the graver one, then the more certain one. */
function compareCauses(a: Node, b: Node): number {
  const composite = Number(b.finding.partIds.length > 0) - Number(a.finding.partIds.length > 0);
  if (composite !== 0) return composite;
  const late = (b.fromUs ?? 0) - (a.fromUs ?? 0);
  return late !== 0 ? late : compareNodes(a, b);
}
