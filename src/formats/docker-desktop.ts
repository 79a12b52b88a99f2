import { NO_STAMP } from '../core/stamp.js';
import type { Entry, EntryDraft } from './entry.js';
import { kernelEntry } from './kernel-line.js';
import { defineLineFormat } from './line-format.js';
import { readBracketStamp, readIsoStamp } from './stamps.js';

const NAME = 'docker-desktop';
/** `[2024-01-02T15:43:39.790818241Z][com.docker.backend][I] `; on Windows up to 2020 `[20:51:50.637][Moby           ][Info   ] `. */
const HEAD = /^\[([0-9T:.Z+-]{8,40})\]\[([\w. -]{1,64})\](?:\[([A-Za-z]{1,8}) {0,8}\])? /;

function read(text: string): Entry | undefined {
  if (text.charCodeAt(0) !== 0x5b) return undefined;
  const head = HEAD.exec(text);
  if (!head) return undefined;
  const [all, stamp = '', component = '', level] = head;
  const iso = readIsoStamp(stamp, 0);
  if (iso === undefined && !/^\d\d:\d\d:\d\d\.\d{3}$/.test(stamp)) return undefined;
  const kernel = readBracketStamp(text, all.length);
  const identifier = component.trim();
  if (kernel?.stamp.kind === 'monotonic') {
    const entry = kernelEntry(NAME, text, kernel.end, iso?.stamp ?? kernel.stamp, { end: 0 }, kernel.stamp.us);
    return { ...entry, continuation: 'none', identifier: entry.identifier ?? identifier };
  }
  const draft: EntryDraft = {
    format: NAME,
    time: iso?.stamp ?? NO_STAMP,
    message: text.slice(all.length),
    continuation: 'plain',
    messageAt: all.length,
    identifier,
  };
  if (level !== undefined) draft.level = level;
  return draft;
}

/** Docker Desktop's own logs, and its VM's console inside them. Older Windows versions print no date: such lines show no time. */
export const dockerDesktop = defineLineFormat({
  name: NAME,
  title: 'Docker Desktop: [2024-01-02T15:43:39.790818241Z][com.docker.backend][I] text',
  begins: /\[/,
  read,
});
