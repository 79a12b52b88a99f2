import { describe, expect, it, vi } from 'vitest';
import { createProgress, progressLine } from '../../src/cli/progress.js';

describe('progress', () => {
  it('tells bytes, rate and time left where the size of all inputs is known', () => {
    expect(progressLine({ source: 'docker.log', read: 410e6, total: 5e9, seconds: 2 })).toBe(
      'reading docker.log  410 of 5000 MB  205 MB/s  23 s left',
    );
    expect(
      progressLine({ source: 'a/very/long/path/to/a/file/of/a/host/docker.log', read: 1e6, total: 1e12, seconds: 1 }),
    ).toBe('reading ...a/file/of/a/host/docker.log  1 of 1000000 MB  1 MB/s  16667 min left');
  });

  it('tells bytes and rate of a pipe, and of a file that has grown', () => {
    expect(progressLine({ source: '<stdin>', read: 8e6, total: undefined, seconds: 4 })).toBe(
      'reading <stdin>  8 MB  2 MB/s',
    );
    expect(progressLine({ source: 'log', read: 8e6, total: 7e6, seconds: 4 })).toBe('reading log  8 MB  2 MB/s');
  });

  it('writes no control character of a name', () => {
    expect(progressLine({ source: 'a\u001b[31mb\n', read: 1, total: undefined, seconds: 1 })).toMatch(/^[\x20-\x7e]+$/);
  });

  it('says nothing in the first second', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const progress = createProgress(true, []);
    progress.update('log', 1e6);
    progress.done();
    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
  });
});
