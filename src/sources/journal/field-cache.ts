import type { Field } from './field.js';

/** Larger fields are seldom shared by entries. */
const MAX_FIELD_BYTES = 16 * 1024;
const MAX_GENERATION_BYTES = 8 * 1024 * 1024;
/** What a field takes beside its bytes, roughly. */
const OVERHEAD_BYTES = 400;

/** Fields that several entries share, by the offset of their object: at least the last 8 MiB of them, at most twice as much. */
export class FieldCache {
  #young = new Map<number, Field>();
  #old = new Map<number, Field>();
  #bytes = 0;

  get(offset: number): Field | undefined {
    const field = this.#young.get(offset);
    if (field !== undefined) return field;
    const old = this.#old.get(offset);
    if (old !== undefined) this.set(offset, old);
    return old;
  }

  set(offset: number, field: Field): void {
    if (field.value.length > MAX_FIELD_BYTES) return;
    if (this.#bytes > MAX_GENERATION_BYTES) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#bytes = 0;
    }
    this.#young.set(offset, field);
    this.#bytes += field.value.length + OVERHEAD_BYTES;
  }
}
