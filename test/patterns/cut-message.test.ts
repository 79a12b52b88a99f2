import { describe, expect, it } from 'vitest';
import { cutMessage } from '../../src/patterns/cut-message.js';

const cut = (text: string): string =>
  cutMessage(text)
    .map(({ text: part, placeholder, entity }) =>
      placeholder === undefined ? part : `«${entity ?? ''}${placeholder}»`,
    )
    .join('');

describe('cutMessage', () => {
  it.each([
    ['an id', 'stop f2bdc869de34 now', 'stop «container{{containerId}}» now'],
    [
      'a path and what went wrong there',
      'open /var/run/docker.sock: no such file',
      'open «path{{path}}»: no such file',
    ],
    ['an address', 'dial 10.0.0.1:80 failed', 'dial «address{{address}}» failed'],
    ['a unit', 'docker.service: main process exited', '«unit{{unit}}»: main process exited'],
    ['a duration', 'took 10.5s in all', 'took «{{goDuration}}» in all'],
    ['a pid', 'Kill process 20357 (init) score 970', 'Kill process «pid{{pid}}» (init) score «{{number}}»'],
    ['an interface', 'port 3(veth3f2a1b0) is up', 'port «{{number}}»(«interface{{interface}}») is up'],
    ['a name with a digit', 'device nvme0n1p2 gone', 'device «{{name}}» gone'],
    ['an address in memory', 'at 0xc42074f570 lies', 'at «{{hex}}» lies'],
    ['a quoted name', 'no image "app:latest" here', String.raw`no image "«[^"\n]{1,200}»" here`],
  ])('knows %s', (_, text, expected) => {
    expect(cut(text)).toBe(expected);
  });

  it.each(['and/or', 'code = Unavailable', 'he said "that is no name" twice', '""', '"never closed'])(
    'leaves %s as it is',
    (text) => {
      expect(cut(text)).toBe(text);
    },
  );

  it('loses nothing, whatever the text is', () => {
    for (const text of [
      '',
      '"',
      '""""',
      '///',
      'a"b"c',
      '1.2.3.4.5',
      'é7ü',
      '10.0.0.1:',
      'x'.repeat(2_000),
      '0x',
      '-1',
      'pid 7.service',
    ]) {
      expect(
        cutMessage(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }
  });
});
