import type { PlacedSignal } from '../core/signal.js';
import { US_PER_HOUR } from '../core/units.js';
import type { Joiner, JoinRule } from './entities.js';
import { compareSignals } from './order.js';
import { isWithin } from './time-relation.js';

/** Anchors that know no common entity are one story only if they follow each other within this time, or the rule's own span if that is longer. */
const APART_US = US_PER_HOUR;
/** Members of a group that a new anchor is compared with: those that differ in what they know. */
const MAX_DIFFERENT = 200;

interface Group {
  readonly members: PlacedSignal[];
  /** Members that differ in entities. */
  readonly different: PlacedSignal[];
  readonly texts: Set<string>;
}

/**
 * Anchors of one story together: no two of a group contradict each other on a joined entity or the host. Those that agree on an entity are one however
 * far apart; where a rule joins on entities that its anchors do not know, time tells stories apart.
 */
export function groupAnchors(
  anchors: readonly PlacedSignal[],
  rule: JoinRule,
  spanUs: number,
  joiner: Joiner,
): PlacedSignal[][] {
  const groups: Group[] = [];
  const apartUs = Math.max(APART_US, spanUs);
  for (const anchor of [...anchors].sort(compareSignals)) {
    const group = groups.find((known) => belongs(known, anchor, rule, apartUs, joiner));
    if (group === undefined)
      groups.push({ members: [anchor], different: [anchor], texts: new Set([entityText(anchor)]) });
    else {
      group.members.push(anchor);
      const text = entityText(anchor);
      if (!group.texts.has(text) && group.different.length < MAX_DIFFERENT) {
        group.texts.add(text);
        group.different.push(anchor);
      }
    }
  }
  return groups.map(({ members }) => members);
}

/** Members of a group that differ in what they know: enough to see what contradicts it. */
export function differentMembers(members: readonly PlacedSignal[]): PlacedSignal[] {
  const byText = new Map<string, PlacedSignal>();
  for (const member of members) {
    if (byText.size >= MAX_DIFFERENT) break;
    const text = entityText(member);
    if (!byText.has(text)) byText.set(text, member);
  }
  return [...byText.values()];
}

function belongs(group: Group, anchor: PlacedSignal, rule: JoinRule, apartUs: number, joiner: Joiner): boolean {
  let agrees = false;
  for (const member of group.different) {
    const joined = joiner.joins(member, anchor, rule);
    if (joined === 'no') return false;
    if (joined === 'yes') agrees = true;
  }
  if (agrees || rule.join.length === 0) return true;
  const last = group.members[group.members.length - 1];
  return last === undefined || isWithin(last, anchor, -apartUs, apartUs) !== 'no';
}

function entityText(signal: PlacedSignal): string {
  return signal.entities.map(({ kind, value }) => `${kind}=${value}`).join('\u0000');
}
