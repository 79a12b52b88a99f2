import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutLabels } from '../../../src/reports/goroutines/labels.js';

const VALUES = ['s3cret', 'a ]: } { s3cret', 'a "quoted" s3cret\\', 'x, s3cret [b]:\n'];

describe('withoutLabels', () => {
  for (const value of VALUES) {
    const quoted = JSON.stringify(value);
    for (const header of [
      `goroutine 7 [chan receive labels:{"op": ${quoted}, "b": ${quoted}}]:`,
      `goroutine 7 [chan receive, 3 minutes, locked to thread labels:{"op": ${quoted}}]:`,
      `goroutine 7 gp=0xc000 m=nil [select (no cases)] {op: ${quoted}, container: 5c8aa6e2b2b0}:`,
      `goroutine 7 [chan receive (durable), 2 minutes, synctest bubble 1] {op: ${quoted}}:`,
    ]) {
      it(`leaves labels out of ${header}`, () => {
        const bare = header.replace(/ labels:\{.*\}\]:$|\] \{.*\}:$/, ']:');
        expect(withoutLabels(header)).toBe(bare);
        expect(withoutLabels(`May  2 07:06:05 node1 app[7]: ${header}`)).toBe(`May  2 07:06:05 node1 app[7]: ${bare}`);
        const logged = JSON.stringify(JSON.stringify(`x\n${header}\nmain.main()\n${header}\n`));
        expect(withoutLabels(logged)).toBe(JSON.stringify(JSON.stringify(`x\n${bare}\nmain.main()\n${bare}\n`)));
        // What is cut is left out too.
        for (let cut = header.indexOf(quoted); cut < header.length; cut++)
          expect(withoutLabels(header.slice(0, cut))).not.toContain('s3cret');
      });
    }
  }

  it('leaves out the labels of profiles', () => {
    expect(withoutLabels('1 @ 0x1\n# labels: {"token":"s3cret"}\n#\t0x1\tmain.main+0x1\t/a.go:1')).not.toContain(
      's3cret',
    );
  });

  it('leaves other text alone', () => {
    for (const text of ['goroutine 7 [select]:', 'goroutine 7 [select]: {"a": 1}', 'words {"goroutine ": 1}', '', '{'])
      expect(withoutLabels(text)).toBe(text);
  });

  it('takes time in proportion to the text', () => {
    const hostile = 'goroutine 7 [select] {"'.repeat(50_000);
    const started = performance.now();
    withoutLabels(hostile);
    expect(performance.now() - started).toBeLessThan(2000);
    fc.assert(fc.property(fc.string(), (text) => void withoutLabels(`goroutine 7 [x] {${text}`)));
  });
});
