import { describe, expect, it } from 'vitest';
import { explainLine, type LineExplanation, type RecordExplanation } from '../src/explain-line.js';
import { explainLineText } from '../src/explain-line-text.js';
import { compileSignature } from '../src/patterns/compile.js';
import type { RawRecordMatch, RawSignature } from '../src/patterns/raw-signature.js';
import { createSignalMatcher } from '../src/signals/signal-matcher.js';

function signature(id: string, match: RawRecordMatch, more: Partial<RawSignature> = {}): RawSignature {
  return {
    id,
    title: `title of ${id}`,
    severity: 'error',
    match: [match],
    summary: '',
    cause: '',
    remedy: [],
    ...more,
  };
}

const LINE =
  'Dec 14 20:05:11 node-1 dockerd[7926]: time="2018-12-14T20:05:11.404022035+08:00" level=error msg="Failed to mount \\"vol\\" at /data: device busy" id=7';
const mount = signature('storage.mount', {
  record: 'Failed to mount',
  regex: 'at (?<path>{{path}}): (?<reason>.{1,40}?) id=',
  origins: ['dockerd'],
});

function only(explanation: LineExplanation): RecordExplanation {
  const [record] = explanation.records;
  if (record === undefined || explanation.records.length !== 1) throw new Error('not one record');
  return record;
}
const misses = (signatures: readonly RawSignature[], line = LINE): unknown[] =>
  only(explainLine(line, signatures)).misses.map(({ id, reason, wanted }) => [id, reason, wanted]);

describe('explainLine', () => {
  it('tells the formats and the record', () => {
    const { envelope, payload, record, text } = only(explainLine(LINE, []));
    expect([envelope, payload]).toEqual(['journal-short', 'logfmt']);
    expect(record).toMatchObject({ host: 'node-1', pid: 7926, origin: 'dockerd', level: 'error' });
    expect(text).toBe('Failed to mount "vol" at /data: device busy id=7');
  });

  it('tells what matched, with what it captured, and the literals', () => {
    const { matches, literals } = only(explainLine(LINE, [mount]));
    expect(matches).toEqual([
      {
        id: 'storage.mount',
        severity: 'error',
        title: 'title of storage.mount',
        entities: [
          { kind: 'path', value: '/data' },
          { kind: 'host', value: 'node-1' },
        ],
        values: { reason: 'device busy' },
      },
    ]);
    expect(literals).toEqual([{ literal: 'Failed to mount', ids: ['storage.mount'] }]);
  });

  it('tells the first condition that failed, the nearest signature first', () => {
    expect(
      misses([
        signature('a.case', { record: 'failed TO mount' }),
        signature('a.origin', { record: 'Failed to mount', origins: ['kernel'] }),
        signature('a.all', { record: 'Failed to mount', all: ['device busy', 'thin pool'] }),
        signature('a.regex', { record: 'Failed to mount', regex: 'at sea' }),
        signature('a.veto', { record: 'Failed to mount', not: ['busy'] }),
        signature('a.absent', { record: 'nothing of the kind' }),
      ]),
    ).toEqual([
      ['a.veto', 'veto', 'busy'],
      ['a.regex', 'regex', 'at sea'],
      ['a.all', 'all', 'thin pool'],
      ['a.origin', 'origin', 'kernel, not dockerd'],
      ['a.case', 'case', 'failed TO mount'],
    ]);
  });

  it('tells which finer signature took the line', () => {
    const fine = signature('a.fine', { record: 'device busy' }, { refines: ['storage.mount'] });
    expect(misses([mount, fine])).toEqual([['storage.mount', 'refined', 'a.fine']]);
  });

  it('warns of a literal that the search cannot see in the line', () => {
    const line = '{"log":"pool \\u003cdata\\u003e gone\\n","stream":"stderr","time":"2022-03-03T08:14:07.123456789Z"}';
    const { record } = only(explainLine(line, []));
    expect(record.message).toBe('pool <data> gone');
    expect(misses([signature('a.seen', { record: 'pool <data> gone' })], line)).toEqual([
      ['a.seen', 'hidden', 'pool <data> gone'],
    ]);
  });

  it('says what else a finding takes', () => {
    const often = signature(
      'a.often',
      { record: 'Failed to mount' },
      { rule: { kind: 'threshold', count: 3, within: '10m' } },
    );
    const part = signature('a.part', { record: 'Failed to mount' }, { finding: false });
    const notes = only(explainLine(LINE, [often, part])).matches.map(({ note }) => note);
    expect(notes).toEqual(['a finding from 3 on within 600 s', 'an observation for rules, no finding of its own']);
  });

  it('explains a few lines, and the report that they make up', () => {
    const { records, reports } = explainLine(
      [
        '[100.4] stress invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
        '[100.5] Out of memory: Killed process 77 (stress) total-vm:1024kB, anon-rss:512kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0',
      ].join('\n'),
    );
    expect(records).toHaveLength(2);
    expect(reports.map(({ kind }) => kind)).toEqual(['oom']);
  });

  it('agrees with the matcher on the built-in signatures', () => {
    const line = 'write /var/lib/docker/tmp/x: no space left on device';
    const { matches, misses: others } = only(explainLine(line));
    expect(matches.map(({ id }) => id)).toContain('storage.no-space-left');
    expect(others.filter(({ id }) => matches.some((match) => match.id === id))).toEqual([]);
  });

  it('agrees with the matcher on which of two patterns of a signature counts', () => {
    const both = { ...mount, match: [{ record: 'Failed to mount', regex: 'never' }, { record: 'device busy' }] };
    const explanation = only(explainLine(LINE, [both]));
    const signals = createSignalMatcher([compileSignature(both)]).matchRecord(explanation.record);
    expect(explanation.matches.map(({ id }) => id)).toEqual(signals.map(({ id }) => id));
    expect(explanation.misses).toEqual([]);
  });

  it('makes something of any text', () => {
    for (const text of ['', '\n\n', '\u0000', '{', '"'.repeat(5_000), 'x'.repeat(100_000), '-- Reboot --']) {
      expect(() => explainLineText(explainLine(text, [mount]))).not.toThrow();
    }
  });
});

describe('explainLineText', () => {
  it('shows the answer in words', () => {
    const text = explainLineText(
      explainLine(LINE, [mount, signature('a.origin', { record: 'Failed to mount', origins: ['kernel'] })]),
    );
    expect(text).toContain('journal-short + logfmt');
    expect(text).toContain('time: 2018-12-14T12:05:11.404Z');
    expect(text).toContain('MATCH     storage.mount (error): title of storage.mount');
    expect(text).toContain(
      'a.origin: "Failed to mount" stands in it, but the words of another program: kernel, not dockerd',
    );
  });

  it('lets no control character through', () => {
    const text = explainLineText(explainLine('Failed to mount \u001b[31m\u009b2J\u0007 now', [mount]));
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});
