import type { EnvelopeFormat } from '../core/log-format.js';
import { cleanLine } from './ansi.js';
import { entryOfJournalJson, isJournalJson } from './journal-json.js';
import { createJsonBlockParser, type JsonBlockOptions } from './json-block.js';

const NAME = 'journal-json-pretty';

const BLOCKS: JsonBlockOptions = {
  shapes: [
    { opens: /^\{$/, entries: '$', frame: '' },
    // What `jq -s` makes of entries.
    { opens: /^\[$/, entries: '$.*', frame: '[' },
  ],
  toEntry: (object, damaged) => entryOfJournalJson(NAME, object, damaged),
};

/** `{`, `},`, `]`. */
const FRAME = /^[\t ]{0,8}[[\]{}],?$/;
/** `\t"MESSAGE" : "text",`. */
const PAIR = /^[\t ]{1,8}"/;

function probe(lines: readonly string[]): number {
  const texts = lines.map(cleanLine).filter((text) => text !== '');
  if (!texts.some((text) => FRAME.test(text)) || !texts.some((text) => PAIR.test(text) && isJournalJson(text)))
    return 0;
  const fitting = texts.filter((text) => FRAME.test(text) || /^[\t ]/.test(text));
  return fitting.length / texts.length;
}

/**
 * `journalctl -o json-pretty` (195 on): objects over many lines, tab-indented `"KEY" : "value"`, nothing around them. Also what jq makes of
 * `journalctl -o json`: indented by two spaces, with `-s` in an array.
 */
export const journalJsonPretty: EnvelopeFormat = {
  name: NAME,
  title: 'journalctl -o json-pretty, and journal entries pretty-printed by jq',
  kind: 'envelope',
  everyLine: true,
  probe,
  createParser: (options) => createJsonBlockParser(BLOCKS, options),
};
