import { describe, expect, it } from 'vitest';
import { rawBuiltins } from '../../src/compiled-builtins.js';
import type { AffectedRange, VersionedProgram } from '../../src/core/version.js';
import { judgeRanges, type Verdict } from '../../src/versions/judge-range.js';
import { parseVersion } from '../../src/versions/parse-version.js';

const HANG = { fixed: '17.12.1-ce' };
const KMEM = { from: '1.0.0-rc4', fixed: '1.0.0-rc94' };
const RED = { from: '3.10.0-327.el7', fixed: '3.10.0-693.18.1.el7' };

describe('a range of versions', () => {
  it.each<[VersionedProgram, string, Omit<AffectedRange, 'program'>[], Verdict]>([
    ['docker', '17.03.2-ce', [HANG], 'affected'],
    ['docker', '17.12.0-ce', [HANG], 'affected'],
    ['docker', '17.12.1-ce', [HANG], 'not-affected'],
    ['docker', '28.5.2', [HANG], 'not-affected'],
    // A pre-release of the version with the fix may have it.
    ['docker', '17.12.1-ce-rc1', [HANG], 'unknown'],
    // Distributions may have taken the fix over, but never take one out.
    ['docker', '17.06.2-ee-16', [HANG], 'unknown'],
    ['docker', '20.10.24+dfsg1', [HANG], 'not-affected'],
    ['docker', 'dev', [HANG], 'unknown'],
    ['runc', '1.0.0-rc3', [KMEM], 'not-affected'],
    ['runc', '1.0.0-rc4', [KMEM], 'affected'],
    ['runc', '1.0.0-rc93', [KMEM], 'affected'],
    ['runc', '1.0.0-rc3+dev', [KMEM], 'unknown'],
    ['runc', '1.0.0~rc93+ds1', [KMEM], 'unknown'],
    ['runc', '1.0.0-rc95', [KMEM], 'not-affected'],
    // Two branches, two fixes.
    ['containerd', 'v1.2.9', [{ fixed: '1.2.10' }, { from: '1.3.0', fixed: '1.3.1' }], 'affected'],
    ['containerd', 'v1.2.13', [{ fixed: '1.2.10' }, { from: '1.3.0', fixed: '1.3.1' }], 'not-affected'],
    ['containerd', 'v1.3.0', [{ fixed: '1.2.10' }, { from: '1.3.0', fixed: '1.3.1' }], 'affected'],
    // Builds of a Red Hat kernel are compared with each other only.
    ['kernel', '3.10.0-693.el7.x86_64', [RED], 'affected'],
    ['kernel', '3.10.0-693.18.1.el7.x86_64', [RED], 'not-affected'],
    ['kernel', '3.10.0-229.el7.x86_64', [RED], 'not-affected'],
    ['kernel', '4.18.0-305.el8.x86_64', [RED], 'unknown'],
    ['kernel', '5.4.0-42-generic', [RED], 'unknown'],
    ['kernel', '3.10.0-693.el7.x86_64', [{ fixed: '4.15' }], 'unknown'],
    ['kernel', '6.18.44', [{ fixed: '4.15' }], 'not-affected'],
    ['kernel', '4.14.3', [{ fixed: '4.15' }], 'affected'],
    ['go', 'go1.7.5', [{ fixed: '1.8' }], 'affected'],
    ['docker', '17.03.2-ce', [{ fixed: 'soon' }], 'unknown'],
    ['docker', '17.03.2-ce', [{ from: '17.03.0-ce' }], 'affected'],
  ])('judges %s %s by %j: %s', (program, version, ranges, verdict) => {
    const own = ranges.map((range) => ({ ...range, program }));
    expect(judgeRanges(program, { version, isPatched: false }, own)).toBe(verdict);
  });

  it('does not blame a build whose commit is not of the project', () => {
    const ranges = [{ program: 'docker', fixed: '17.12.1-ce' }] as const;
    expect(judgeRanges('docker', { version: '1.13.1', isPatched: true }, ranges)).toBe('unknown');
    expect(judgeRanges('docker', { version: '1.13.1', isPatched: false }, ranges)).toBe('affected');
  });
});

describe('the built-in signatures', () => {
  const ranges = rawBuiltins().flatMap(({ id, affected = [] }) => affected.map((range) => ({ id, ...range })));

  it('name versions that can be compared', () => {
    expect(ranges.length).toBeGreaterThan(5);
    const wrong = ranges.filter(({ program, from, fixed }) =>
      [from, fixed].some((bound) => bound !== undefined && parseVersion(program, bound) === undefined),
    );
    expect(wrong).toEqual([]);
  });
});
