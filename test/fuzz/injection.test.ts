import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  analyze,
  compareDumps,
  COMPARISON_FORMATS,
  describeClocks,
  DUMP_FORMATS,
  explainLine,
  explainLineText,
  readDumps,
  render,
  RENDER_FORMATS,
  renderClocks,
  renderComparisons,
  renderDumps,
  renderTimeline,
  TIMELINE_FORMATS,
} from '../../src/index.js';
import { compiledBuiltins } from '../../src/compiled-builtins.js';
import { fillCommand } from '../../src/document/fill-template.js';
import { runDocklog } from '../run-docklog.js';

/** What obeys, reorders or hides: control and escape sequences, bidirectional overrides, zero-width and tag characters. */
const HOSTILE = [
  '\u001b[2J\u001b]0;owned\u0007',
  '\u009b31m',
  '\u202egnp.exe',
  '\u2066x\u2069',
  '\u200b\u200d\ufeff',
  '\u{e0041}',
  '\u0008\u007f',
  '\u2028',
  '\u0000',
];
const RAW = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const NOW_US = Date.UTC(2027, 0, 1) * 1000;

function hostileLog(text: string): string {
  const id = 'a'.repeat(64);
  return [
    `Dec 14 20:04:45 host${text} dockerd[812]: time="2018-12-14T20:04:45Z" level=error msg="Handler for POST /containers/${id}/start${text} returned error: write /x${text}: no space left on device"`,
    `Dec 14 20:04:46 host kernel: Memory cgroup out of memory: Kill process 20357 (ru${text}nc) score 970 or sacrifice child`,
    `{"log":"panic: ${text}\\n","stream":"stdout","time":"2018-12-14T20:04:47Z"}`,
    `goroutine 1 [chan receive${text}, 12 minutes]:`,
    `main.${text}f(0xc42)`,
    `\t/x${text}.go:1 +0x39`,
    '',
  ].join('\n');
}

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

function expectClean(output: string, what: string): void {
  const raw = RAW.exec(output);
  expect(raw === null ? undefined : `${what}: U+${raw[0].codePointAt(0)?.toString(16) ?? ''}`).toBeUndefined();
}

describe('what obeys or hides in a log', () => {
  it.each(HOSTILE.map((text) => [JSON.stringify(text), text] as const))(
    '%s never gets out raw, in any format',
    async (_, text) => {
      const names = [`dmesg${text}.txt`, `goroutine-stacks-2018-12-14T200445Z${text}.log`];
      const data = hostileLog(text);
      const document = await analyze(
        names.map((name) => ({ name, data })),
        { nowUs: NOW_US },
      );
      for (const format of RENDER_FORMATS)
        expectClean(await render(document, format, { width: 100, color: false, verbose: true }), format);
      for (const format of TIMELINE_FORMATS)
        expectClean(await textOf(renderTimeline(document, format)), `timeline ${format}`);
      const inputs = names.map((name) => ({ name, data }));
      const clocks = await describeClocks(inputs, { nowUs: NOW_US });
      for (const format of ['text', 'json'] as const) expectClean(renderClocks(clocks, format), `clocks ${format}`);
      const dumps = await readDumps(inputs, { nowUs: NOW_US });
      for (const format of DUMP_FORMATS) expectClean(await textOf(renderDumps(dumps, format)), `goroutines ${format}`);
      const comparisons = compareDumps(dumps.dumps);
      for (const format of COMPARISON_FORMATS)
        expectClean(await textOf(renderComparisons(comparisons, format)), `diff ${format}`);
      expectClean(explainLineText(explainLine(data)), 'explain');
    },
  );

  it('never gets out raw from the command, in its records, its report and its notes', () => {
    const data = HOSTILE.map(hostileLog).join('');
    for (const args of [
      ['parse', '-v', '-'],
      ['analyze', '-v', '-', `missing${HOSTILE.slice(0, 8).join('')}`],
      ['patterns', 'explain', '-'],
    ]) {
      const { stdout, stderr } = runDocklog(args, { input: data });
      expectClean(stdout, `${args[0] ?? ''} stdout`);
      expectClean(stderr, `${args[0] ?? ''} stderr`);
      expect(stdout.length).toBeGreaterThan(100);
    }
  });
});

describe('keys that a prototype has', () => {
  const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
  const cases: [string, (key: string) => string][] = [
    [
      'a JSON line',
      (key) => `{"${key}":{"polluted":true},"MESSAGE":"x","level":"error","msg":"no space left on device"}\n`,
    ],
    [
      'a journal entry',
      (key) => `{"__REALTIME_TIMESTAMP":"1544817885000000","MESSAGE":"no space left on device","${key}":"polluted"}\n`,
    ],
    [
      'nested JSON',
      (key) =>
        `{"log":"{\\"${key}\\":{\\"polluted\\":1},\\"msg\\":\\"no space left on device\\"}","stream":"stderr","time":"2018-12-14T20:04:45Z"}\n`,
    ],
    ['logfmt', (key) => `time="2018-12-14T20:04:45Z" level=error msg="no space left on device" ${key}=polluted\n`],
    [
      'an entity',
      (key) => `time="2018-12-14T20:04:45Z" level=error msg="write ${key}: no space left on device" container=${key}\n`,
    ],
  ];
  it.each(cases)('in %s change nothing but their record', async (_, line) => {
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    for (const key of keys) {
      const document = await analyze({ name: `${key}.log`, data: line(key).repeat(3) }, { nowUs: NOW_US });
      expect(document.stats.lines).toBe(3);
      for (const format of RENDER_FORMATS) await render(document, format);
    }
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('the command of a remedy', () => {
  const commands = compiledBuiltins().signatures.flatMap(({ id, remedy }) =>
    remedy.flatMap(({ command }) => (command === undefined ? [] : [{ id, command }])),
  );
  const names = [
    ...new Set(
      commands.flatMap(({ command }) =>
        [...command.matchAll(/\{\{([a-zA-Z]\w{0,40})/g)].map((found) => found[1] ?? ''),
      ),
    ),
  ].filter((name) => name !== 'end' && name !== 'else');
  const hostile = fc.oneof(
    fc.constantFrom(
      '$(touch owned)',
      '`id`',
      '; rm -rf /',
      '&& x',
      '| sh',
      "'",
      '"',
      '\\',
      '\n',
      '../../etc',
      '-rf',
      '--help',
      '*',
      '~',
      '#x',
      '$HOME',
      '{a,b}',
      'a b',
      '!!',
      '<x',
      '>x',
      '\u0000',
      '\u202e',
      '=x',
      '%s',
      '~root',
      'A=b',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ maxLength: 40 }),
  );

  it('has no word of a log in it that a shell would take for more than a word', () => {
    expect(names.length).toBeGreaterThan(5);
    const words: { value: string; filled: string }[] = [];
    fc.assert(
      fc.property(hostile, (value) => {
        const filled = fillCommand('{{name}}', { name: [value] });
        // Either the harmless value itself or the place-holder's name.
        expect([value, 'NAME']).toContain(filled);
        expect(filled).toMatch(/^[A-Za-z0-9_@%+=:,./][A-Za-z0-9_@%+=:,./-]{0,299}$/);
        words.push({ value, filled });
      }),
      { numRuns: 2_000 },
    );
    // The shell itself is asked: as many words come out as went in, each as it was.
    const script = `printf '%s\\n' ${words.map(({ filled }) => filled).join(' ')}`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8', cwd: '/' }).trimEnd().split('\n')).toEqual(
      words.map(({ filled }) => filled),
    );
  });

  it('is whole sh with hostile values in all its places', () => {
    const values = Object.fromEntries(names.map((name) => [name, ["'; touch owned; '"]]));
    const all = commands.flatMap(({ id, command }) => {
      const filled = fillCommand(command, values);
      expect(filled, id).not.toContain('touch owned');
      // What has a place to fill in by hand is no sh yet.
      return /<[a-z]|…/.test(filled) ? [] : [filled];
    });
    expect(all.length).toBeGreaterThan(300);
    // Parsed only: -n runs nothing.
    execFileSync('sh', ['-n'], { input: all.join('\n'), stdio: ['pipe', 'ignore', 'pipe'] });
  }, 60_000);
});
