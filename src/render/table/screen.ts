import { hyperlink, paint, type Style } from '../ansi.js';
import type { RenderOptions } from '../options.js';
import { forAsciiTerminal, forTerminal } from '../sanitize.js';
import type { Language } from '../../core/language.js';
import { WORDS, type Words } from '../language/index.js';
import { createTimeFormat, type TimeFormat } from '../times.js';
import { displayWidth, padEnd, truncate, wrap } from '../width.js';

const MIN_WIDTH = 40;
const MAX_WIDTH = 400;
/** Shorter folders stay in the names. */
const MIN_FOLDER = 8;

/** Characters that docklog itself draws with. */
interface Glyphs {
  readonly ellipsis: string;
  readonly rule: string;
  /** Branches of a tree, all equally wide. */
  readonly tee: string;
  readonly corner: string;
  readonly pipe: string;
  readonly gap: string;
}

/** What the sections of the terminal report share: the options, made concrete. */
export interface Screen {
  readonly width: number;
  readonly verbose: boolean;
  readonly time: TimeFormat;
  readonly utc: TimeFormat;
  readonly glyphs: Glyphs;
  readonly words: Words;
  /** The folder that all sources lie in, left out where it is told once; empty if there is none. */
  readonly folder: string;
  /** Any text of the document or of docklog, made fit for one line. Everything shown goes through it once. */
  text(text: string): string;
  paint(text: string, ...styles: readonly Style[]): string;
  link(shown: string, url: string): string;
  /** A sentence about the input in the language of the screen, without `folder`. */
  sentence(text: string): string;
  /** Name of a source without `folder`. */
  place(source: string): string;
}

/** What a screen is about. */
interface Shown {
  readonly language?: Language;
  readonly sources?: readonly { readonly name: string }[];
}

export function createScreen(options: RenderOptions, { language = 'en', sources = [] }: Shown = {}): Screen {
  // With all details names are told in full.
  const folder = options.verbose ? '' : commonFolder(sources.map(({ name }) => name));
  // In ASCII another script would be all escapes.
  const words = WORDS[options.ascii ? 'en' : language];
  const width = Number.isFinite(options.width) ? Math.floor(options.width) : 80;
  return {
    width: Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)),
    verbose: options.verbose,
    time: createTimeFormat(options.zone),
    utc: createTimeFormat('UTC'),
    words,
    folder,
    glyphs: options.ascii
      ? { ellipsis: '...', rule: '-', tee: '|- ', corner: '`- ', pipe: '|  ', gap: '   ' }
      : { ellipsis: '…', rule: '─', tee: '├─ ', corner: '└─ ', pipe: '│  ', gap: '   ' },
    text: options.ascii ? forAsciiTerminal : forTerminal,
    paint: (text, ...styles) => (options.color ? paint(text, ...styles) : text),
    link: (shown, url) => (options.hyperlinks ? hyperlink(shown, url) : shown),
    sentence: (text) => words.sentence(folder === '' ? text : text.replaceAll(folder, '')),
    place: (source) => (source.startsWith(folder) ? source.slice(folder.length) : source),
  };
}

/** The folder that all of several names begin with, or that of one, with its slash; a short one is not worth a word. */
function commonFolder(names: readonly string[]): string {
  const first = names[0] ?? '';
  let end = first.lastIndexOf('/') + 1;
  for (const name of names) {
    while (end > 0 && !name.startsWith(first.slice(0, end))) end = first.lastIndexOf('/', end - 2) + 1;
  }
  return end < MIN_FOLDER ? '' : first.slice(0, end);
}

/** A section's heading, on the left edge. */
export function heading(screen: Screen, text: string): string {
  return screen.paint(truncate(screen.text(text), screen.width, screen.glyphs.ellipsis), 'bold');
}

/** One line, cut at the width. */
export function oneLine(screen: Screen, indent: number, text: string, ...styles: readonly Style[]): string {
  const shown = truncate(screen.text(text), screen.width - indent, screen.glyphs.ellipsis);
  return ' '.repeat(indent) + screen.paint(shown, ...styles);
}

/** A paragraph; `hanging` is the further indent of its second and later lines. */
export function paragraph(
  screen: Screen,
  indent: number,
  text: string,
  hanging = 0,
  ...styles: readonly Style[]
): string[] {
  const shown = screen.text(text).trim();
  const lines = wrap(shown, screen.width - indent - hanging);
  return lines.map((line, index) => ' '.repeat(indent + (index === 0 ? 0 : hanging)) + screen.paint(line, ...styles));
}

/** Width of the labels at the left of a block, and of the space before them. */
const LABEL_WIDTH = 8;
const LABEL_INDENT = 2;

/** `  since   2018-12-14 …`, wrapped beside its label. At most `maxLines` lines, the last one marked if more were left. */
export function labelled(screen: Screen, label: string, text: string, maxLines = Infinity): string[] {
  const left = LABEL_INDENT + LABEL_WIDTH;
  const room = screen.width - left;
  const lines = wrap(screen.text(text).trim(), room);
  if (lines.length > maxLines) {
    lines.length = maxLines;
    const last = lines[maxLines - 1] ?? '';
    lines[maxLines - 1] = truncate(`${last} ${screen.glyphs.ellipsis}`, room, screen.glyphs.ellipsis);
  }
  return lines.map((line, index) =>
    index === 0
      ? `${' '.repeat(LABEL_INDENT)}${screen.paint(padEnd(label, LABEL_WIDTH - 1), 'dim')} ${line}`
      : ' '.repeat(left) + line,
  );
}

/** The same on one line, cut within a word where it must be; all of it when verbose. */
export function labelledLine(screen: Screen, label: string, text: string): string[] {
  const shown = screen.text(text).trim();
  const room = screen.width - LABEL_INDENT - LABEL_WIDTH;
  return labelled(screen, label, screen.verbose ? shown : truncate(shown, room, screen.glyphs.ellipsis));
}

/** Whether `labelled` with `maxLines` would cut this text. */
export function wouldCut(screen: Screen, text: string, maxLines: number): boolean {
  return wrap(screen.text(text).trim(), screen.width - LABEL_INDENT - LABEL_WIDTH).length > maxLines;
}

/** A left text and a right one on one line; the left one is cut to make room. */
export function leftAndRight(screen: Screen, left: string, right: string): readonly [string, string] {
  const shownRight = screen.text(right);
  const room = screen.width - displayWidth(shownRight) - (shownRight === '' ? 0 : 2);
  return [truncate(screen.text(left), room, screen.glyphs.ellipsis), shownRight];
}
