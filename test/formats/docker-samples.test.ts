import { describe, expect, it } from 'vitest';
import type { Stamp } from '../../src/core/stamp.js';
import { hasSamples, parseSample } from './support.js';

describe.skipIf(!hasSamples)('logs of real daemons', () => {
  it.each(['17.03.2', '20.10.5', '26.1.5', '28.5.2'])(
    'dockerd %s: every line of its debug log is opened',
    (version) => {
      const { records, unknown } = parseSample(`docker/${version}/dockerd.debug.log`);
      expect(unknown).toEqual([]);
      for (const record of records) {
        expect(record.time.kind).toBe('wall');
        expect(record.level).toMatch(/^(?:debug|info|warning|error|fatal)$/);
        expect(record.truncated).toBeUndefined();
        expect(['dockerd', 'containerd', 'shim', 'runc']).toContain(record.origin);
      }
    },
  );

  it.each(['20.10.5', '26.1.5', '28.5.2'])('dockerd %s: the log of its containerd is told from its own', (version) => {
    const { records } = parseSample(`docker/${version}/dockerd.debug.log`);
    const byOrigin = (origin: string): string[] =>
      records.filter((record) => record.origin === origin).map((record) => record.message);
    expect(byOrigin('containerd').some((message) => message.startsWith('containerd successfully booted'))).toBe(true);
    expect(byOrigin('dockerd')).toContain('Daemon has completed initialization');
    expect(byOrigin('dockerd').filter((message) => /loading plugin|containerd successfully/.test(message))).toEqual([]);
  });

  it.each(['26.1.5', '28.5.2'])('dockerd %s in JSON says the same kind of things', (version) => {
    const { records, unknown } = parseSample(`docker/${version}/dockerd.json.log`);
    expect(unknown).toEqual([]);
    const formats = new Set(records.map((record) => record.format));
    expect(formats).toContain('logrus-json');
    expect(records.every((record) => record.time.kind === 'wall')).toBe(true);
  });

  it('dockerd 17.03.2 on a terminal shows seconds since it started', () => {
    const { records } = parseSample('docker/17.03.2/dockerd.tty.log');
    const started = records.find((record) => record.message === 'Daemon has completed initialization');
    expect(started).toMatchObject({ level: 'INFO', time: { kind: 'uptime', us: 1_000_000, resolutionUs: 1_000_000 } });
  });

  it.each(['20.10.5', '26.1.5', '28.5.2'])('dockerd %s on a terminal shows full stamps', (version) => {
    const { records } = parseSample(`docker/${version}/dockerd.tty.log`);
    const tty = records.filter((record) => record.format === 'logrus-tty');
    expect(tty.length).toBeGreaterThan(records.length - 5);
    expect(tty.every((record) => record.time.kind === 'wall' && !record.message.endsWith(' '))).toBe(true);
  });

  it.each(['20.10.5', '26.1.5', '28.5.2'])(
    'the json-file log of %s keeps text and stream and joins pieces',
    (version) => {
      const { records, unknown, format } = parseSample(`docker/${version}/web-json.log`);
      expect(format).toBe('json-file');
      expect(unknown).toEqual([]);
      const error = records.find((record) => record.message === 'err line');
      expect(error).toMatchObject({ stream: 'stderr', origin: 'container', time: { kind: 'wall' } });
      const long = records.filter((record) => record.message.length > 16_384);
      expect(long.map((record) => record.message)).toEqual([
        expect.stringMatching(/^no newline at end(?:\d{1000}){21}$/),
      ]);
      expect(records.some((record) => record.fields?.['partial'] !== undefined)).toBe(false);
      expect(records.some((record) => record.message.startsWith('tab\there "quoted" back\\slash red'))).toBe(true);
    },
  );

  it.each(['20.10.5', '26.1.5', '28.5.2'])('docker events of %s say the same as text and as JSON', (version) => {
    // Events of one moment may be printed in either order.
    const [text = [], json = []] = ['txt', 'jsonl'].map((ending) =>
      parseSample(`docker/${version}/docker-events.${ending}`)
        .records.filter((record) => record.format !== 'bare')
        .sort((a, b) => wallUs(a.time) - wallUs(b.time)),
    );
    expect(text.length).toBeGreaterThan(20);
    expect(json.map((record) => wallUs(record.time))).toEqual(text.map((record) => wallUs(record.time)));
    expect(json.map((record) => record.container)).toEqual(text.map((record) => record.container));
    expect(json.map((record) => record.fields?.['action'])).toEqual(text.map((record) => record.fields?.['action']));
    const started = text.find((record) => record.fields?.['action'] === 'start');
    expect(started).toMatchObject({ origin: 'dockerd', fields: { type: 'container', image: 'lab/busybox:1' } });
  });

  it('runc names itself in its debug log', () => {
    const { records } = parseSample('docker/runc/1.3.6/run.text.log');
    expect(records.filter((record) => record.origin === 'runc').length).toBe(records.length);
  });

  it('klog keeps values of several lines in one record', () => {
    const { records } = parseSample('docker/klog/klog.txt');
    const record = records.find(({ message }) => message === 'Error syncing pod, skipping');
    expect(record).toMatchObject({
      level: 'E',
      pid: 17908,
      origin: 'kubelet',
      fields: {
        file: 'main.go:24',
        err: 'rpc error: code = Unknown desc = "quoted"\nsecond line',
        pod: 'test/oomtest-6c8f9d5b7d-x2x7z',
        restarts: '3',
        multi: 'a\nb',
      },
    });
    expect(records.find(({ message }) => message === 'SyncLoop (PLEG): event for pod')?.fields).toMatchObject({
      event: '{"ID":"0e7d","Type":"ContainerDied"}',
    });
  });

  it('tells the client from the daemon in terminal output', () => {
    const { records } = parseSample('docker/20.10.5/run-noexec.txt');
    expect(records[0]).toMatchObject({ origin: 'client', format: 'plain-error' });
    expect(records[1]).toMatchObject({ origin: 'client', message: 'error waiting for container: context canceled' });
  });

  it.each(['docker-ps-a.txt', 'docker-info.txt', 'docker-version.txt', 'docker-inspect.json'])(
    'does not take %s for a log',
    (name) => {
      const { format, records } = parseSample(`docker/28.5.2/${name}`);
      expect(format).toBe('bare');
      expect(new Set(records.map((record) => record.format))).toEqual(new Set(['bare']));
    },
  );
});

function wallUs(time: Stamp): number {
  return time.kind === 'wall' ? time.us : Number.NaN;
}

describe.skipIf(!hasSamples)('rsyslog', () => {
  it.each(['traditional', 'rfc3339', 'rfc5424'])('messages.%s: the same entries in each file format', (form) => {
    const { records, unknown, format } = parseSample(`syslog/messages.${form}`);
    expect(format).toBe({ traditional: 'syslog', rfc3339: 'syslog-rfc3339', rfc5424: 'syslog-rfc5424' }[form]);
    expect(unknown).toEqual([]);
    expect(records[0]).toMatchObject({
      host: 'node-07',
      identifier: 'dockerd',
      pid: 7926,
      level: 'debug',
      origin: 'dockerd',
    });
    expect(records[2]?.message).toBe('\t/usr/local/go/src/sync/mutex.go:87 +0x9d');
    expect(records[4]).toMatchObject({ identifier: 'systemd', origin: 'systemd' });
    expect(records[4]?.pid).toBeUndefined();
    expect(records[9]).toMatchObject({
      origin: 'kernel',
      monotonicUs: 7_993_043_926_831,
      message: 'Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child',
    });
    expect(records[10]?.message).toBe('two lines\nsecond line\twith tab and nul\0end');
    if (form !== 'rfc5424') expect(records[8]).toMatchObject({ origin: 'container', container: '0e7dc1a5d2f9' });
  });
});
