import type { EnvelopeFormat, LineParser, ParserOptions } from '../core/log-format.js';
import { cleanLine } from './ansi.js';
import type { Entry } from './entry.js';
import { EntryAssembler } from './entry-assembler.js';

/** Reads the first line of an entry; undefined if the line does not begin one. The text has passed `cleanLine`. */
export type EntryReader = (text: string) => Entry | undefined;

/** An envelope format whose entries are told by their first line alone. */
export interface LineFormat extends EnvelopeFormat {
  /** For sources whose primary format this is. */
  readonly read: EntryReader;
  /**
   * For lines of any source: stricter where the format's lines look like another format's.
   */
  readonly readAnywhere: EntryReader;
  /** Tests the first character of an entry's line, so that most formats are not even tried on a line. */
  readonly begins: RegExp;
}

interface LineFormatOptions {
  readonly name: string;
  readonly title: string;
  readonly begins: RegExp;
  readonly read: EntryReader;
  /** Default: `read`. */
  readonly readAnywhere?: EntryReader;
  /** Default: the share of lines that `read` accepts. */
  readonly probe?: (lines: readonly string[]) => number;
}

/**
 * The share of `lines` that `accepts` takes. Lines without text, indented ones (they continue others) and journalctl's
 * markers are not counted.
 */
export function shareOfLines(lines: readonly string[], accepts: (text: string) => boolean): number {
  let counted = 0;
  let accepted = 0;
  for (const line of lines) {
    const text = cleanLine(line);
    if (text.trim() === '' || text.startsWith('-- ')) continue;
    if (accepts(text)) accepted++;
    else if (text.charCodeAt(0) === 0x20 || text.charCodeAt(0) === 0x09) continue;
    counted++;
  }
  return counted === 0 ? 0 : accepted / counted;
}

function createParser(read: EntryReader, { source }: ParserOptions): LineParser {
  const assembler = new EntryAssembler(source);
  return {
    push(line, sink) {
      const text = cleanLine(line.text);
      const entry = read(text);
      if (entry === undefined) return assembler.continueWith(line, text, sink);
      assembler.start(entry, line, text, '', sink);
      return true;
    },
    flush(sink) {
      assembler.flush(sink);
    },
  };
}

export function defineLineFormat(options: LineFormatOptions): LineFormat {
  const { name, title, begins, read, readAnywhere = read, probe } = options;
  return {
    name,
    title,
    kind: 'envelope',
    everyLine: false,
    read,
    readAnywhere,
    begins,
    probe: probe ?? ((lines) => shareOfLines(lines, (text) => read(text) !== undefined)),
    createParser: (parserOptions) => createParser(read, parserOptions),
  };
}
