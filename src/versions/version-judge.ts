import type { RawFinding } from '../core/raw-finding.js';
import type { PlacedSignal } from '../core/signal.js';
import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import {
  type AffectedRange,
  type PlacedSighting,
  type VersionedProgram,
  type VersionVerdict,
} from '../core/version.js';
import { findRunning, type Question } from './find-running.js';
import { judgeRanges } from './judge-range.js';
import { describeRanges, describeVerdict } from './verdict-text.js';

/** A finding of the version's part: what it claims, and whether that may move the confidence. */
interface Judged {
  readonly verdict: VersionVerdict;
  readonly counts: boolean;
}

export interface VersionJudge {
  /** One a program that the finding's signature names: what is known first, then in the signature's order. */
  readonly verdicts: (finding: Pick<RawFinding, 'signature' | 'signals'>) => readonly VersionVerdict[];
  /** The finding with its confidence moved a little: up if a version that has the defect runs, down if one that has not. */
  readonly weigh: (finding: RawFinding) => RawFinding;
}

/** Share of the doubt that a fitting version takes away, and of the confidence that is left by one that does not fit. */
const RAISE = 0.2;
const LOWER = 0.85;

/**
 * Compares the versions that the logs told with those that the signatures name. `hosts`: all hosts of the analysis; where there are several, versions
 * count only for findings of the same host or source.
 */
export function createVersionJudge(sightings: readonly PlacedSighting[], hosts: readonly string[]): VersionJudge {
  const isOneHost = new Set(hosts.map(shortHost)).size <= 1;

  function judge({ signature, signals }: Pick<RawFinding, 'signature' | 'signals'>): Judged[] {
    if (signature.affected.length === 0) return [];
    const question = questionOf(signals, isOneHost);
    const programs = [...new Set(signature.affected.map(({ program }) => program))];
    return programs
      .map((program) =>
        judgeProgram(
          program,
          signature.affected.filter((range) => range.program === program),
          question,
        ),
      )
      .sort((a, b) => rank(a.verdict) - rank(b.verdict));
  }

  function judgeProgram(program: VersionedProgram, ranges: readonly AffectedRange[], question: Question): Judged {
    const running = findRunning(program, sightings, question);
    const about = describeRanges(ranges);
    if (running === undefined || running.kind === 'several') {
      const told = running === undefined ? {} : { running: running.versions.slice(0, 3).join(', ') };
      const text = describeVerdict(program, running, 'unknown', about);
      return { verdict: { program, ...told, verdict: 'unknown', text }, counts: false };
    }
    const told = judgeRanges(program, running.sighting, ranges);
    // Versions go up as a rule: what runs later without the fix ran without it before, if it was not too old for the defect.
    const isBound =
      running.kind === 'later' && (told === 'not-affected' || ranges.some(({ from }) => from !== undefined));
    const verdict = isBound ? 'unknown' : told;
    return {
      verdict: {
        program,
        running: running.sighting.version,
        verdict,
        text: describeVerdict(program, running, verdict, about),
      },
      counts: verdict !== 'unknown' && running.kind === 'then',
    };
  }

  return {
    verdicts: (finding) => judge(finding).map(({ verdict }) => verdict),
    weigh(finding) {
      const counting = judge(finding).filter(({ counts }) => counts);
      const first = counting[0]?.verdict;
      // Programs that contradict each other decide nothing.
      if (first === undefined || counting.some(({ verdict }) => verdict.verdict !== first.verdict)) return finding;
      const { confidence, reasons } = finding;
      return first.verdict === 'affected'
        ? { ...finding, confidence: confidence + (1 - confidence) * RAISE, reasons: [...reasons, first.text] }
        : {
            ...finding,
            confidence: confidence * LOWER,
            reasons: [...reasons, `${first.text}: that speaks against it`],
          };
    },
  };
}

function rank({ verdict, running }: VersionVerdict): number {
  if (verdict === 'affected') return 0;
  if (verdict === 'not-affected') return 1;
  return running === undefined ? 3 : 2;
}

/** When a finding began, on which hosts, and in which sources it stands. */
function questionOf(signals: readonly PlacedSignal[], isOneHost: boolean): Question {
  let beganUs: number | undefined;
  let slackUs = 0;
  const hosts = new Set<string>();
  const sources = new Set<number>();
  for (const { time, waitMinutes, entities, evidence } of signals) {
    for (const { kind, value } of entities) if (kind === 'host') hosts.add(shortHost(value));
    for (const { record } of evidence) sources.add(record.position.source);
    if (time === undefined) continue;
    const us = time.us - (waitMinutes?.max ?? 0) * US_PER_MINUTE;
    if (beganUs !== undefined && us >= beganUs) continue;
    beganUs = us;
    slackUs = time.uncertaintyUs + US_PER_SECOND;
  }
  return {
    ...(beganUs === undefined ? {} : { untilUs: beganUs + slackUs }),
    applies: (sighting) => {
      if (sources.has(sighting.source) && (sighting.host === undefined || hosts.size === 0)) return true;
      if (sighting.host !== undefined && hosts.size > 0) return hosts.has(shortHost(sighting.host));
      return isOneHost;
    },
  };
}

function shortHost(host: string): string {
  return /^[\d.]+$/.test(host) ? host : (host.split('.')[0] ?? host).toLowerCase();
}
