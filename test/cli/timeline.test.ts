import { describe, expect, it } from 'vitest';
import { runDocklog, type Ended } from '../run-docklog.js';

const ID = 'eb83fb320c3d610c3cf209fb80aad4277f3ec0991be4500a49829368f2e2ac20';
const LOG = [
  'time="2018-12-14T20:04:00.100000000+08:00" level=info msg="Daemon has completed initialization"',
  `time="2018-12-14T20:04:44.100000000+08:00" level=debug msg="Calling POST /v1.27/containers/${ID}/start"`,
  'time="2018-12-14T20:04:45.788669544+08:00" level=debug msg="Calling GET /v1.27/containers/json?all=1"',
  'time="2018-12-14T20:05:45.788669544+08:00" level=debug msg="Calling GET /v1.27/containers/json?all=1"',
  'time="2018-12-14T20:14:45.788669544+08:00" level=debug msg="Calling GET /v1.27/containers/json?all=1"',
  'time="2018-12-14T20:44:45.788669544+08:00" level=debug msg="Calling GET /_ping"',
  '',
].join('\n');

const timeline = (...args: string[]): Ended =>
  runDocklog(['timeline', ...args, '-'], { input: LOG, env: { COLUMNS: '100' } });

describe('docklog timeline', () => {
  it('shows states and waits in order, and what was open at the end', () => {
    const { code, stdout } = timeline('--tz', '+08:00');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2018-12-14 \+08:00\n 20:04:00\.100 {2}state .*Daemon has completed initialization/);
    expect(stdout).toContain('waits 40 min, until 20:44:45');
    expect(stdout).toContain('Open at the end\n');
    expect(stdout).toMatch(/ 1 {2}POST +2018-12-14 20:04:44 +40 min +<stdin>:2\n +\/containers\/eb83fb320c3d\//);
  });

  it('shows what was around a time, as JSON', () => {
    const { stdout } = timeline('--around', '2018-12-14 20:04:00', '--window', '10s', '--tz', '+08:00', '-f', 'json');
    const { timeline: entries } = JSON.parse(stdout) as { timeline: { kind: string; line: number }[] };
    expect(entries.map(({ kind, line }) => [kind, line])).toEqual([['state', 1]]);
  });

  it('takes a time without a date for one of the log, of whatever day that is', () => {
    const { stdout } = timeline('--around', '20:04', '--window', '10s', '--tz', '+08:00', '-f', 'json');
    const { timeline: entries } = JSON.parse(stdout) as { timeline: { line: number }[] };
    expect(entries.map(({ line }) => line)).toEqual([1]);
  });

  it('shows what names an entity, an object a line', () => {
    const { stdout } = timeline('--entity', 'eb83fb32', '-f', 'ndjson');
    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual(['timeline', 'open-request']);
  });

  it('says how many entries a limit left out', () => {
    expect(timeline('--limit', '1').stdout).toMatch(/\d+ entr(?:y|ies) left out/);
  });

  it.each([
    ['--window', 'soon'],
    ['--entity', ''],
    ['--limit', '0'],
    ['--around', 'the day before'],
  ])('refuses %s %j with one line and code 2', (option, value) => {
    const { code, stderr, stdout } = timeline(option, value);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
