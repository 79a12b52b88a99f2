const decoder = new TextDecoder('utf-8');

/**
 * Reads the fields of one protobuf message, one after the other; nothing in the bytes makes it throw. Numbers above 2^53 lose their last
 * digits.
 */
export class ProtoReader {
  /** Number of the field read last. */
  field = 0;
  /** Its value, if it is a number. */
  number = 0;
  /** The bytes end within a field, or hold something that is none. */
  damaged = false;
  private readonly bytes: Uint8Array;
  private readonly end: number;
  private at: number;
  private from = 0;
  private to = 0;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Goes to the next field; false at the end, or where the bytes are damaged. */
  next(): boolean {
    if (this.at >= this.end || this.damaged) return false;
    const key = this.varint();
    this.field = Math.floor(key / 8);
    this.number = 0;
    this.from = this.at;
    switch (key % 8) {
      case 0:
        this.number = this.varint();
        break;
      case 1:
        this.at += 8;
        break;
      case 2: {
        const length = this.varint();
        this.from = this.at;
        this.at += length;
        break;
      }
      case 5:
        this.at += 4;
        break;
      default:
        this.damaged = true;
    }
    if (this.at > this.end) {
      this.damaged = true;
      this.at = this.end;
    }
    this.to = this.at;
    return !this.damaged;
  }

  /** The fields of the last field, a message. */
  message(): ProtoReader {
    return new ProtoReader(this.bytes, this.from, this.to);
  }

  text(): string {
    return decoder.decode(this.bytes.subarray(this.from, this.to));
  }

  /** Appends the last field's numbers, one or packed, to `list` as long as that has fewer than `max`. */
  numbers(list: number[], max: number): void {
    if (this.from === this.to || this.number !== 0) {
      if (list.length < max) list.push(this.number);
      return;
    }
    const packed = new ProtoReader(this.bytes, this.from, this.to);
    while (packed.at < packed.end && !packed.damaged && list.length < max) list.push(packed.varint());
  }

  private varint(): number {
    let value = 0;
    let scale = 1;
    for (let digits = 0; digits < 10; digits++) {
      if (this.at >= this.end) break;
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    this.damaged = true;
    return value;
  }
}
