import { describe, expect, it } from 'vitest';
import type { EntityKind } from '../../src/core/entity.js';
import { cgroupOwner } from '../../src/correlation/cgroup-owner.js';
import { createJoiner } from '../../src/correlation/entities.js';
import { container, entity, host, lane } from './timeline.js';

const A = '4f1c2a9b7e6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3';
const B = 'b'.repeat(64);

function one(...entities: ReturnType<typeof entity>[]) {
  const [signal] = lane('a', { entities });
  if (signal === undefined) throw new Error('no signal');
  return signal;
}

function joined(
  a: ReturnType<typeof one>,
  b: ReturnType<typeof one>,
  join: readonly EntityKind[],
  others: ReturnType<typeof one>[] = [],
) {
  return createJoiner([a, b, ...others]).joins(a, b, { join });
}

describe('a join', () => {
  it('takes the 12 digits of a container for its 64', () => {
    expect(joined(one(container(A)), one(container(A.slice(0, 12))), ['container'])).toBe('yes');
    expect(joined(one(container(A)), one(container(B.slice(0, 12))), ['container'])).toBe('no');
    expect(joined(one(container(A)), one(), ['container'])).toBe('unknown');
  });

  it('goes from a cgroup path to its container, pod or unit', () => {
    expect(joined(one(entity('cgroup', `/docker/${A}`)), one(container(A.slice(0, 12))), ['container'])).toBe('yes');
    expect(joined(one(entity('cgroup', `/system.slice/docker-${A}.scope`)), one(container(B)), ['container'])).toBe(
      'no',
    );
    expect(joined(one(entity('unit', `docker-${A}.scope`)), one(container(A)), ['container'])).toBe('yes');
    expect(
      joined(one(entity('cgroup', '/system.slice/docker.service')), one(entity('unit', 'docker.service')), ['unit']),
    ).toBe('yes');
    const pod = '1c2d3e4f-ff6e-11e8-9b1c-525400a1b2c3';
    expect(joined(one(entity('cgroup', `/kubepods/burstable/pod${pod}/${A}`)), one(entity('pod', pod)), ['pod'])).toBe(
      'yes',
    );
  });

  it('goes from a device to its pool, by a line that names both, on its host', () => {
    const device = one(host('n1'), entity('device', 'dm-3'));
    const pool = one(host('n1'), entity('pool', 'docker-thinpool'));
    const both = one(host('n1'), entity('device', '/dev/dm-3'), entity('pool', 'docker-thinpool'));
    const other = one(host('n2'), entity('device', '/dev/dm-3'), entity('pool', 'docker-thinpool'));
    expect(joined(device, pool, ['pool'], [both])).toBe('yes');
    expect(joined(device, pool, ['pool'], [other])).toBe('unknown');
    const twice = one(host('n1'), entity('device', 'dm-3'), entity('pool', 'another-pool'));
    expect(joined(device, pool, ['pool'], [both, twice])).toBe('unknown');
  });

  it('takes a pid for that of one host and boot', () => {
    const pid = entity('pid', '4711');
    expect(joined(one(pid), one(pid), ['pid'])).toBe('yes');
    expect(joined(one(pid, host('n1')), one(pid, host('n2')), ['pid'])).toBe('no');
    expect(joined(one(pid, host('n1')), one(pid, host('n1.example.com')), ['pid'])).toBe('yes');
    expect(joined(one(pid, entity('boot', 'x')), one(pid, entity('boot', 'y')), ['pid'])).toBe('no');
    expect(joined(one(pid, entity('boot', 'x')), one(pid), ['pid'])).toBe('yes');
  });
});

describe('a cgroup path', () => {
  it.each([
    [`/docker/${A}`, { container: A }],
    [`system.slice:docker:${A}`, { container: A }],
    [`/docker/${B}/docker/${A}`, { container: A }],
    ['/user.slice/user-1000.slice/session-1.scope', { unit: 'session-1.scope' }],
    ['/', {}],
    ['', {}],
    [`/${'a/'.repeat(10_000)}`, {}],
  ])('%s', (path, owner) => {
    expect(cgroupOwner(path)).toEqual(owner);
  });
});
