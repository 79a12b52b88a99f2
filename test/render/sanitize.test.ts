import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  forAsciiTerminal,
  forHtml,
  forMarkdown,
  forTerminal,
  forXml,
  markdownCode,
  markdownFence,
  safeJson,
  stripEscapeSequences,
} from '../../src/render/sanitize.js';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('\u001b', '[', ']', '0;', 'm', '\u0007', '\\', '\u009b', 'x', '`', '|', '\n', '\u202e'), {
      maxLength: 60,
    })
    .map((parts) => parts.join('')),
);

describe('text for a terminal', () => {
  test('loses colours, titles, links and cursor movements', () => {
    expect(stripEscapeSequences('\u001b[1;31mred\u001b[0m \u001b]0;title\u0007a\u001b]8;;http://x\u001b\\b')).toBe(
      'red ab',
    );
    expect(stripEscapeSequences('\u001b(Bcharset \u001bcreset \u001b[2J\u001b[?25lhidden')).toBe(
      'charset reset hidden',
    );
  });

  test('shows what only looks like an escape sequence', () => {
    expect(forTerminal('\u001b]0;never closed')).toBe('\\x1b]0;never closed');
    expect(forTerminal('\u001b[31')).toBe('\\x1b[31');
    expect(forTerminal('\u009b31m')).toBe('\\x9b31m');
  });

  test('shows bidirectional, zero-width and unpaired characters as escapes', () => {
    expect(forTerminal('a\u202eb\u200bc\ufeffd\ud800e\u{e0041}')).toBe('a\\u202eb\\u200bc\\ufeffd\\ud800e\\u{e0041}');
  });

  test('keeps letters of all scripts, and makes tabs and newlines spaces', () => {
    expect(forTerminal('磁盘\tполон\r\nplein é')).toBe('磁盘 полон plein é');
  });

  test('never holds a control or format character, in any target', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const shown of [forTerminal(text), forMarkdown(text), forHtml(text), markdownCode(text)]) {
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
        expect(forAsciiTerminal(text)).toMatch(/^[\x20-\x7e]*$/);
        expect(safeJson({ text })).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(JSON.parse(safeJson({ text }))).toEqual({ text });
      }),
      { seed: 3 },
    );
  });

  test('is made in linear time', () => {
    const open = '\u001b]'.repeat(500_000);
    const started = performance.now();
    forTerminal(open);
    forTerminal(`${'\u001b['.repeat(500_000)}\u0007`);
    forTerminal(`${open}\u0007`);
    // Quadratic work on a million characters would take minutes.
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('in ASCII transliterates what docklog itself writes', () => {
    expect(forAsciiTerminal('about ± 2 min … 3× → “x” 磁')).toBe('about +/- 2 min ... 3x -> "x" \\u78c1');
  });
});

describe('text for Markdown', () => {
  test('is no markup, no HTML, no mention and no link', () => {
    expect(forMarkdown('*a* _b_ `c` [d](e) <f> | g')).toBe('\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) &lt;f&gt; \\| g');
    expect(forMarkdown('@team #12 https://x www.x')).toBe('@&#8203;team #&#8203;12 https&#58;//x www&#46;x');
    expect(forMarkdown('1. a')).toBe('1\\. a');
    expect(forMarkdown('- a')).toBe('\\- a');
    expect(forMarkdown('# a')).toBe('\\# a');
  });

  test('as code or fence is closed by docklog only', () => {
    expect(markdownCode('a `b` ``c``')).toBe('``` a `b` ``c`` ```');
    expect(markdownCode('a|b')).toBe('`a|b`');
    expect(markdownCode('a|b', 'table')).toBe('`a\\|b`');
    expect(markdownFence(['x', '````', 'y'], 'text')).toBe('`````text\nx\n````\ny\n`````');
  });
});

describe('text for HTML and XML', () => {
  test('cannot leave its element or attribute', () => {
    expect(forHtml(`<a href="x" onload='y'>&\``)).toBe('&lt;a href=&quot;x&quot; onload=&#39;y&#39;&gt;&amp;&#96;');
    expect(forXml(']]> "a" <b>\n\u0000\uffff')).toBe(']]&gt; &quot;a&quot; &lt;b&gt;\n\\x00\\uffff');
  });
});
