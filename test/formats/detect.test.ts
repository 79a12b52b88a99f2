import { describe, expect, it } from 'vitest';
import { detectEnvelope } from '../../src/formats/index.js';

describe('detection', () => {
  it.each([
    ['journal-short', ['Jan 01 12:07:00 node dockerd[7926]: x', '                                    y']],
    ['syslog', ['Jan  1 12:07:00 node dockerd[7926]: x']],
    ['syslog', ['Dec 14 12:07:00 node kernel: [ 4450.732037] x', 'Dec 14 12:07:00 node dockerd[7926]: x']],
    ['journal-short-iso', ['2018-12-14T11:58:03.415067+00:00 node dockerd[1]: x']],
    ['syslog-rfc3339', ['2018-12-14T11:58:03.415067+00:00 node kernel: [ 4450.732037] x']],
    ['journal-short-monotonic', ['[7993043.926831] node kernel: x', '[7993043.926842] node dockerd[7926]: x']],
    ['journal-short-monotonic', ['[7993043.926831] kernel: x', '[7993043.926842] dockerd[7926]: x']],
    [
      'dmesg',
      [
        '[    4.100000] docker0: port 1(veth) entered blocking state',
        '[    4.200000] XFS (dm-5): Mounting V5 Filesystem',
      ],
    ],
    [
      'dmesg',
      ['[    4.100000] systemd[1]: Detected virtualization kvm.', '[    4.200000] EXT4-fs error (device vda1): x: y'],
    ],
    ['dmesg', ['<6>[    0.000000] Linux version']],
    ['dmesg', ['kern  :warn  : [ 1234.500100] stress invoked oom-killer']],
    ['journal-short-delta', ['[7993446.302825 <  402.375974 >] host dockerd[7926]: message']],
    ['dmesg', ['[ 1234.500107 <    0.000007>] stress cpuset=x']],
    ['dmesg-reltime', ['[Nov21 02:53] a', '[  +0.000007] b']],
    ['cri', ['2018-12-14T12:07:00.123456789Z stdout F text']],
    ['docker-logs', ['2018-12-14T12:07:00.123456789Z text: x']],
    ['docker-events', [`2026-11-21T03:21:18.023158790Z container oom ${'a'.repeat(64)} (image=x, name=oom)`]],
    ['journal-export', ['__CURSOR=s=1', '__REALTIME_TIMESTAMP=1', 'MESSAGE=x', '']],
    ['journal-verbose', ['Fri 2018-12-14 11:58:03.415007 UTC [s=1;i=1;b=2]', '    MESSAGE=x']],
  ])('finds %s', (name, lines) => {
    expect(detectEnvelope(lines)).toMatchObject({ format: { name }, confidence: 1 });
  });

  it('finds no envelope around bare lines, and names their payload', () => {
    expect(detectEnvelope(['time="2018-12-14T12:04:45Z" level=info msg=x'])).toMatchObject({
      format: undefined,
      confidence: 1,
      payload: { name: 'logfmt' },
    });
    expect(detectEnvelope(['goroutine 1 [running]:', 'main.main()'])).toMatchObject({
      format: undefined,
      confidence: 0,
    });
    expect(detectEnvelope([])).toMatchObject({ format: undefined, confidence: 0 });
  });

  it('gives the share of a mixed source as its confidence', () => {
    const lines = ['$ dmesg', '[    4.100000] x', '[    4.200000] y', 'words'];
    expect(detectEnvelope(lines)).toMatchObject({ format: { name: 'dmesg' }, confidence: 0.5 });
  });
});
