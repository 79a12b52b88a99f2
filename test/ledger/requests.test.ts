import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../src/core/log-record.js';
import { createRequestLedger } from '../../src/ledger/requests.js';

const ID = 'eb83fb320c3d610c3cf209fb80aad4277f3ec0991be4500a49829368f2e2ac20';
const OTHER = '18ade0ec6068057f94b9454b8453203dd107c4c0014cf0a9b8c7d6e5f4a3b2c1';

/** `[seconds, message, fields]`, as dockerd logs them. */
type Line = readonly [number, string, Record<string, string>?];

function open(lines: readonly Line[]): string[] {
  const ledger = createRequestLedger();
  for (const [index, [seconds, message, fields]] of lines.entries()) {
    const record: LogRecord = {
      position: { source: 0, line: index + 1, offset: index * 100 },
      time: { kind: 'wall', us: seconds * 1_000_000, resolutionUs: 1 },
      origin: 'dockerd',
      message,
      format: 'logfmt',
      raw: message,
      ...(fields === undefined ? {} : { fields }),
    };
    ledger.record(record);
  }
  return ledger
    .open()
    .map(
      ({ count, what, container, first, state }) =>
        `${count} ${what} ${container?.slice(0, 4) ?? '-'} line ${first.line} ${state}`,
    );
}

const start = (id: string): string => `Calling POST /v1.27/containers/${id}/start`;
const oldEvent = (type: string, id: string, pid = ''): string =>
  `libcontainerd: received containerd event: &types.Event{Type:"${type}", Id:"${id}", Status:0x0, Pid:"${pid}", Timestamp:(*timestamp.Timestamp)(0xc4)}`;

describe('the ledger of requests', () => {
  it('keeps a start open that containerd never reported as done', () => {
    expect(
      open([
        [0, start(ID)],
        [120, 'Calling GET /_ping'],
      ]),
    ).toEqual([`1 POST /containers/{id}/start eb83 line 1 open`]);
  });

  it('closes a start by the event with its id, and leaves the other one open', () => {
    const lines: Line[] = [
      [0, start(ID)],
      [1, start(OTHER)],
      [2, oldEvent('start-container', OTHER)],
      [300, 'x'],
    ];
    expect(open(lines)).toEqual([`1 POST /containers/{id}/start eb83 line 1 open`]);
  });

  it('closes the oldest start by an event without an id, as Docker logs it from 18.09 on', () => {
    const event: Line = [2, 'event', { topic: '/tasks/start', module: 'libcontainerd' }];
    expect(open([[0, start(ID)], event, [300, 'x']])).toEqual([]);
  });

  it('reads requests of Docker 28 from the field that holds the address', () => {
    const request = { 'request-url': `/v1.51/containers/${ID}/stop?t=5`, method: 'POST' };
    expect(
      open([
        [0, 'handling POST request', request],
        [300, 'x'],
      ]),
    ).toEqual([`1 POST /containers/{id}/stop eb83 line 1 open`]);
  });

  it('closes a request that failed, and a stop whose container ended', () => {
    expect(
      open([
        [0, start(ID)],
        [1, `Calling POST /v1.27/containers/${OTHER}/stop?t=10`],
        [5, `Handler for POST /v1.27/containers/${ID}/start returned error: oci runtime error`],
        [6, 'ignoring event', { container: OTHER, topic: '/tasks/delete' }],
        [300, 'x'],
      ]),
    ).toEqual([]);
  });

  it('takes a signal that ends no container for answered', () => {
    expect(
      open([
        [0, `Calling POST /v1.27/containers/${ID}/kill?signal=HUP`],
        [300, 'x'],
      ]),
    ).toEqual([]);
    expect(
      open([
        [0, `Calling POST /v1.27/containers/${ID}/kill?signal=KILL`],
        [300, 'x'],
      ]),
    ).toHaveLength(1);
  });

  it('keeps an exec open until its process is reported as started, if the log has such reports', () => {
    const exec: Line = [0, 'Calling POST /v1.27/exec/5c8aa6e2b2b0/start'];
    const reported = (pid: string): Line => [2, oldEvent('start-process', ID, pid)];
    expect(open([exec, [300, 'x']])).toEqual([]);
    expect(open([exec, reported('0e7dc1a5d2f9'), [300, 'x']])).toEqual([`1 POST /exec/{id}/start - line 1 open`]);
    expect(open([exec, reported('5c8aa6e2b2b0'), [300, 'x']])).toEqual([]);
  });

  it('does not tell of a request that has only just begun', () => {
    expect(
      open([
        [0, start(ID)],
        [30, 'x'],
      ]),
    ).toEqual([]);
  });

  it('counts reads from the moment on since which something is open, and says that their answers are not logged', () => {
    const list = (seconds: number): Line => [seconds, 'Calling GET /v1.27/containers/json?all=1'];
    expect(open([list(0), list(1), list(2), list(300)])).toEqual([]);
    expect(open([list(0), [10, start(ID)], list(20), list(40), list(90)])).toEqual([
      `1 POST /containers/{id}/start eb83 line 2 open`,
      `3 GET /containers/json - line 3 not-logged`,
    ]);
  });

  it('forgets what was open when the daemon ended or started', () => {
    expect(
      open([
        [0, start(ID)],
        [100, "Processing signal 'terminated'"],
        [300, 'x'],
      ]),
    ).toEqual([]);
    expect(
      open([
        [0, start(ID)],
        [100, 'Starting up'],
        [300, 'x'],
      ]),
    ).toEqual([]);
  });

  it('holds a bounded number of open requests', () => {
    const lines = Array.from({ length: 5_000 }, (_, n): Line => [n / 100, start(n.toString(16).padStart(64, '0'))]);
    expect(open([...lines, [900, 'x']])).toHaveLength(1_000);
  });
});
