// A mutator that knows lines, numbers and brackets of logs, for property tests and where no coverage-guided fuzzer runs.

import { mulberry32 } from '../mulberry32.mjs';

/** What hostile or damaged logs hold. */
const PIECES = [
  '\n',
  '\r\n',
  '\0',
  '\x1b[31m',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\xff',
  '\\n',
  '\\"',
  '"',
  "'",
  '\\',
  '{',
  '}',
  '[',
  ']',
  '{"log":"',
  '"MESSAGE":[27,91]',
  '__proto__',
  'constructor',
  '9007199254740993',
  '-1',
  '1e999',
  'NaN',
  '99999999999999999999',
  '%s',
  'goroutine 1 [running]:\n',
  'panic: ',
  '[    0.000000] ',
  'Feb 29 25:61:61 ',
  '1970-01-01T00:00:00Z',
  '9999-12-31T23:59:60.999999999+14:00',
  'time="',
  'level=error msg="',
  '-- Reboot --',
  ' ',
  '\t',
  ':',
  '=',
  '(',
  ')',
  ', ',
  '/',
  '0x',
  'a'.repeat(300),
  '('.repeat(100),
  '['.repeat(2000),
  '&amp;'.repeat(50),
].map((text) => Buffer.from(text, 'latin1'));

/** Random whole numbers below a bound, the same for the same seed. */
function createRandom(seed) {
  const next = mulberry32(seed);
  return (below) => (next() * 2 ** 32) % Math.max(1, below);
}

/** Gives inputs made of the seeds, one to eight changes each, up to `maxBytes` long. */
export function createMutator(seed, seeds, maxBytes) {
  const random = createRandom(seed);
  const pick = (list) => list[random(list.length)] ?? Buffer.alloc(0);
  return () => {
    let data = Buffer.from(pick(seeds));
    for (let changes = 1 + random(8); changes > 0; changes--) data = change(data, pick(seeds), random, pick);
    return data.subarray(0, maxBytes);
  };
}

/** One change; `other` is another seed to take something from. */
export function change(data, other, random, pick = (list) => list[random(list.length)]) {
  const at = random(data.length + 1);
  const end = Math.min(data.length, at + random(64));
  const splice = (from, to, ...pieces) => Buffer.concat([data.subarray(0, from), ...pieces, data.subarray(to)]);
  const lineAt = (bytes, place) => {
    const from = bytes.lastIndexOf(0x0a, Math.max(0, place - 1)) + 1;
    const newline = bytes.indexOf(0x0a, place);
    return [from, newline < 0 ? bytes.length : newline + 1];
  };
  switch (random(11)) {
    case 0: {
      const flipped = Buffer.from(data);
      if (at < flipped.length) flipped[at] ^= 1 << random(8);
      return flipped;
    }
    case 1: {
      const set = Buffer.from(data);
      if (at < set.length) set[at] = random(256);
      return set;
    }
    case 2:
      return splice(at, end);
    case 3:
      return splice(at, at, pick(PIECES));
    case 4:
      return splice(at, end, pick(PIECES));
    case 5:
      return Buffer.from(data.subarray(0, at));
    case 6: {
      const [from, to] = lineAt(data, at);
      return splice(to, to, data.subarray(from, to));
    }
    case 7: {
      const [from, to] = lineAt(data, at);
      return splice(from, to);
    }
    case 8: {
      const place = random(other.length + 1);
      return splice(at, at, other.subarray(...lineAt(other, place)));
    }
    case 9: {
      // A number in its text becomes another one.
      const digits = /\d{1,19}/.exec(data.toString('latin1', at, at + 200));
      if (digits === null) return data;
      const from = at + digits.index;
      const numbers = [
        '0',
        '1',
        '60',
        '4294967296',
        '9007199254740993',
        '9'.repeat(digits[0].length),
        '0'.repeat(digits[0].length),
      ];
      return splice(from, from + digits[0].length, Buffer.from(pick(numbers)));
    }
    default: {
      const piece = data.subarray(at, end);
      return splice(at, at, ...Array.from({ length: 1 + random(40) }, () => piece));
    }
  }
}
