import { describe, expect, it } from 'vitest';
import { recordOf } from './support.js';

const JOURNAL = 'Dec 14 20:04:45 node-41-135 dockerd[7926]: ';

describe('logfmt', () => {
  it('sets message, level and the better stamp, and keeps the outer one', () => {
    const record = recordOf(
      `${JOURNAL}time="2018-12-14T20:04:45.788669544+08:00" level=debug msg="Calling GET /v1.27/containers/json?all=1" `,
    );
    expect(record).toMatchObject({
      format: 'journal-short+logfmt',
      origin: 'dockerd',
      level: 'debug',
      message: 'Calling GET /v1.27/containers/json?all=1',
      time: { kind: 'wall', us: Date.UTC(2018, 11, 14, 12, 4, 45) * 1000 + 788_669, offsetMinutes: 480 },
      outerTime: { kind: 'civil', hasYear: false },
      fields: { timeNanos: 788_669_544 },
    });
  });

  it('unescapes values and keeps all other keys', () => {
    const record = recordOf(
      'time="2018-12-14T12:04:45Z" level=warning msg="quote \\"inside\\" and back\\\\slash\\nline \\u4e2d \\xe4\\xb8\\xad" error="rpc error: code = Unknown desc = x" graphdriver(s)=vfs empty= fields.msg=other',
    );
    expect(record.message).toBe('quote "inside" and back\\slash\nline 中 中');
    expect(record.fields).toEqual({
      error: 'rpc error: code = Unknown desc = x',
      'graphdriver(s)': 'vfs',
      empty: '',
      'fields.msg': 'other',
    });
    expect(record.outerTime).toBeUndefined();
  });

  it('marks a message whose quote never closes', () => {
    expect(recordOf(`${JOURNAL}time="2018-12-14T12:04:45Z" level=info msg="=== BEGIN goroutine`)).toMatchObject({
      message: '=== BEGIN goroutine',
      truncated: true,
    });
  });

  it('takes quotes in the middle of words for text', () => {
    expect(
      recordOf('time="2018-12-14T12:04:45Z" level=error msg="Handler returned error: exec: "bash": not found"').message,
    ).toBe('Handler returned error: exec: "bash": not found');
  });

  it('is not any text that begins with time', () => {
    expect(recordOf('time=12ms status=200 path=/').format).toBe('bare');
  });

  it('leaves __proto__ alone', () => {
    const { fields } = recordOf('time="2018-12-14T12:04:45Z" level=error msg=x __proto__=y a=b');
    expect(Object.keys(fields ?? {})).toEqual(['a']);
    expect(({} as Record<string, unknown>)['y']).toBeUndefined();
  });

  it.each([
    ['msg="loading plugin \\"io.containerd.snapshotter.v1.aufs\\"..." type=io.containerd.snapshotter.v1', 'containerd'],
    ['msg="containerd: container oom" id=0e7dc1a5d2f9', 'containerd'],
    ['msg="libcontainerd: received containerd event: x"', 'dockerd'],
    ['msg=event module=libcontainerd namespace=moby topic=/tasks/oom', 'dockerd'],
    ['msg="shim reaped" id=0e7dc1a5d2f9 module="containerd/tasks"', 'containerd'],
    ['msg="starting signal loop" namespace=moby path=/run/x pid=200', 'shim'],
    ['msg="nsexec-0[33]: spawn stage-1"', 'runc'],
    ['msg="error waiting for container: context canceled"', 'client'],
    ['msg="API listen on /var/run/docker.sock"', 'dockerd'],
  ])('without envelope, %s is of %s', (text, origin) => {
    expect(recordOf(`time="2018-12-14T12:04:45Z" level=debug ${text}`).origin).toBe(origin);
  });

  it('of an unknown program is not dockerd', () => {
    expect(recordOf('Dec 14 20:04:45 host prometheus[12]: time="2018-12-14T12:04:45Z" level=info msg="x"').origin).toBe(
      'other',
    );
  });
});

describe('logrus on a terminal', () => {
  it('splits the padded message from the pairs', () => {
    const record = recordOf(
      '\x1b[36mINFO\x1b[0m[0003] Daemon has completed initialization          \x1b[36mcommit\x1b[0m=f5ec1e2 \x1b[36mversion\x1b[0m=17.03.2-ce\r',
    );
    expect(record).toMatchObject({
      message: 'Daemon has completed initialization',
      level: 'INFO',
      time: { kind: 'uptime', us: 3_000_000 },
      fields: { commit: 'f5ec1e2', version: '17.03.2-ce' },
    });
  });

  it('leaves pairs inside a long message alone', () => {
    const record = recordOf(
      'ERRO[2026-11-21T03:23:10.492069009Z] Handler for POST /v1.27/containers/x/start?a=b returned error: c=d  module=api',
    );
    expect(record.message).toBe('Handler for POST /v1.27/containers/x/start?a=b returned error: c=d');
    expect(record.fields).toEqual({ module: 'api', timeNanos: 492_069_009 });
  });

  it('does not replace a real stamp by seconds since the start', () => {
    const record = recordOf(`${JOURNAL}ERRO[0123] Handler for GET /x returned error`);
    expect(record.time.kind).toBe('civil');
    expect(record.message).toBe('Handler for GET /x returned error');
  });
});

describe('JSON of logrus', () => {
  it('keeps typed fields', () => {
    expect(
      recordOf(
        '{"level":"debug","msg":"a =\\u003e b","pid":45,"ok":true,"list":["x","y"],"time":"2026-11-21T03:58:11Z"}',
      ),
    ).toMatchObject({
      format: 'logrus-json',
      message: 'a => b',
      level: 'debug',
      fields: { pid: 45, ok: true, list: ['x', 'y'] },
      time: { kind: 'wall' },
    });
  });

  it('is salvaged where the line was cut', () => {
    const record = recordOf(
      '{"level":"error","time":"2026-11-21T03:58:11Z","msg":"=== BEGIN goroutine stack dump ===\\ngoroutine 1 [run',
    );
    expect(record).toMatchObject({ message: '=== BEGIN goroutine stack dump ===\ngoroutine 1 [run', truncated: true });
  });

  it('reads the ms of klog', () => {
    expect(recordOf('{"ts":1606816800000.123,"caller":"a.go:1","msg":"Started","v":0}')).toMatchObject({
      origin: 'kubelet',
      time: { kind: 'wall', us: 1_606_816_800_000_123 },
    });
  });
});

describe('klog', () => {
  it('is kubelet and gives a better stamp than a syslog prefix', () => {
    const record = recordOf(
      'Dec 14 12:04:52 node kubelet[3012]: E1214 20:04:51.999123    3012 remote_runtime.go:169] ListPodSandbox with filter nil failed',
    );
    expect(record).toMatchObject({
      origin: 'kubelet',
      level: 'E',
      message: 'ListPodSandbox with filter nil failed',
      time: { kind: 'civil', resolutionUs: 1 },
      fields: { file: 'remote_runtime.go:169' },
    });
    expect(record.outerTime).toMatchObject({ kind: 'civil', resolutionUs: 1_000_000 });
  });

  it('does not replace a stamp with zone', () => {
    const record = recordOf('2018-12-14T12:04:52+0000 node kubelet[3012]: E1214 20:04:51.999123    3012 a.go:1] x');
    expect(record.time.kind).toBe('wall');
    expect(record.outerTime).toBeUndefined();
  });
});

describe('errors without stamp', () => {
  it.each([
    ['docker: Error response from daemon: OCI runtime create failed: x.', 'client'],
    ["See 'docker run --help'.", 'client'],
    ['failed to start daemon: error initializing graphdriver: driver not supported: nosuch', 'dockerd'],
    ['runc run failed: unable to start container process: exec: "bash": not found', 'runc'],
  ])('%s', (text, origin) => {
    expect(recordOf(text)).toMatchObject({ message: text, origin });
  });
});
