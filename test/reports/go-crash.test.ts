import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goCrashFormat } from '../../src/reports/go-crash.js';
import {
  SHARED,
  assemble,
  entitiesOf,
  hasShared,
  noShared,
  readRecords,
  readShared,
  recordOf,
} from './support/records.js';

const TRACE = `goroutine 1839 [running]:
github.com/docker/docker/daemon.(*Daemon).Foo(0xc000010100, 0x1)
	/go/src/github.com/docker/docker/daemon/foo.go:12 +0x1d
created by github.com/docker/docker/daemon.(*Daemon).Run
	/go/src/github.com/docker/docker/daemon/run.go:3 +0x2
`;

function reports(text: string) {
  return assemble(goCrashFormat, readRecords(text));
}

describe('a Go crash', () => {
  it('has text, signal, address, frames and program', () => {
    const all = reports(
      `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x484f65]

goroutine 1839 [running]:
panic({0x55db18?, 0x4a6ac0?})
	/usr/lib/go/src/runtime/panic.go:859 +0x125
runtime.sigpanic()
	/usr/lib/go/src/runtime/signal.go:1 +0x1
github.com/docker/docker/daemon.(*Daemon).Foo(0xc000010100, 0x1)
	/go/src/github.com/docker/docker/daemon/foo.go:12 +0x1d

goroutine 1 [chan receive]:
main.main()
	/src/main.go:1 +0x1
`,
    );
    expect(all).toHaveLength(1);
    expect(all[0]?.facts).toEqual({
      crash: 'panic',
      text: 'runtime error: invalid memory address or nil pointer dereference',
      confirmed: true,
      signal: 'SIGSEGV',
      address: '0x18',
      program: 'dockerd',
      frames: 'panic runtime.sigpanic github.com/docker/docker/daemon.(*Daemon).Foo',
      function: 'github.com/docker/docker/daemon.(*Daemon).Foo',
      origin: 'other',
    });
    expect(all[0]?.truncated).toBe(false);
  });

  it('is of the program whose copy of a module it died in', () => {
    const programOf = (file: string): unknown =>
      reports(
        `panic: page 7 already freed\n\ngoroutine 1 [running]:\ngo.etcd.io/bbolt.(*freelist).free(...)\n\t${file}:175 +0x2c8\n`,
      )[0]?.facts['program'];
    expect(programOf('/go/src/github.com/containerd/containerd/vendor/go.etcd.io/bbolt/freelist.go')).toBe(
      'containerd',
    );
    expect(
      programOf('/go/src/github.com/docker/docker/vendor/github.com/containerd/containerd/vendor/bbolt/freelist.go'),
    ).toBe('dockerd');
    expect(programOf('/go/pkg/mod/go.etcd.io/bbolt@v1.3.9/freelist.go')).toBeUndefined();
  });

  it.each([
    ['panic: close of closed channel', 'panic', 'close of closed channel'],
    ['panic: first [recovered]', 'panic', 'first'],
    ['panic: first [recovered, repanicked]', 'panic', 'first'],
    ['fatal error: concurrent map writes', 'fatal-error', 'concurrent map writes'],
    ['fatal: morestack on g0', 'fatal-error', 'morestack on g0'],
    ['SIGBUS: bus error', 'signal', 'SIGBUS: bus error'],
    ['SIGABRT: abort', 'signal', 'SIGABRT: abort'],
    ['unexpected fault address 0x7f00deadbeef', 'fatal-error', 'unexpected fault address 0x7f00deadbeef'],
    [
      'runtime: out of memory: cannot allocate 8192-byte block (1 in use)',
      'fatal-error',
      'runtime: out of memory: cannot allocate 8192-byte block (1 in use)',
    ],
  ])('is opened by: %s', (line, crash, text) => {
    const all = reports(`${line}\n\n${TRACE}`);
    expect(all.map((report) => report.facts)).toEqual([
      expect.objectContaining({ crash, text, confirmed: true, program: 'dockerd' }),
    ]);
    expect(goCrashFormat.literals.some((literal) => `\n${line}`.includes(literal))).toBe(true);
  });

  it.each([
    'panic: boom',
    '  panic: boom',
    '> panic: boom',
    'Dec 14 11:58:03 host app[1]: panic: boom',
    'Dec 14 11:58:03 host app: panic: boom',
    '<30>1 2026-11-21T11:55:59.415657+08:00 host app 7 - - panic: boom',
    '{"log":"panic: boom\\n","stream":"stderr","time":"2026-11-21T03:21:17.550357676Z"}',
    '{ "MESSAGE" : "panic: boom" }',
    '2018-12-14T12:07:00.123456789Z stderr F panic: boom',
    '2026-11-21T03:21:17.550357676Z panic: boom',
    '2018-12-14T12:07:00.123456789+08:00 panic: boom',
    'web-1  | panic: boom',
    '\x1b[36mweb-1  | \x1b[0mpanic: boom',
    '2018/12/14 20:04:45 panic: boom',
    'time="2026-11-21T03:22:46Z" level=fatal msg="panic: boom"',
    '{"msg":"starting\\npanic: boom"}',
    'Dec 14 11:58:03 host app[1]: starting#012panic: boom',
    '__CURSOR=s=1\nMESSAGE=panic: boom\n_PID=7',
  ])('is looked for where the bytes are: %s', (raw) => {
    expect(goCrashFormat.literals.some((literal) => `\n${raw}`.includes(literal))).toBe(true);
    const all = assemble(
      goCrashFormat,
      [`panic: boom`, ...TRACE.split('\n')].map((message, line) => ({
        ...recordOf(message, line, { origin: 'container' }),
        ...(line === 0 ? { raw } : {}),
      })),
    );
    expect(all.map(({ facts }) => facts['text'])).toEqual(['boom']);
  });

  it.each([
    ['a field of several lines in a journal export', '__CURSOR=s=1\nMESSAGE\n\x44\0\0\0\0\0\0\0panic: boom'],
    ['a frame of the raw stream', '\x02\0\0\0\0\0\0\x0cpanic: boom'],
  ])('is read in %s, whose lines are all read', (_, raw) => {
    const head = { ...recordOf('panic: boom', 0, { origin: 'container' }), raw };
    const rest = TRACE.split('\n').map((message, line) => recordOf(message, line + 1, { origin: 'container' }));
    expect(assemble(goCrashFormat, [head, ...rest])).toHaveLength(1);
  });

  it.each([
    'Kernel panic - not syncing: Fatal exception',
    'do not panic: retrying in 3 s',
    'main.c:1:10: fatal error: missing.h: No such file or directory',
    'fatal: not a git repository',
    'PHP Fatal error:  Uncaught Error',
    "thread 'main' panicked at src/main.rs:4:5",
    'SIGTERM: asked to stop',
    'received SIGQUIT: quit now',
    'Handler returned error: stderr: "\\npanic: x\\n\\ngoroutine 1 [running]:\\nmain.main()"',
    'WARNING: DATA RACE',
  ])('is not opened by: %s', (text) => {
    expect(assemble(goCrashFormat, [recordOf(text, 1, { origin: 'other' })])).toEqual([]);
  });

  it('is never read from the kernel', () => {
    expect(assemble(goCrashFormat, [recordOf('panic: x', 1)])).toEqual([]);
  });

  it.each([
    ['anybody’s words', 'panic: not ours', []],
    ['the runtime’s words', 'panic: runtime error: index out of range', [false]],
    ['a daemon’s words', 'May 03 14:06:34 h dockerd[7]: panic: cannot find the sea', [false]],
    ['a fatal error', 'fatal error: unexpected signal during runtime execution', [false]],
  ])('without a goroutine, signal or frame within 20 lines is believed or not: %s', (_, first, confirmed) => {
    const prefix = first.slice(0, first.search(/panic|fatal/));
    const lines = [first, ...Array.from({ length: 30 }, (_line, n) => `${prefix}line ${n}`)];
    const all = reports(`${lines.join('\n')}\n${TRACE}`);
    expect(all.map((report) => report.facts['confirmed'])).toEqual(confirmed);
    expect(all.every((report) => report.truncated)).toBe(true);
  });

  it('marks a panic that net/http recovered', () => {
    const [report] = reports(
      `2021/05/03 12:00:00 http: panic serving 10.0.0.7:51234: runtime error: slice bounds out of range\n${TRACE}`,
    );
    expect(report?.facts).toMatchObject({
      crash: 'panic',
      recovered: true,
      text: 'runtime error: slice bounds out of range',
      confirmed: true,
    });
  });

  it('shows what the runtime said ahead of the fatal error or the signal', () => {
    expect(
      reports(`runtime: program exceeds 10000-thread limit\nfatal error: thread exhaustion\n\n${TRACE}`)[0]?.facts,
    ).toMatchObject({
      crash: 'fatal-error',
      text: 'thread exhaustion',
      cause: 'runtime: program exceeds 10000-thread limit',
    });
    const words = 'runtime/cgo: pthread_create failed: Resource temporarily unavailable';
    expect(reports(`${words}\nSIGABRT: abort\nPC=0x7f34b919ecc9 m=3\n\n${TRACE}`)[0]?.facts).toMatchObject({
      crash: 'signal',
      signal: 'SIGABRT',
      text: words,
    });
  });

  it('is read from journal entries with lines of other programs in between', () => {
    const lines = `panic: send on closed channel\n\n${TRACE}`.trimEnd().split('\n');
    const text = lines
      .flatMap((line) => [
        `May 03 14:06:34 h containerd[7]: ${line}`,
        'May 03 14:06:34 h sshd[9]: main.f()',
        'May 03 14:06:34 h kernel: panic: x',
      ])
      .join('\n');
    const all = reports(text);
    expect(all).toHaveLength(1);
    expect(all[0]?.facts).toMatchObject({
      text: 'send on closed channel',
      confirmed: true,
      frames: 'github.com/docker/docker/daemon.(*Daemon).Foo',
    });
    expect(all[0] === undefined ? [] : entitiesOf(all[0], 'pid')).toEqual(['7']);
  });

  it('keeps the crashes of two writers apart', () => {
    const one = (pid: number, text: string) =>
      `panic: ${text}\n\n${TRACE}`.split('\n').map((line) => `May 03 14:06:34 h p[${pid}]: ${line}`);
    const first = one(1, 'a');
    const second = one(2, 'b');
    const all = reports(first.flatMap((line, index) => [line, second[index] ?? '']).join('\n'));
    expect(all.map((report) => [report.facts['text'], report.facts['frames']])).toEqual([
      ['a', 'github.com/docker/docker/daemon.(*Daemon).Foo'],
      ['b', 'github.com/docker/docker/daemon.(*Daemon).Foo'],
    ]);
  });

  it('is read from one record, plain or escaped, and with rsyslog’s tabs', () => {
    const text = `panic: x\n\n${TRACE}`;
    const forms = [text, JSON.stringify(text), JSON.stringify(text).slice(1, -1), text.replaceAll('\t', '#011')];
    for (const message of forms) {
      const all = assemble(goCrashFormat, [recordOf(message, 1, { origin: 'other', unit: 'docker.service' })]);
      expect(all.map((report) => report.facts['frames'])).toEqual(['github.com/docker/docker/daemon.(*Daemon).Foo']);
      expect(all[0] === undefined ? [] : entitiesOf(all[0], 'unit')).toEqual(['docker.service']);
    }
  });

  it('keeps the values of a chain of panics', () => {
    const [report] = reports(`panic: first\n\tpanic: second, in a deferred call\n\n${TRACE}`);
    expect(report?.facts).toMatchObject({ text: 'first', chain: 'first > second, in a deferred call' });
  });

  it('tells two crashes apart that follow each other', () => {
    const all = reports(`panic: a\n\n${TRACE}\npanic: b\n\n${TRACE}`);
    expect(all.map((report) => report.facts['text'])).toEqual(['a', 'b']);
  });
});

const FIRST_LINE = /^(panic|fatal error): (.*)$|^(SIG[A-Z]+): .*$/m;

describe.skipIf(!hasShared)(`Go crashes of the samples${hasShared ? '' : `: ${noShared}`}`, () => {
  const versions = hasShared
    ? readdirSync(resolve(SHARED, 'formats/samples/goroutines')).filter((name) => name.startsWith('go'))
    : [];
  const files = versions.flatMap((version) =>
    ['panic', 'fatal'].flatMap((kind) => {
      const folder = `formats/samples/goroutines/${version}/${kind}`;
      // One file of Go 1.7 holds a shell's error instead of a crash.
      return readdirSync(resolve(SHARED, folder))
        .filter((name) => name.endsWith('.txt') && name !== 'exit-status.txt')
        .filter((name) => FIRST_LINE.test(readFileSync(resolve(SHARED, folder, name), 'utf8')))
        .map((name) => `${folder}/${name}`);
    }),
  );

  it('are there in all versions', () => {
    expect(versions.length).toBeGreaterThanOrEqual(8);
    expect(files.length).toBeGreaterThan(300);
  });

  it.each(files)('is one in %s', (file) => {
    const text = readFileSync(resolve(SHARED, file), 'utf8');
    const first = FIRST_LINE.exec(text);
    const all = assemble(goCrashFormat, readShared(file));
    expect(all).toHaveLength(1);
    const [report] = all;
    const signal = first?.[3];
    expect(report?.facts).toMatchObject({
      crash: signal === undefined ? (first?.[1] === 'panic' ? 'panic' : 'fatal-error') : 'signal',
      text: signal === undefined ? first?.[2]?.replace(/ \[recovered(?:, repanicked)?\]$/, '').trim() : first?.[0],
      ...(signal === undefined ? {} : { signal }),
      confirmed: true,
    });
    if (file.includes('traceback-none') || file.includes('traceback-0')) return;
    expect(report?.facts['frames'], 'frames of the failing goroutine').toBeTypeOf('string');
  });

  it.each(versions)('of a dump asked for by SIGQUIT in %s are signals', (version) => {
    for (const name of ['convoy.sigquit.txt', 'blocked.sigquit.txt', 'convoy.sigquit.traceback-system.txt']) {
      const all = assemble(goCrashFormat, readShared(`formats/samples/goroutines/${version}/${name}`));
      expect(all.map((report) => [report.facts['crash'], report.facts['signal']])).toEqual([['signal', 'SIGQUIT']]);
    }
    expect(assemble(goCrashFormat, readShared(`formats/samples/goroutines/${version}/goroutine-stacks.log`))).toEqual(
      [],
    );
  });

  it.each([
    [
      'containerd-6454-bad-span/messages.log',
      { crash: 'fatal-error', text: 'non in-use span in unswept list', program: 'containerd' },
    ],
    ['containerd-7806-nil-deref-at-start/containerd.log', { crash: 'panic', signal: 'SIGSEGV', program: 'containerd' }],
    [
      'containerd-790-close-of-nil-channel/dockerd.log',
      { crash: 'panic', text: 'close of nil channel', program: 'containerd' },
    ],
    ['containerd-8390-ttrpc-send-on-closed/crash.log', { crash: 'panic', text: 'send on closed channel' }],
    ['fatal-unexpected-signal-moby-31568/journal.log', { crash: 'fatal-error', signal: 'SIGSEGV', program: 'dockerd' }],
    ['go-deadlock-dockerize-3/container.log', { crash: 'fatal-error', text: 'all goroutines are asleep - deadlock!' }],
    ['index-out-of-range-jsonlog-moby-19021/stderr.log', { crash: 'panic', text: 'runtime error: index out of range' }],
    ['kasm-680-fatal-index-out-of-range/journal.log', { crash: 'fatal-error', text: 'index out of range' }],
    ['lab-go-deadlock-chan/app.log', { crash: 'fatal-error' }],
    ['lab-go-mapwrite/app.log', { crash: 'fatal-error', text: 'concurrent map writes' }],
    ['lab-go-nil-deref/app.log', { crash: 'panic', signal: 'SIGSEGV' }],
    ['lab-go-panic-err/app.log', { crash: 'panic' }],
    ['lab-x-dockerd-sigsegv/dockerd.log', { crash: 'signal', signal: 'SIGSEGV' }],
    ['lyyao-bolt-loop-eats-memory-at-start/journal.log', { crash: 'fatal-error', text: 'runtime: out of memory' }],
    ['moby-20096-pthread-create-client/crash.log', { crash: 'signal', signal: 'SIGABRT' }],
    ['moby-29472-map-access-service-binding/journal.log', { crash: 'fatal-error', program: 'dockerd' }],
    ['moby-31806-bolt-cannot-free-page/crash.log', { crash: 'panic', program: 'dockerd' }],
    [
      'moby-32893-map-access-in-inspect/syslog.log',
      { crash: 'fatal-error', function: 'github.com/docker/docker/daemon.(*Daemon).ContainerInspectCurrent' },
    ],
    [
      'moby-34869-nil-deref-syslog-driver/docker.log',
      { crash: 'panic', function: 'github.com/docker/docker/daemon/logger/syslog.(*syslogger).Log' },
    ],
    [
      'moby-36772-map-iteration-in-list/crash.log',
      { crash: 'fatal-error', function: 'github.com/docker/docker/daemon.(*Daemon).transformContainer' },
    ],
    ['moby-38926-workbuf-not-empty/syslog-1.log', { crash: 'fatal-error', text: 'workbuf is not empty' }],
    [
      'nil-dereference-multiplexed-stream-chainlink-20254/container.log',
      { crash: 'panic', signal: 'SIGSEGV', address: '0x18' },
    ],
    ['nil-dereference-pull-moby-15923/dockerd.log', { crash: 'panic', signal: 'SIGSEGV', address: '0x8' }],
    ['nil-dereference-singleflight-moby-45454/journal.log', { crash: 'panic', program: 'dockerd' }],
    ['plpan-docker-hang-runc-init-starved/runc-init-stderr.txt', { crash: 'signal', signal: 'SIGABRT' }],
    [
      'zgz-containerd-page-type-12/containerd-console.log',
      { crash: 'panic', text: 'invalid page type: 12: 10', program: 'containerd' },
    ],
    ['zgz-containerd-panics-after-disk-damage/containerd-journal.log', { crash: 'panic', program: 'containerd' }],
    ['zgz-everything-segfaults/containerd-console.log', { crash: 'fatal-error', text: 'bad lfnode address' }],
    ['zgz-freelist-page-zh-month/journal.log', { crash: 'panic', program: 'dockerd' }],
  ])('of incident %s', (path, facts) => {
    const all = assemble(goCrashFormat, readShared(`incidents/${path}`));
    expect(all.map((report) => report.facts)).toEqual([expect.objectContaining({ ...facts, confirmed: true })]);
  });

  it.each([
    ['kernel-too-old-el6-moby-9310/docker.log', 'unexpected signal during runtime execution'],
    ['scylla-6457-dockerd-core-dump/messages.log', 'systemstack called from unexpected goroutine'],
  ])('whose last words are all that is left: %s', (path, text) => {
    const all = assemble(goCrashFormat, readShared(`incidents/${path}`));
    expect(all.map((report) => [report.facts['text'], report.facts['confirmed']])).toEqual([[text, false]]);
  });
});
