import { describe, expect, it } from 'vitest';
import type { VersionedProgram } from '../../src/core/version.js';
import { compareVersions, parseVersion } from '../../src/versions/parse-version.js';

const order = (program: VersionedProgram, a: string, b: string): number | undefined => {
  const [left, right] = [parseVersion(program, a), parseVersion(program, b)];
  return left === undefined || right === undefined ? undefined : Math.sign(compareVersions(left, right));
};

describe('a version', () => {
  it.each<[VersionedProgram, string, string]>([
    ['docker', '1.13.1', '17.03.0-ce'],
    ['docker', '1.9.1', '1.13.1'],
    ['docker', '17.03.2-ce', '17.12.1-ce'],
    ['docker', '17.12.1-ce-rc1', '17.12.1-ce'],
    ['docker', '18.06.3-ce', '18.09.0'],
    ['docker', '20.10.0-rc1', '20.10.0'],
    ['docker', '20.10.24+dfsg1', '23.0.0'],
    ['docker', '9.9.9', '28.5.2'],
    ['containerd', '0.2.3', 'v1.0.2'],
    ['containerd', 'v1.0.0-rc.1', 'v1.0.0'],
    ['containerd', '1.6.20~ds1', '1.6.21'],
    ['containerd', 'v1.7.24', '2.0.0'],
    ['runc', '1.0.0-rc2', '1.0.0-rc5'],
    ['runc', '1.0.0-rc10', '1.0.0-rc93'],
    ['runc', '1.0.0~rc93+ds1', '1.0.0'],
    ['runc', '0.1.1', '1.0.0-rc1'],
    ['kernel', '2.6.32-504.1.3.el6.x86_64', '3.10.0-693.el7.x86_64'],
    ['kernel', '3.10.0-693.el7.x86_64', '3.10.0-693.18.1.el7.x86_64'],
    ['kernel', '3.10.0-957.12.1.el7.x86_64', '3.10.0-1062.4.1.el7.x86_64'],
    ['kernel', '4.18.0-193.14.2.el8_2.x86_64', '4.18.0-305.el8.x86_64'],
    ['kernel', '5.0.0-32-generic', '5.4.0-42-generic'],
    ['kernel', '6.1.0-rc3', '6.1.0'],
    ['go', 'go1.7.5', 'go1.15.15'],
    ['go', 'go1.21rc2', 'go1.21'],
  ])('of %s: %s is older than %s', (program, older, newer) => {
    expect(order(program, older, newer)).toBe(-1);
    expect(order(program, newer, older)).toBe(1);
    expect(order(program, older, older)).toBe(0);
  });

  it.each<[VersionedProgram, string]>([
    ['docker', '17.03.2-ce'],
    ['docker', '18.06.0-ce-rc2'],
    ['docker', '20.10.24'],
    ['docker', '28.5.2'],
    ['containerd', 'v1.6.20'],
    ['containerd', 'v2.0.0-beta.1'],
    ['runc', '1.0.0-rc93'],
    ['runc', 'v1.1.5-0-gf19387a'],
    ['kernel', '6.18.44'],
    ['go', 'go1.7.5'],
  ])("of %s: %s is the project's own release", (program, text) => {
    expect(parseVersion(program, text)).toMatchObject({ isPatched: false });
  });

  it.each<[VersionedProgram, string]>([
    ['docker', '20.10.24+dfsg1'],
    ['docker', '20.10.17-ce'],
    ['docker', '17.06.2-ee-16'],
    ['docker', '1.12.6-cs13'],
    ['docker', '19.03.14+azure'],
    ['docker', '20.10.7-0ubuntu5~18.04.3'],
    ['containerd', '1.6.20~ds1'],
    ['containerd', '2.1.9+unknown'],
    ['containerd', 'v1.2.5.m'],
    ['containerd', 'v1.3.0-34-g0123abc'],
    ['runc', '1.0.0-rc4+dev'],
    ['runc', '1.0.0-rc2-dev'],
    ['runc', '1.1.15+ds1-2+b4'],
    ['kernel', '3.10.0-693.el7.x86_64'],
    ['kernel', '4.1.12-94.3.5.el7uek.x86_64'],
    ['kernel', '5.4.0-42-generic'],
    ['kernel', '4.9.87-linuxkit-aufs'],
  ])('of %s: %s may hold fixes of later ones', (program, text) => {
    expect(parseVersion(program, text)).toMatchObject({ isPatched: true });
  });

  it.each<[VersionedProgram, string]>([
    ['docker', 'dev'],
    ['docker', 'master-dockerproject-2018-03-10'],
    ['docker', '0.0.0-20210101120000-0123456789ab'],
    ['docker', 'library-import'],
    ['runc', '54296cf40ad8143b62dbcaa1d90e520a2136ddfe'],
    ['runc', 'N/A'],
    ['kernel', ''],
    ['go', 'devel +abc'],
    ['docker', '17.03.2-ce; rm -rf'],
    ['docker', '999999.1'],
  ])('of %s: %j is none', (program, text) => {
    expect(parseVersion(program, text)).toBeUndefined();
  });
});
