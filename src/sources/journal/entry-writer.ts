import { MESSAGE, type Field } from './field.js';

const BLOCK_CHARS = 128 * 1024;

/** What an entry object itself holds. */
export interface EntryHead {
  readonly cursor: string;
  readonly realtimeUs: number;
  readonly monotonicUs: number;
  readonly bootId: string;
}

/**
 * Writes entries as `journalctl -o json` shows them, a line each. The message comes last, so that a line that is cut
 * loses nothing else. Text that is not UTF-8 stays text, with U+FFFD, where journalctl prints numbers.
 */
export class EntryWriter {
  #text = '';
  readonly #names = new Set<string>();
  /** Characters written. */
  written = 0;

  write({ cursor, realtimeUs, monotonicUs, bootId }: EntryHead, fields: readonly Field[]): void {
    const before = this.#text.length;
    this.#text += `{"__CURSOR":"${cursor}","__REALTIME_TIMESTAMP":"${realtimeUs}","__MONOTONIC_TIMESTAMP":"${monotonicUs}","_BOOT_ID":"${bootId}"`;
    if (this.#isRepeating(fields)) this.#text += grouped(fields);
    else {
      let message = '';
      for (const { name, pair } of fields) {
        if (name === MESSAGE) message = pair;
        else this.#text += pair;
      }
      this.#text += message;
    }
    this.#text += '}\n';
    this.written += this.#text.length - before;
  }

  /** A block, if there is enough text for one or `rest` is wanted. */
  take(rest = false): Uint8Array | undefined {
    if (this.#text.length < (rest ? 1 : BLOCK_CHARS)) return undefined;
    const block = Buffer.from(this.#text, 'utf8');
    this.#text = '';
    return block;
  }

  #isRepeating(fields: readonly Field[]): boolean {
    this.#names.clear();
    for (const { name } of fields) this.#names.add(name);
    return this.#names.size < fields.length;
  }
}

/** A name that comes more than once has a list of values. */
function grouped(fields: readonly Field[]): string {
  const groups = new Map<string, string[]>();
  for (const { name, value } of fields) {
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [value]);
    else group.push(value);
  }
  const messages = groups.get(MESSAGE);
  groups.delete(MESSAGE);
  if (messages !== undefined) groups.set(MESSAGE, messages);
  const pairs = [...groups].map(([name, values]) =>
    values.length === 1 ? `,"${name}":${values.join('')}` : `,"${name}":[${values.join(',')}]`,
  );
  return pairs.join('');
}
