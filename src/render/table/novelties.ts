import type { NoveltySummary, ReportDocument } from '../../core/report-document.js';
import { SEVERITY_STYLES } from '../ansi.js';
import { noveltyWords, shownNovelties } from '../novelty-words.js';
import { shortMoment } from '../when.js';
import { displayWidth, padEnd, truncate, truncateStart } from '../width.js';
import { heading, oneLine, paragraph, type Screen } from './screen.js';

const TIME_WIDTH = 8;

/** `  12:05:11  docker.journal.txt:24428  dockerd: containerd: container oom`; with `verbose` the line itself and why it is told. */
function noveltyLine(screen: Screen, novelty: NoveltySummary, placeWidth: number): string[] {
  const moment = shortMoment(screen.time, novelty.time, 0, novelty.time);
  const { ellipsis } = screen.glyphs;
  const place = truncateStart(screen.text(`${screen.place(novelty.source)}:${novelty.line}`), placeWidth, ellipsis);
  const room = screen.width - TIME_WIDTH - placeWidth - 6;
  const text = truncate(screen.text(noveltyWords(novelty)), room, ellipsis);
  const painted = novelty.gravity === 'info' ? text : screen.paint(text, ...SEVERITY_STYLES[novelty.gravity]);
  const line =
    `  ${padEnd(moment, TIME_WIDTH)}  ${screen.paint(padEnd(place, placeWidth), 'cyan')}  ${painted}`.trimEnd();
  if (!screen.verbose) return [line];
  return [line, ...paragraph(screen, 4, novelty.text), ...paragraph(screen, 4, novelty.why)];
}

/** Kinds of lines that were not there before. */
export function noveltyLines(screen: Screen, document: ReportDocument): string[] {
  const { shown, more } = shownNovelties(document, screen.verbose);
  if (shown.length === 0) return [];
  const widest = Math.max(
    ...shown.map(({ source, line }) => displayWidth(screen.text(`${screen.place(source)}:${line}`))),
  );
  const placeWidth = Math.min(widest, Math.floor(screen.width / 3));
  const lines = [heading(screen, screen.words.noveltyTitle)];
  for (const novelty of shown) lines.push(...noveltyLine(screen, novelty, placeWidth));
  if (more > 0) lines.push(oneLine(screen, 2, screen.words.moreVerbose(more), 'dim'));
  return lines;
}
