import { describe, expect, it } from 'vitest';
import { filterDumps, readDumps, renderDumps, type DumpFormat, type DumpsDocument } from '../../../src/index.js';
import { convoyText, DEADLOCK, dumpText, LATER, NAMED } from '../../dump-texts.js';

const GOLDEN = '../../golden/goroutines';
const HOSTILE = '"];evil[label="<script>alert(1)</script>\u001b[31m\\N';

async function read(...inputs: readonly (readonly [name: string, text: string])[]): Promise<DumpsDocument> {
  const document = await readDumps(inputs.map(([name, data]) => ({ name, data })));
  return { ...filterDumps(document, {}), docklogVersion: '0.0.0' };
}

async function show(
  document: DumpsDocument,
  format: DumpFormat,
  options: Parameters<typeof renderDumps>[2] = {},
): Promise<string> {
  let text = '';
  for await (const chunk of renderDumps(document, format, options)) text += chunk;
  return text;
}

const PROFILE = `goroutine profile: total 7
5 @ 0x47d90e 0x45f412
#	0x45f411	sync.(*Mutex).Lock+0x24	/usr/lib/go-1.17/src/sync/mutex.go:81
#	0x47e964	github.com/docker/docker/daemon.(*Daemon).ContainerInspectCurrent+0x24	/go/src/daemon/inspect.go:40

1 @ 0x47d90e 0x45f413
#	0x47e965	main.main+0x24	/go/src/main.go:40
`;

describe('goroutine dumps on a terminal', () => {
  it('show first who waits for whom', async () => {
    const document = await read([NAMED, convoyText(12, 14)]);
    const text = await show(document, 'text');
    await expect(text).toMatchFileSnapshot(`${GOLDEN}/convoy.80.txt`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    await expect(await show(document, 'text', { width: 160, verbose: true })).toMatchFileSnapshot(
      `${GOLDEN}/convoy.160.verbose.txt`,
    );
    expect(await show(document, 'text', { width: 40, ascii: true })).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('show a deadlock as such, and the more blocked dump before others', async () => {
    const document = await read(
      ['a.log', dumpText([{ id: 7, state: 'running', calls: ['main.main()'] }])],
      [LATER, DEADLOCK],
    );
    const text = await show(document, 'text');
    await expect(text).toMatchFileSnapshot(`${GOLDEN}/deadlock.80.txt`);
    expect(text.indexOf('DEADLOCK')).toBeLessThan(text.indexOf('a.log'));
  });

  it('show a profile without columns that it cannot fill', async () => {
    await expect(await show(await read(['debug1.txt', PROFILE]), 'text')).toMatchFileSnapshot(
      `${GOLDEN}/profile.80.txt`,
    );
  });

  it('show the stacks of the goroutines asked for', async () => {
    const document = filterDumps(await readDumps({ name: NAMED, data: convoyText(12, 14) }), {
      functions: ['containerStart'],
    });
    await expect(await show(document, 'text', { narrow: true })).toMatchFileSnapshot(`${GOLDEN}/narrow.80.txt`);
    const none = filterDumps(document, { functions: ['nowhere'] });
    expect(await show(none, 'text', { narrow: true })).toContain('No goroutine of this dump fits.');
  });

  it('say so where there is no dump', async () => {
    const document = await read(['a.log', 'nothing\n']);
    expect(await show(document, 'text')).toBe('No goroutine dump was found in this input.\n');
    expect(await show(document, 'dot')).toMatch(/^digraph waits \{[^}]*\}\n$/);
    expect(await show(document, 'html')).toContain('No goroutine dump was found');
    expect(await show(document, 'ndjson')).toBe('');
  });
});

describe('goroutine dumps for programs', () => {
  it('are one JSON document, or a JSON object a line', async () => {
    const document = await read([NAMED, convoyText(3, 14)], [LATER, DEADLOCK]);
    expect(JSON.parse(await show(document, 'json'))).toEqual(JSON.parse(JSON.stringify(document)));
    const lines = (await show(document, 'ndjson')).trimEnd().split('\n');
    const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual(['dump', 'group', 'group', 'dump', 'group', 'group']);
  });

  it('are a graph for Graphviz in which no text can break out', async () => {
    const document = await read([NAMED, convoyText(3, 14)], [LATER, DEADLOCK]);
    await expect(await show(document, 'dot')).toMatchFileSnapshot(`${GOLDEN}/graph.dot`);
    const dot = await show(hostile(document), 'dot');
    // Quoted strings taken out, nothing of the text is left.
    expect(dot.replace(/"(?:[^"\\]|\\.)*"/g, '')).not.toMatch(/evil|script|\u001b/);
  });

  it('are a page without scripts and without anything from the network', async () => {
    const document = await read([NAMED, convoyText(3, 14)], [LATER, DEADLOCK]);
    const html = await show(hostile(document), 'html');
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|<img|<link|src=|href=|\u001b/);
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain('<details');
  });
});

/** The same document with texts that try to leave their place. */
function hostile(document: DumpsDocument): DumpsDocument {
  const spoil = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one) => spoil(one, key));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one, name)]));
    return typeof value === 'string' && !['key', 'lock', 'kind'].includes(key) ? `${value}${HOSTILE}` : value;
  };
  return spoil(document) as DumpsDocument;
}
