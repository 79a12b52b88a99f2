import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { displayWidth, padEnd, padStart, takeWidth, truncate, truncateStart, wrap } from '../../src/render/width.js';

describe('display width', () => {
  test('counts CJK and emoji twice and combining marks not at all', () => {
    expect(displayWidth('abc')).toBe(3);
    expect(displayWidth('磁盘空间')).toBe(8);
    expect(displayWidth('ｆｕｌｌ')).toBe(8);
    expect(displayWidth('한국어')).toBe(6);
    expect(displayWidth('🚀')).toBe(2);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('é─…')).toBe(3);
  });

  test('is kept by cutting, from either end, and filling', () => {
    expect(truncate('磁盘空间不足', 7, '…')).toBe('磁盘空…');
    expect(truncate('磁盘空间不足', 8, '…')).toBe('磁盘空…');
    expect(truncateStart('/var/lib/docker/containers', 12, '…')).toBe('…/containers');
    expect(truncateStart('日志/节点七.log', 9, '…')).toBe('…点七.log');
    expect(truncate('abcdef', 2, '...')).toBe('..');
    expect(padEnd('磁', 4)).toBe('磁  ');
    expect(padStart('磁', 4)).toBe('  磁');
  });

  test('never cuts a character in two', () => {
    expect(takeWidth('a🚀b', 2)).toBe('a');
    expect(takeWidth('e\u0301x', 1)).toBe('e\u0301');
  });
});

describe('wrapping', () => {
  test('breaks at spaces, and inside words that are too long', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij']);
    expect(wrap('磁盘空间不足', 5)).toEqual(['磁盘', '空间', '不足']);
    expect(wrap('', 5)).toEqual(['']);
    // Between letters, with Latin words whole, and no line that begins with a mark or ends with an opening one.
    expect(wrap('重启 docker 服务，然后检查', 12)).toEqual(['重启 docker', '服务，然后检', '查']);
    expect(wrap('磁盘空间不足。', 12)).toEqual(['磁盘空间不', '足。']);
    expect(wrap('内存限制（容器）', 10)).toEqual(['内存限制', '（容器）']);
  });

  test('keeps every character and every bound', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '磁', '🚀', 'é') }),
        fc.integer({ min: 2, max: 20 }),
        (text, width) => {
          const lines = wrap(text, width);
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
      { seed: 1 },
    );
  });
});
