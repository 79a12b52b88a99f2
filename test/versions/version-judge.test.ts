import { describe, expect, it } from 'vitest';
import type { RawFinding } from '../../src/core/raw-finding.js';
import type { PlacedSignal } from '../../src/core/signal.js';
import { NO_STAMP } from '../../src/core/stamp.js';
import type { AffectedRange, PlacedSighting } from '../../src/core/version.js';
import { compileSignature } from '../../src/patterns/compile.js';
import { createVersionJudge } from '../../src/versions/version-judge.js';

const HANG: readonly AffectedRange[] = [
  { program: 'runc', fixed: '1.0.0-rc5' },
  { program: 'docker', fixed: '17.12.1-ce' },
];

function seen(
  program: PlacedSighting['program'],
  version: string,
  us?: number,
  more: Partial<PlacedSighting> = {},
): PlacedSighting {
  return {
    program,
    version,
    isPatched: false,
    stamp: NO_STAMP,
    line: 1,
    source: 0,
    ...(us === undefined ? {} : { us: us * 1e6 }),
    ...more,
  };
}

/** A finding of second 100, in source 1. */
function finding(affected: readonly AffectedRange[], host?: string, at: number | 'unplaced' = 100): RawFinding {
  const signature = compileSignature({
    id: 'test.hang',
    title: 'Something hangs',
    severity: 'critical',
    summary: 'It hangs.',
    cause: 'A defect.',
    remedy: [{ text: 'Upgrade.' }],
    affected,
  });
  const signal: PlacedSignal = {
    id: 'test.hang',
    evidence: [
      {
        role: 'line',
        text: 'x',
        record: { position: { source: 1, line: 1, offset: 0 }, time: NO_STAMP, origin: 'dockerd' },
      },
    ],
    entities: host === undefined ? [] : [{ kind: 'host', value: host }],
    values: {},
    stamp: NO_STAMP,
    weight: 1,
    certainty: 1,
    ...(at === 'unplaced' ? {} : { time: { us: at * 1e6, uncertaintyUs: 0, basis: 'exact' } }),
  };
  return { signature, signals: [signal], count: 1, confidence: 0.9, reasons: ['seen'], missing: [], partIds: [] };
}

const texts = (
  sightings: readonly PlacedSighting[],
  of: RawFinding = finding(HANG),
  hosts: readonly string[] = [],
): string[] =>
  createVersionJudge(sightings, hosts)
    .verdicts(of)
    .map(({ program, running, verdict, text }) => `${program} ${running ?? '-'} ${verdict}: ${text}`);

describe('the versions of a finding', () => {
  it('are those that ran, and what that means, the known ones first', () => {
    expect(texts([seen('docker', '17.03.2-ce', 50)])).toEqual([
      'docker 17.03.2-ce affected: you run Docker 17.03.2-ce; fixed in 17.12.1-ce',
      'runc - unknown: no line tells which runc you run; fixed in 1.0.0-rc5',
    ]);
    expect(texts([seen('docker', '20.10.5', 50), seen('runc', '1.0.0-rc4+dev', 50)])).toEqual([
      'docker 20.10.5 not-affected: you run Docker 20.10.5, which is not affected (fixed in 17.12.1-ce)',
      'runc 1.0.0-rc4+dev unknown: you run runc 1.0.0-rc4+dev, a build that may hold other fixes than its number says; fixed in 1.0.0-rc5',
    ]);
    expect(texts([], finding([]))).toEqual([]);
  });

  it('are the last ones before it, and say that they changed', () => {
    const upgrades = [
      seen('docker', '1.13.1', 10),
      seen('docker', '17.03.2-ce', 50),
      seen('docker', '17.12.1-ce', 200),
    ];
    expect(texts(upgrades)[0]).toBe(
      'docker 17.03.2-ce affected: you run Docker 17.03.2-ce (1.13.1 before, 17.12.1-ce later); fixed in 17.12.1-ce',
    );
  });

  it('of a later start count only where an older version cannot be without the defect', () => {
    expect(texts([seen('docker', '17.03.2-ce', 200)])[0]).toBe(
      'docker 17.03.2-ce affected: Docker 17.03.2-ce was started later; fixed in 17.12.1-ce',
    );
    expect(texts([seen('docker', '18.06.1-ce', 200)])[0]).toBe(
      'docker 18.06.1-ce unknown: Docker 18.06.1-ce was started later; which version ran before is not known; fixed in 17.12.1-ce',
    );
    const since: readonly AffectedRange[] = [{ program: 'runc', from: '1.0.0-rc4', fixed: '1.0.0-rc94' }];
    expect(texts([seen('runc', '1.0.0-rc93', 200)], finding(since))[0]).toContain('unknown: ');
  });

  it('without a time count if they agree', () => {
    expect(texts([seen('docker', '17.03.2-ce')])[0]).toContain('affected: you run Docker 17.03.2-ce');
    expect(texts([seen('docker', '17.03.2-ce'), seen('docker', '17.12.1-ce')])[0]).toBe(
      'docker 17.03.2-ce, 17.12.1-ce unknown: Docker changed (17.03.2-ce, 17.12.1-ce), and no line tells when; fixed in 17.12.1-ce',
    );
    expect(texts([seen('docker', '17.03.2-ce', 50)], finding(HANG, undefined, 'unplaced'))[0]).toContain('affected: ');
  });

  it('are those of its host', () => {
    const both = [
      seen('docker', '17.03.2-ce', 50, { host: 'node1.example.com' }),
      seen('docker', '20.10.5', 60, { host: 'node2' }),
    ];
    const hosts = ['node1', 'node2'];
    expect(texts(both, finding(HANG, 'node1'), hosts)[0]).toContain('docker 17.03.2-ce affected');
    expect(texts(both, finding(HANG, 'node2'), hosts)[0]).toContain('docker 20.10.5 not-affected');
    expect(texts(both, finding(HANG, 'node3'), hosts)[0]).toContain('runc - unknown');
    // Without a host, of several hosts: only what stands in the same source.
    expect(texts([seen('docker', '17.03.2-ce', 50)], finding(HANG, 'node1'), hosts)[0]).toContain('runc - unknown');
    expect(texts([seen('docker', '17.03.2-ce', 50, { source: 1 })], finding(HANG, 'node1'), hosts)[0]).toContain(
      'docker 17.03.2-ce affected',
    );
  });
});

describe('the confidence of a finding', () => {
  const weigh = (sightings: readonly PlacedSighting[], of = finding(HANG)): RawFinding =>
    createVersionJudge(sightings, []).weigh(of);

  it('rises a little if a version with the defect runs', () => {
    const { confidence, reasons } = weigh([seen('docker', '17.03.2-ce', 50)]);
    expect(confidence).toBeCloseTo(0.92);
    expect(reasons).toEqual(['seen', 'you run Docker 17.03.2-ce; fixed in 17.12.1-ce']);
  });

  it('falls a little if one without it runs', () => {
    const { confidence, reasons } = weigh([seen('docker', '20.10.5', 50)]);
    expect(confidence).toBeCloseTo(0.765);
    expect(reasons.at(-1)).toContain('speaks against it');
  });

  it.each([
    ['nothing is known', []],
    ['it is a build of a distribution', [seen('docker', '17.03.2-ce', 50, { isPatched: true })]],
    ['programs contradict each other', [seen('docker', '17.03.2-ce', 50), seen('runc', '1.0.0', 50)]],
    ['the version was seen later only', [seen('docker', '17.03.2-ce', 200)]],
  ])('stays where %s', (_, sightings) => {
    expect(weigh(sightings)).toMatchObject({ confidence: 0.9, reasons: ['seen'] });
  });
});
