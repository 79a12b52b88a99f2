import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countNewlines } from '../../src/lines/count-newlines.js';

it('counts the newlines of any range at any alignment', () => {
  fc.assert(
    fc.property(fc.uint8Array({ max: 12, maxLength: 100 }), fc.nat(100), fc.nat(100), (bytes, a, b) => {
      const from = Math.min(a, b, bytes.length);
      const to = Math.min(Math.max(a, b), bytes.length);
      expect(countNewlines(bytes, from, to)).toBe(bytes.subarray(from, to).filter((byte) => byte === 0x0a).length);
    }),
  );
});

it('is not misled by bytes that differ from a newline in one bit', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  expect(countNewlines(bytes, 0, 256)).toBe(1);
});
