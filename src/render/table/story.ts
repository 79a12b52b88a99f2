import type { Finding } from '../../core/report-document.js';
import { bestExcerpt, needlesOf, spansOf, type Span } from '../excerpt.js';
import { decisiveEvidence, storyOf, type DecisiveLine } from '../decisive-evidence.js';
import type { FindingTree } from '../finding-tree.js';
import { isShowable } from '../times.js';
import { displayWidth, padEnd, takeWidth, truncate, truncateStart, wrap } from '../width.js';
import type { Screen } from './screen.js';

/** From this width on, a line of evidence stands beside its place instead of below it. */
const BESIDE_FROM_WIDTH = 120;
/** Evidence lines that a document keeps for a finding; as many may stand for more. */
const KEPT_EVIDENCE = 20;

/** Lines that one piece of evidence takes on this screen. */
export function linesPerEvidence(screen: Screen): number {
  return screen.width >= BESIDE_FROM_WIDTH ? 1 : 2;
}

const LONG_ID = /\b[0-9a-f]{64}\b/g;

interface Shown {
  readonly time: string;
  readonly place: string;
  readonly role: string;
  readonly text: string;
}

function show(screen: Screen, tree: FindingTree, finding: Finding, line: DecisiveLine): Shown {
  const { evidence, alike } = line;
  const unsure = tree.sourceOf(evidence.source)?.clock.uncertainty ?? 0;
  let time = screen.words.noTime;
  if (evidence.time !== undefined && isShowable(evidence.time)) {
    const day = screen.time.date(evidence.time);
    const date = finding.from !== undefined && screen.time.date(finding.from) === day ? '' : `${day} `;
    time = `${unsure >= 1_000_000 ? '~' : ''}${date}${screen.time.time(evidence.time, unsure >= 1_000_000 ? 0 : 3)}`;
  }
  const more = alike > 1 ? screen.words.oneOf(alike, alike >= KEPT_EVIDENCE) : '';
  return {
    time,
    place: screen.text(`${screen.place(evidence.source)}:${evidence.line}`),
    role: screen.text(`${evidence.role}${more}`),
    text: screen.text(evidence.text).trim(),
  };
}

/** Paints the interesting places of a shown text bold. */
function highlight(screen: Screen, text: string, spans: readonly Span[], from: number): string {
  let out = '';
  let at = 0;
  for (const span of spans) {
    // Entities and the plainest words; bold for every telling word would be noise.
    if (span.weight < 4) continue;
    const start = Math.max(at, span.from - from);
    const end = Math.min(text.length, span.to - from);
    if (start >= end) continue;
    out += text.slice(at, start) + screen.paint(text.slice(start, end), 'bold');
    at = end;
  }
  return out + text.slice(at);
}

/** The part of a log line worth its room, cut at both ends where needed. */
function excerptLine(screen: Screen, whole: string, needles: readonly string[], room: number): string {
  if (displayWidth(whole) <= room) return highlight(screen, whole, spansOf(whole, needles), 0);
  const { ellipsis } = screen.glyphs;
  // Twelve digits name a container as well as 64 do.
  const text = whole.replace(LONG_ID, (id) => id.slice(0, 12) + ellipsis);
  const spans = spansOf(text, needles);
  if (displayWidth(text) <= room) return highlight(screen, text, spans, 0);
  const markWidth = displayWidth(ellipsis);
  const { from } = bestExcerpt(text, spans, room - 2 * markWidth);
  const before = from > 0 ? ellipsis : '';
  let shown = text.slice(from);
  let after = '';
  if (displayWidth(before) + displayWidth(shown) > room) {
    after = ellipsis;
    shown = takeWidth(shown, room - displayWidth(before) - markWidth).trimEnd();
  }
  return before + highlight(screen, shown, spans, from) + after;
}

function evidenceLines(screen: Screen, tree: FindingTree, finding: Finding, chosen: readonly DecisiveLine[]): string[] {
  const shown = chosen.map((line) => show(screen, tree, finding, line));
  const needles = needlesOf(finding);
  const indent = 2;
  const timeWidth = Math.min(25, Math.max(0, ...shown.map((line) => line.time.length)));
  const beside = linesPerEvidence(screen) === 1;
  const restWidth = screen.width - indent - timeWidth - 4;
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(displayWidth));
  const { ellipsis } = screen.glyphs;
  if (beside && !screen.verbose) {
    const roleWidth = Math.min(widest(shown.map(({ role }) => role)), Math.floor(restWidth / 7));
    const placeWidth = Math.min(widest(shown.map(({ place }) => place)), Math.floor(restWidth / 4));
    const room = screen.width - indent - timeWidth - placeWidth - roleWidth - 6;
    return shown.map((line) => {
      const place = screen.paint(padEnd(truncateStart(line.place, placeWidth, ellipsis), placeWidth), 'cyan');
      const role = padEnd(truncate(line.role, roleWidth, ellipsis), roleWidth);
      const text = excerptLine(screen, line.text, needles, room);
      return `${' '.repeat(indent)}${padEnd(line.time, timeWidth)}  ${place}  ${role}  ${text}`.trimEnd();
    });
  }
  const room = screen.width - indent - 2;
  return shown.flatMap((line) => {
    // What the line shows tells more than where a long path begins.
    const role = truncate(line.role, Math.floor(restWidth / 1.5), ellipsis);
    const place = truncateStart(line.place, restWidth - displayWidth(role), ellipsis);
    const head = `${' '.repeat(indent)}${padEnd(line.time, timeWidth)}  ${screen.paint(place, 'cyan')}  ${role}`;
    const texts = screen.verbose ? wrap(line.text, room) : [excerptLine(screen, line.text, needles, room)];
    return [head.trimEnd(), ...texts.map((text) => `${' '.repeat(indent + 2)}${text}`)];
  });
}

/** The decisive lines of a finding, `limit` at most; with `verbose` all that the document holds. */
export function storyLines(screen: Screen, tree: FindingTree, finding: Finding, limit: number): string[] {
  const parts = tree.partsOf(finding);
  const chosen = screen.verbose
    ? storyOf(finding, parts).map((evidence) => ({ evidence, alike: 1 }))
    : decisiveEvidence(finding, parts, limit);
  return evidenceLines(screen, tree, finding, chosen);
}
