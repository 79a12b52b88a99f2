/** What signals are joined on. */
export const ENTITY_KINDS = [
  'container',
  'pid',
  'process',
  'unit',
  'cgroup',
  'pod',
  'device',
  'pool',
  'network',
  'interface',
  'image',
  'registry',
  'address',
  'path',
  'host',
  'boot',
  'binary',
  'lock',
] as const;
/** What signals are joined on. */
export type EntityKind = (typeof ENTITY_KINDS)[number];

export interface Entity {
  readonly kind: EntityKind;
  readonly value: string;
}

const CONTAINER_ID = /^[0-9a-f]{12,64}$/;

/**
 * Whether two values of one kind name the same thing.
 * Container ids match by prefix from 12 hex digits on; everything else must be equal.
 */
export function sameEntity(kind: EntityKind, a: string, b: string): boolean {
  if (a === b) return true;
  if (kind !== 'container') return false;
  if (!CONTAINER_ID.test(a) || !CONTAINER_ID.test(b)) return false;
  return a.length < b.length ? b.startsWith(a) : a.startsWith(b);
}
