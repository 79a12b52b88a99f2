import type { EntityKind } from '../core/entity.js';
import { suggestion } from './nearest.js';
import type { RawRule, RawSignature } from './raw-signature.js';

interface Fault {
  readonly pointer: string;
  readonly text: string;
}

/** Entities that several hosts can have in common. */
const SHARED: readonly EntityKind[] = ['image', 'registry', 'address'];

/** What the schema cannot say of a rule: names that it gives and uses, and combinations that can never hold. */
export function checkRule({ rule, groupBy = [] }: RawSignature): Fault[] {
  if (rule === undefined) return [];
  const faults = 'hosts' in rule && rule.hosts === 'any' ? checkHosts(rule, groupBy) : [];
  if (rule.kind === 'state') faults.push(...checkState(rule));
  if (rule.kind === 'sequence' || rule.kind === 'all') faults.push(...checkParts(rule));
  return faults;
}

function checkHosts(rule: RawRule, groupBy: readonly EntityKind[]): Fault[] {
  const kinds = 'join' in rule ? (rule.join ?? []) : groupBy;
  if (SHARED.some((kind) => kinds.includes(kind))) return [];
  const key = rule.kind === 'threshold' ? '`groupBy`' : '`join`';
  return [{ pointer: '/rule/hosts', text: `any needs one of ${SHARED.join(', ')} in ${key}` }];
}

function checkState(rule: Extract<RawRule, { kind: 'state' }>): Fault[] {
  const names = Object.keys(rule.states);
  const unknown = (name: string, pointer: string): Fault[] =>
    names.includes(name)
      ? []
      : [{ pointer, text: `${name} is none of the states ${names.join(', ')}${suggestion(name, names)}` }];
  const faults = [
    ...unknown(rule.enters, '/rule/enters'),
    ...(rule.leaves ?? []).flatMap((name, at) => unknown(name, `/rule/leaves/${at}`)),
  ];
  const seen = new Map<string, string>();
  for (const [name, ids] of Object.entries(rule.states)) {
    for (const [at, id] of ids.entries()) {
      const other = seen.get(id);
      if (other !== undefined)
        faults.push({ pointer: `/rule/states/${name}/${at}`, text: `${id} already means the state ${other}` });
      seen.set(id, name);
    }
  }
  return faults;
}

function checkParts(rule: Extract<RawRule, { kind: 'sequence' | 'all' }>): Fault[] {
  const faults: Fault[] = [];
  const before: string[] = [];
  const absent = new Set(rule.parts.filter((part) => part.absent === true).map(({ name }) => name));
  if (rule.parts[0]?.absent === true)
    faults.push({ pointer: '/rule/parts/0/absent', text: 'the first part is the anchor: it must be there' });
  for (const [at, { name, anchor }] of rule.parts.entries()) {
    if (before.includes(name))
      faults.push({ pointer: `/rule/parts/${at}/name`, text: `another part is named ${name} too` });
    const pointer = `/rule/parts/${at}/anchor`;
    if (anchor !== undefined && !before.includes(anchor))
      faults.push({ pointer, text: `no earlier part is named ${anchor}${suggestion(anchor, before)}` });
    else if (anchor !== undefined && absent.has(anchor))
      faults.push({ pointer, text: `${anchor} is absent: nothing can be counted from it` });
    before.push(name);
  }
  return faults;
}
