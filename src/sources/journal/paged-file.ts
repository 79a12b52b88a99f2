/** Bytes that can be read in any order. `readAt` gives fewer bytes than asked for only where the file ends. */
export interface RandomAccess {
  readonly size: number;
  readAt(offset: number, length: number): Promise<Uint8Array>;
}

const PAGE_BYTES = 256 * 1024;
/** 16 MiB: what journal entries point back to often is kept decoded elsewhere. */
const MAX_PAGES = 64;

/**
 * The last pages of a file that were looked at; most reads then need no waiting, and none makes a view of its own:
 * `has` or `load` says that the bytes stand in `bytes` from `at` on, until the next call.
 */
export class PagedFile {
  readonly size: number;
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  readonly #file: RandomAccess;
  /** In order of use, the longest unused first. */
  readonly #pages = new Map<number, Uint8Array>();
  #start = 0;

  constructor(file: RandomAccess) {
    this.#file = file;
    this.size = file.size;
  }

  /** True if the bytes lie within one page that is there; else `load` may get them. */
  has(offset: number, length: number): boolean {
    const at = offset - this.#start;
    if (at >= 0 && at + length <= this.bytes.length) {
      this.at = at;
      return true;
    }
    const number = Math.floor(offset / PAGE_BYTES);
    const start = number * PAGE_BYTES;
    const page = this.#pages.get(number);
    if (page === undefined || offset - start + length > page.length) return false;
    this.#pages.delete(number);
    this.#pages.set(number, page);
    this.#use(page, start, offset);
    return true;
  }

  /** False where the file ends before. */
  async load(offset: number, length: number): Promise<boolean> {
    if (offset + length > this.size) return false;
    const number = Math.floor(offset / PAGE_BYTES);
    const start = number * PAGE_BYTES;
    if (offset + length > start + PAGE_BYTES) {
      this.#use(await this.#file.readAt(offset, length), offset, offset);
      return this.bytes.length >= length;
    }
    if (!this.#pages.has(number)) {
      this.#pages.set(number, await this.#file.readAt(start, Math.min(PAGE_BYTES, this.size - start)));
      const [oldest] = this.#pages.keys();
      if (this.#pages.size > MAX_PAGES && oldest !== undefined) this.#pages.delete(oldest);
    }
    return this.has(offset, length);
  }

  #use(bytes: Uint8Array, start: number, offset: number): void {
    this.bytes = bytes;
    this.#start = start;
    this.at = offset - start;
  }
}
