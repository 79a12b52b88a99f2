import { describe, expect, it } from 'vitest';
import { maskText } from '../../src/novelty/mask.js';

const masked = (text: string): string => maskText(text).tokens.join(' ');

describe('maskText', () => {
  it.each([
    ['numbers and durations', 'took 44.751ms for 12 containers', 'took <*> for <*> containers'],
    ['lists of numbers', 'ids 1,2,3 free', 'ids <*> free'],
    ['hexadecimal ids', 'stopping f2bdc869de34d85c403418c869335e6b', 'stopping <*>'],
    ['hexadecimal ids without a digit', 'stopping deadbeefcafe', 'stopping <*>'],
    ['addresses with ports', 'dial tcp 10.0.0.1:2375: connect', 'dial tcp <*>: connect'],
    ['paths', 'open /var/run/docker.sock: permission', 'open <path>: permission'],
    ['paths behind an equal sign', 'source=/dev/sda1, fstype', 'source=<path>, fstype'],
    ['URLs', 'Get "https://registry.example.com/v2/" now', 'Get "<*>" now'],
    ['URLs without quotes', 'Get https://registry.example.com/v2/ now', 'Get <url> now'],
    ['names with digits', 'device veth3f2a entered', 'device <*> entered'],
    ['quoted phrases', 'volume group "my data" now active', 'volume group "<*>" now active'],
    ['negative numbers', 'error -28', 'error <*>'],
  ])('replaces %s', (_, text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it.each([
    ['quoted single words', String.raw`Type:\"oom\", Id`, 'Type:"oom", Id'],
    ['keys', 'status=137 pid=4', 'status=<*> pid=<*>'],
    [
      'quoted phrases that tell of an error',
      'returned "no such container, lookup failed"',
      'returned "no such container, lookup failed"',
    ],
    ['apostrophes', "doesn't exist 7", "doesn't exist <*>"],
    ['words joined by a slash', 'read and/or write', 'read and/or write'],
  ])('keeps %s', (_, text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it('knows alarming words, and when they are none', () => {
    expect(maskText('container oom').alarm).toBe('grave');
    expect(maskText('mount failed').alarm).toBe('faint');
    expect(maskText('no errors').alarm).toBe('none');
    expect(maskText('Opts: errors=remount-ro').alarm).toBe('none');
    expect(maskText('error=<nil> done').alarm).toBe('none');
  });

  it('holds bounds whatever the line is', () => {
    for (const text of [
      'a '.repeat(100_000),
      'x'.repeat(100_000),
      '"'.repeat(100_000),
      '"a '.repeat(50_000),
      '/a:'.repeat(50_000),
      '\\"'.repeat(50_000),
    ]) {
      const { tokens } = maskText(text);
      expect(tokens.length).toBeLessThanOrEqual(48);
      expect(Math.max(...tokens.map(({ length }) => length))).toBeLessThanOrEqual(64);
    }
  });
});
