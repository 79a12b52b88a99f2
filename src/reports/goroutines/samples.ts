import { collectAddresses } from './pointers.js';
import type { Scratch } from './scratch.js';
import { FIRST_SLOTS, decodeText, roomier } from './text-table.js';

/** Bytes of arguments kept of a dump, in pieces that are never moved; the first are small, as most dumps are. */
const MAX_BYTES = 6 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
const SMALL_PIECES = 8;
const SMALL_PIECE_BYTES = 4 * 1024;
/** Samples in all: at least one of each group. */
const MAX_SAMPLES = 200_000;
/** Samples of one group: while there is much room, less, and little. */
const MANY_OF_GROUP = 200;
const SOME_OF_GROUP = 20;
const FEW_OF_GROUP = 3;
/** Addresses that the search for holders looks at, in all and of one goroutine. */
const MAX_ADDRESSES = 300_000;
const MAX_ADDRESSES_OF_SAMPLE = 256;
const NEWLINE = 10;

/** Fields of a sample in `Samples.words`. */
const GROUP = 0;
const MINUTES = 1;
const QUEUE = 2;
const PIECE = 3;
const FROM = 4;
const TO = 5;
const SAMPLE_WORDS = 6;

/** A goroutine with the addresses among its arguments. */
export interface Sample {
  readonly group: number;
  readonly id: number;
  readonly minutes: number;
  /** Index of the queue that it waits in, -1 if it waits for no lock. */
  readonly queue: number;
  /** Its addresses: `[from, to)` of `AddressedSamples.addresses`. */
  readonly from: number;
  readonly to: number;
}

export interface AddressedSamples {
  readonly samples: readonly Sample[];
  readonly addresses: readonly number[];
  /** For each of the addresses twice the index of its frame, one more for a first argument. */
  readonly frames: readonly number[];
}

/**
 * Goroutines whose arguments are kept, some of each group: as the groups' examples, and for the search for lock holders. Addresses are
 * looked for when somebody waits for a lock, which most dumps with many stacks do not show.
 */
export class Samples {
  count = 0;
  /** Samples that a group may have: fewer as room runs out, so that late groups have some. */
  allowed = MANY_OF_GROUP;
  private words = new Int32Array(SAMPLE_WORDS * FIRST_SLOTS);
  private ids = new Float64Array(FIRST_SLOTS);
  /** Arguments of all frames of each sample, each followed by a line end. */
  private readonly pieces: Uint8Array[] = [];
  private piece = new Uint8Array(0);
  /** Bytes used of the last piece, and bytes of all. */
  private used = 0;
  private bytes = 0;

  /** Keeps a goroutine; false if there is no room for its arguments. All in one function, as `TextTable.add`. */
  add(scratch: Scratch, bytes: Uint8Array, group: number, queue: number): boolean {
    const { frameCount, argStarts, argEnds } = scratch;
    if (this.count >= MAX_SAMPLES) return false;
    let length = frameCount;
    for (let frame = 0; frame < frameCount; frame++) length += (argEnds[frame] ?? 0) - (argStarts[frame] ?? 0);
    if (this.used + length > this.piece.length && !this.addPiece(length)) return false;
    const { piece, used } = this;
    let to = used;
    for (let frame = 0; frame < frameCount; frame++) {
      const end = argEnds[frame] ?? 0;
      for (let from = argStarts[frame] ?? 0; from < end; from++) piece[to++] = bytes[from] ?? 0;
      piece[to++] = NEWLINE;
    }
    this.used = to;
    const sample = this.count;
    if (sample === this.ids.length) this.makeRoom();
    const { words } = this;
    const at = sample * SAMPLE_WORDS;
    words[at] = group;
    words[at + MINUTES] = scratch.minutes;
    words[at + QUEUE] = queue;
    words[at + PIECE] = this.pieces.length - 1;
    words[at + FROM] = used;
    words[at + TO] = to;
    this.ids[sample] = scratch.id;
    this.count++;
    return true;
  }

  id(sample: number): number {
    return this.ids[sample] ?? 0;
  }

  group(sample: number): number {
    return this.word(sample, GROUP);
  }

  /** Arguments of a sample as printed, by frame. */
  arguments(sample: number): string[] {
    if (sample < 0) return [];
    const from = this.word(sample, FROM);
    const to = this.word(sample, TO);
    return to > from ? decodeText(this.pieceOf(sample), from, to - 1).split('\n') : [];
  }

  /** Those of one queue stand in another one from now on. */
  moveQueue(from: number, to: number): void {
    const { words } = this;
    const end = this.count * SAMPLE_WORDS;
    for (let at = QUEUE; at < end; at += SAMPLE_WORDS) if (words[at] === from) words[at] = to;
  }

  /** All of them; only those of the groups that are asked for have addresses. */
  withAddresses(isAsked: (group: number) => boolean): AddressedSamples {
    const samples: Sample[] = [];
    const addresses: number[] = [];
    const frames: number[] = [];
    for (let sample = 0; sample < this.count; sample++) {
      const from = addresses.length;
      const group = this.group(sample);
      if (isAsked(group)) {
        const limit = Math.min(MAX_ADDRESSES, from + MAX_ADDRESSES_OF_SAMPLE);
        const start = this.word(sample, FROM);
        collectAddresses(this.pieceOf(sample), start, this.word(sample, TO), addresses, frames, limit);
      }
      samples.push({
        group,
        id: this.id(sample),
        minutes: this.word(sample, MINUTES),
        queue: this.word(sample, QUEUE),
        from,
        to: addresses.length,
      });
    }
    return { samples, addresses, frames };
  }

  /** Begins another piece; false if there may be no more, or it could not hold as much. */
  private addPiece(length: number): boolean {
    if (length > PIECE_BYTES || this.bytes >= MAX_BYTES) return false;
    const isSmall = this.pieces.length < SMALL_PIECES && length <= SMALL_PIECE_BYTES;
    this.piece = new Uint8Array(isSmall ? SMALL_PIECE_BYTES : PIECE_BYTES);
    this.pieces.push(this.piece);
    this.used = 0;
    this.bytes += this.piece.length;
    const share = this.bytes / MAX_BYTES;
    this.allowed = share < 1 / 3 ? MANY_OF_GROUP : share < 2 / 3 ? SOME_OF_GROUP : FEW_OF_GROUP;
    return true;
  }

  private pieceOf(sample: number): Uint8Array {
    return this.pieces[this.word(sample, PIECE)] ?? this.piece;
  }

  private makeRoom(): void {
    this.words = roomier(this.words);
    this.ids = roomier(this.ids);
  }

  private word(sample: number, field: number): number {
    return this.words[sample * SAMPLE_WORDS + field] ?? 0;
  }
}
