import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { benignLines } from './benign.js';
import { SEED_ROWS, type SeedLine, type SeedRow } from './seed-rows.js';
import { journalJson, journalShort, jsonFile, logfmt, logrusJson, syslog, timeOf, type Speaker } from './wrap.js';

const NOW_US = Date.UTC(2019, 0, 1) * 1000;
const LINES = 100_000;
const START_MS = Date.UTC(2018, 11, 14, 12);
/** Between the lines of one row. */
const STEP_MS = 700;

async function idsOf(text: string): Promise<ReadonlySet<string>> {
  const { findings } = await analyze({ name: 'evidence', data: text }, { nowUs: NOW_US, zone: '+08:00' });
  return new Set(findings.map(({ id }) => id));
}

const missing = ({ ids }: SeedRow, found: ReadonlySet<string>): string[] => ids.filter((id) => !found.has(id));

/** What dockerd says before it logs, or on its last breath, has no `time=`. */
const isBare = (text: string): boolean => /^(?:Error starting daemon|unable to configure|failed to load)/.test(text);

/** What the daemon answers to a request, as its log has it. */
const answered = (text: string): string => `Handler for POST /v1.27/containers/create returned error: ${text}`;

/** A line's words as they stand behind the envelope's prefix. */
function words(ms: number, { speaker, text, fields }: SeedLine): { speaker: Speaker; text: string } {
  const rest = fields === undefined ? '' : ` ${fields}`;
  if (speaker === 'client') return { speaker: 'dockerd', text: logfmt(ms, 'error', answered(text)) };
  if (speaker === 'dockerd' && !isBare(text)) return { speaker, text: logfmt(ms, 'error', text) + rest };
  return { speaker, text };
}

type Wrap = (ms: number, line: SeedLine) => string;
interface Wrapping {
  readonly name: string;
  readonly kind: 'journal-short' | 'syslog' | 'journal-json' | 'json-file';
  /** A text of several lines is several entries. */
  readonly wrap: Wrap;
  readonly speakers: readonly Speaker[];
  /** Made of the lines of a benign journal where no generator writes the format itself. */
  readonly cut?: (line: string) => string | undefined;
}

const entry =
  (envelope: (ms: number, speaker: Speaker, text: string) => string): Wrap =>
  (ms, line) => {
    const { speaker, text } = words(ms, line);
    return envelope(ms, speaker, text);
  };
const EVERYBODY: readonly Speaker[] = ['kernel', 'systemd', 'dockerd', 'containerd', 'client', 'cli', 'container'];
const WRAPPINGS: readonly Wrapping[] = [
  { name: 'journal', kind: 'journal-short', wrap: entry(journalShort), speakers: EVERYBODY },
  { name: 'syslog', kind: 'syslog', wrap: entry(syslog), speakers: EVERYBODY },
  { name: 'journal JSON', kind: 'journal-json', wrap: entry(journalJson), speakers: EVERYBODY },
  {
    name: 'logfmt',
    kind: 'journal-short',
    wrap: (ms, { speaker, text, fields }) =>
      logfmt(ms, 'error', speaker === 'client' ? answered(text) : text) + (fields === undefined ? '' : ` ${fields}`),
    speakers: ['dockerd', 'containerd', 'client'],
    cut: (line) => /^.{15} \S+ dockerd\[\d+\]: (time=.*)$/.exec(line)?.[1],
  },
  {
    name: 'JSON of the daemon',
    kind: 'journal-short',
    wrap: (ms, { speaker, text, fields }) =>
      logrusJson(ms, 'error', speaker === 'client' ? answered(text) : text, fields),
    speakers: ['dockerd', 'containerd', 'client'],
    cut: (line) => {
      const own = /^.{15} \S+ dockerd\[\d+\]: time="[^"]{1,40}" level=(\w+) msg=("[^"\\]+")$/.exec(line);
      return own === null ? undefined : logrusJson(timeOf(line), own[1] ?? '', JSON.parse(own[2] ?? '""') as string);
    },
  },
  { name: 'json-file', kind: 'json-file', wrap: (ms, { text }) => jsonFile(ms, text), speakers: ['container'] },
];

const entriesOf = ({ lines }: SeedRow): SeedLine[] =>
  lines.flatMap((line) => line.text.split('\n').map((text) => ({ ...line, text })));

const fits = (row: SeedRow, wrapping: Wrapping): boolean =>
  row.lines.every(({ speaker }) => wrapping.speakers.includes(speaker));

/** The generator writes no log of dockerd alone, so a journal's lines of dockerd make one. */
const journalLines = benignLines('journal-short', LINES * 3, 'rows');

function benign({ kind, cut }: Wrapping): readonly string[] {
  if (cut !== undefined) return journalLines.flatMap((line) => cut(line) ?? []).slice(0, LINES);
  return kind === 'journal-short' ? journalLines.slice(0, LINES) : benignLines(kind, LINES, 'rows');
}

/** The rows at equal distances among benign lines, each at the time of the line before it. */
function bury(rows: readonly SeedRow[], wrapping: Wrapping): string {
  const lines = benign(wrapping);
  expect(lines.length).toBe(LINES);
  const distance = Math.floor(lines.length / (rows.length + 1));
  const blocks = rows.map((row, index) => {
    const own = lines.slice(index * distance, (index + 1) * distance);
    const ms = timeOf(own.at(-1) ?? '');
    return [...own, ...entriesOf(row).map((line, step) => wrapping.wrap(ms + step * STEP_MS, line))];
  });
  return [...blocks.flat(), ...lines.slice(rows.length * distance)].join('\n');
}

describe('each failure that docklog was asked for', () => {
  it.each(SEED_ROWS)('is found alone: $row, $what', async (row) => {
    const text = row.lines.map((line) => line.text + (line.fields === undefined ? '' : ` ${line.fields}`)).join('\n');
    // Rows that tell of several programs need to be told apart; all others are found in their bare words.
    const bare = new Set(row.lines.map(({ speaker }) => speaker)).size > 1 || row.row === 27;
    const given = bare
      ? entriesOf(row)
          .map((line, index) => entry(journalShort)(START_MS + index * STEP_MS, line))
          .join('\n')
      : text;
    expect(missing(row, await idsOf(given)), given).toEqual([]);
  });

  describe.each(WRAPPINGS)('is found in $name', (wrapping) => {
    const rows = SEED_ROWS.filter((row) => fits(row, wrapping));

    it.each(rows)('alone: $row, $what', async (row) => {
      const text = entriesOf(row)
        .map((line, index) => wrapping.wrap(START_MS + index * STEP_MS, line))
        .join('\n');
      expect(missing(row, await idsOf(text)), text).toEqual([]);
    });

    it(`among ${LINES} benign lines`, async () => {
      const found = await idsOf(bury(rows, wrapping));
      const missed = rows.filter((row) => missing(row, found).length > 0);
      expect(missed.map(({ row, what }) => `${row}, ${what}`)).toEqual([]);
    });
  });

  it.each(SEED_ROWS.filter(({ row }) => row !== 27))('is found pasted into a ticket: $row, $what', async (row) => {
    const pasted = row.lines.map(({ speaker, text }) =>
      speaker === 'client'
        ? `docker: Error response from daemon: ${text}.\nSee 'docker run --help'.`
        : speaker === 'dockerd' || speaker === 'systemd'
          ? journalShort(START_MS, speaker, text)
          : speaker === 'kernel'
            ? `[7993043.926831] ${text}`
            : text,
    );
    for (const [before, between, after] of [
      [
        'Hi all,\n\nsince this morning our node does not work any more:\n\n```\n$ sudo docker run -d --name web web:1.4\n',
        '\n',
        '\n```\n\nAny idea? Docker version 18.09.2, build 6247962.\n',
      ],
      ['**Actual behavior**\n\n    # systemctl restart docker\n    ', '\n    ', '\n\nregards\n'],
      ['On Monday you wrote:\n> ', '\n> ', '\n> thanks\n'],
    ] as const) {
      const text = before + pasted.join('\n').split('\n').join(between) + after;
      expect(missing(row, await idsOf(text)), text).toEqual([]);
    }
  });
});

describe('the hang after an OOM kill of runc', () => {
  const directory = join(import.meta.dirname, '../../samples/runc-init-oom-hang');
  const inputs = readdirSync(directory).map((name) => ({ name, data: readFileSync(join(directory, name), 'utf8') }));
  const EXPECTED = [
    'runc.init-oom-hang',
    'runc.init-oom-kill',
    'kernel.memcg-oom-kill',
    'engine.api-list-stalled',
    'engine.lock-convoy',
    'containerd.unresponsive',
  ];

  it('is the first finding, with all its parts, also when its journal stands behind 100,000 benign lines', async () => {
    const before = journalLines.slice(0, LINES).join('\n');
    const buried = inputs.map(({ name, data }) => ({
      name,
      data: name.includes('journal') ? `${before}\n${data}` : data,
    }));
    const { findings } = await analyze(buried, { nowUs: NOW_US });
    expect(findings[0]?.id).toBe('runc.init-oom-hang');
    expect(EXPECTED.filter((id) => !findings.some((finding) => finding.id === id))).toEqual([]);
  });
});
