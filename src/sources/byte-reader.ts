/** Bytes of a stream on demand: look ahead, skip, take pieces. What `take` and `rest` yield is valid until the next read. */
export class ByteReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #ended = false;
  #offset = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** Bytes that were taken or skipped. */
  get offset(): number {
    return this.#offset;
  }

  /** The next `bytes` bytes without taking them; fewer at the end of the stream. */
  async peek(bytes: number): Promise<Uint8Array> {
    if (this.#chunk.length < bytes && !this.#ended) {
      // The stream may reuse its buffers, so what is kept is copied before more is asked for.
      const pieces = [this.#chunk.slice()];
      let held = this.#chunk.length;
      while (held < bytes) {
        const next = await this.#iterator.next();
        if (next.done === true) {
          this.#ended = true;
          break;
        }
        pieces.push(next.value.slice());
        held += next.value.length;
      }
      this.#chunk = Buffer.concat(pieces, held);
    }
    return this.#chunk.subarray(0, bytes);
  }

  /** Takes up to `bytes` bytes, as a copy. */
  async read(bytes: number): Promise<Uint8Array> {
    const taken = (await this.peek(bytes)).slice();
    this.#advance(taken.length);
    return taken;
  }

  /** Takes up to `bytes` bytes in pieces as they come. */
  async *take(bytes: number): AsyncGenerator<Uint8Array> {
    let left = bytes;
    while (left > 0) {
      const piece = (await this.#some()).subarray(0, left);
      if (piece.length === 0) return;
      left -= piece.length;
      this.#advance(piece.length);
      yield piece;
    }
  }

  /** Skips up to `bytes` bytes; returns how many there were. */
  async skip(bytes: number): Promise<number> {
    let left = bytes;
    while (left > 0) {
      const piece = await this.#some();
      if (piece.length === 0) break;
      const skipped = Math.min(left, piece.length);
      left -= skipped;
      this.#advance(skipped);
    }
    return bytes - left;
  }

  /** Everything that is left. Leaving the loop early closes the stream. */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const piece = await this.#some();
        if (piece.length === 0) return;
        this.#advance(piece.length);
        yield piece;
      }
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#chunk = new Uint8Array(0);
    this.#ended = true;
    await this.#iterator.return?.();
  }

  async #some(): Promise<Uint8Array> {
    while (this.#chunk.length === 0 && !this.#ended) {
      const next = await this.#iterator.next();
      if (next.done === true) this.#ended = true;
      else this.#chunk = next.value;
    }
    return this.#chunk;
  }

  #advance(bytes: number): void {
    this.#chunk = this.#chunk.subarray(bytes);
    this.#offset += bytes;
  }
}
