import type { Evidence, Finding } from '../core/report-document.js';
import type { FindingTree } from './finding-tree.js';
import { ENGLISH, type Words } from './language/index.js';
import { isShowable, momentWords, type TimeFormat } from './times.js';

/** Times less than this apart (µs) are shown as one. */
const SAME_MOMENT_US = 1_000_000;

/** When a finding happened, in words: `about 2018-12-14 12:04 UTC, ± 2 min, until 12:19:06 (14 min), seen 57 times`. */
export function whenWords(finding: Finding, format: TimeFormat, utc: TimeFormat, words: Words = ENGLISH): string {
  const seen = finding.count > 1 ? words.seenTimes(finding.count) : '';
  if (finding.from === undefined || !isShowable(finding.from)) {
    return words.onlyOrder + seen;
  }
  let moment = momentWords(format, utc, finding.from, finding.uncertainty ?? 0, words);
  const length = (finding.to ?? finding.from) - finding.from;
  if (finding.to !== undefined && isShowable(finding.to) && length >= SAME_MOMENT_US) {
    const sameDay = format.date(finding.to) === format.date(finding.from);
    const end = `${sameDay ? '' : `${format.date(finding.to)} `}${format.time(finding.to, 0)}`;
    moment += words.until(end, words.duration(length));
  }
  return moment + seen;
}

/** The evidence that a finding's `from` rests on. */
function firstEvidence(finding: Finding): Evidence | undefined {
  return (
    finding.evidence.find((evidence) => evidence.time !== undefined && evidence.time === finding.from) ??
    finding.evidence.find((evidence) => evidence.time !== undefined) ??
    finding.evidence[0]
  );
}

/** How the time of a finding was obtained: its basis and the clock of the source that it rests on. */
export function clockWords(finding: Finding, tree: FindingTree, words: Words = ENGLISH): string {
  const evidence = firstEvidence(finding);
  const source = evidence === undefined ? undefined : tree.sourceOf(evidence.source);
  const basis = words.basis[finding.timeBasis];
  if (source === undefined || source.clock.method === '') return basis;
  return words.clockOf(basis, words.sentence(source.clock.method), source.name);
}

/** A short moment for one-line entries: `12:04:41`, with the date where it is not the reference's, `~` where unsure. */
export function shortMoment(
  format: TimeFormat,
  us: number | undefined,
  uncertainty: number | undefined,
  reference: number | undefined,
): string {
  if (us === undefined || !isShowable(us)) return '';
  const unsure = uncertainty ?? 0;
  const date = reference !== undefined && format.date(reference) === format.date(us) ? '' : `${format.date(us)} `;
  if (unsure >= 60 * SAME_MOMENT_US) return `~${date}${format.minute(us)}`;
  return unsure >= SAME_MOMENT_US ? `~${date}${format.time(us, 0)}` : `${date}${format.time(us, 0)}`;
}
