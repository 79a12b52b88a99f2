import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { ORIGINS, type LogRecord, type Origin } from '../../src/core/log-record.js';
import { createRecordParser, detectEnvelope } from '../../src/formats/index.js';
import { PATTERN_SCHEMA } from '../../src/generated/pattern-schema.js';
import { compileSignature } from '../../src/patterns/compile.js';
import { loadPatternFile } from '../../src/patterns/load.js';
import { referredByRule } from '../../src/patterns/rule-ids.js';
import type { RawSignature } from '../../src/patterns/raw-signature.js';
import { createSchemaCheck } from '../../src/patterns/validate.js';
import { createSignalMatcher } from '../../src/signals/signal-matcher.js';
import { mulberry32 } from '../mulberry32.mjs';
import { mutateHost, mutateValues, withoutWords, wordsOf } from './mutate.js';
import {
  journalJson,
  journalShort,
  jsonFile,
  logfmt,
  logrusJson,
  syslog,
  syslogRfc3339,
  type Speaker,
} from './wrap.js';

const NOW_US = Date.UTC(2027, 0, 1) * 1000;
const AT_MS = Date.UTC(2018, 11, 14, 12, 4, 45, 788);
const DIRECTORY = join(import.meta.dirname, '../../patterns');
const checkSchema = await createSchemaCheck(PATTERN_SCHEMA);
const signatures = readdirSync(DIRECTORY, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .flatMap((file) => loadPatternFile(readFileSync(join(DIRECTORY, file), 'utf8'), file, checkSchema).signatures)
  .map((signature) => ({ ...signature, finding: true, onlyAfter: [], tailOnly: false }));
const byId = new Map<string, RawSignature>(signatures.map((signature) => [signature.id, signature]));

/** Ids that a signature's rule counts. */
function referred({ rule }: RawSignature): readonly string[] {
  return rule === undefined ? [] : referredByRule(rule);
}

/** A signature and all that its rule builds on. */
function family(signature: RawSignature): readonly RawSignature[] {
  const all = new Map([[signature.id, signature]]);
  for (const member of all.values()) {
    for (const id of referred(member)) {
      const other = byId.get(id);
      if (other !== undefined && !all.has(id)) all.set(id, other);
    }
  }
  return [...all.values()];
}

/** Which of the texts give a finding of the signature. Each is a source of its own; a rule could join them, so it gets one at a time. */
async function foundIn(signature: RawSignature, texts: readonly string[]): Promise<boolean[]> {
  if (texts.length === 0) return [];
  if (signature.rule !== undefined && texts.length > 1) {
    const found: boolean[] = [];
    for (const text of texts) found.push(...(await foundIn(signature, [text])));
    return found;
  }
  const inputs = texts.map((data, index) => ({ name: `text ${index}`, data }));
  const { findings } = await analyze(inputs, {
    signatures: family(signature),
    builtin: false,
    nowUs: NOW_US,
    limits: { maxEvidence: 10_000 },
  });
  const own = findings.filter(({ id }) => id === signature.id);
  if (texts.length === 1) return [own.length > 0];
  const sources = new Set(own.flatMap(({ evidence }) => evidence.map(({ source }) => source)));
  return inputs.map(({ name }) => sources.has(name));
}

function recordsOf(text: string): LogRecord[] {
  const lines = text.split('\n');
  const parser = createRecordParser({ source: 0, primary: detectEnvelope(lines).format });
  const records: LogRecord[] = [];
  const sink = { record: (record: LogRecord) => void records.push(record) };
  lines.forEach((line, index) => parser.push({ text: line, number: index + 1, offset: 0, cut: false }, sink));
  parser.flush(sink);
  return records;
}

/** Digits that stand in the patterns of a family: they decide. */
function decidingNumbers(signature: RawSignature): ReadonlySet<string> {
  const patterns = family(signature).map(({ match, rule }) => JSON.stringify({ match, rule }));
  return new Set(patterns.join(' ').match(/\d+/g) ?? []);
}

const literalsOf = (signature: RawSignature): string[] =>
  family(signature).flatMap(({ match = [] }) =>
    match.flatMap((one) => ('record' in one ? (typeof one.record === 'string' ? [one.record] : [...one.record]) : [])),
  );

/** Programs whose words this text may be, by the signature: the origins with which the record itself matches. */
function admitted(signature: RawSignature, record: LogRecord): ReadonlySet<Origin> {
  const matcher = createSignalMatcher([compileSignature(signature)]);
  return new Set(ORIGINS.filter((origin) => matcher.matchRecord({ ...record, origin }).length > 0));
}

interface Wrapped {
  readonly name: string;
  readonly text: string;
}

const SPEAKERS: readonly (Speaker & Origin)[] = [
  'kernel',
  'systemd',
  'dockerd',
  'containerd',
  'kubelet',
  'client',
  'container',
];
const isLogfmt = (text: string): boolean => text.startsWith('time=');
const isKlog = (text: string): boolean => /^[IWEF]\d{4} \d\d:/.test(text);

/** All forms in which the words of these programs come into a log. */
function wrappings(words: string, origins: ReadonlySet<Origin>): Wrapped[] {
  const wrapped: Wrapped[] = [];
  const add = (name: string, text: string): void => void wrapped.push({ name, text });
  const speakers = SPEAKERS.filter((speaker) => origins.has(speaker));
  // Logfmt and klog lines are written by daemons alone.
  const own = speakers.filter((speaker) =>
    isKlog(words)
      ? speaker === 'kubelet'
      : isLogfmt(words)
        ? speaker === 'dockerd' || speaker === 'containerd'
        : speaker !== 'client',
  );
  for (const speaker of own) {
    add(`journal of ${speaker}`, journalShort(AT_MS, speaker, words));
    add(`syslog of ${speaker}`, syslog(AT_MS, speaker, words));
    add(`RFC 3339 syslog of ${speaker}`, syslogRfc3339(AT_MS, speaker, words));
    add(`journal JSON of ${speaker}`, journalJson(AT_MS, speaker, words));
    if (speaker === 'container') add('json-file', jsonFile(AT_MS, words));
    if (speaker === 'kernel') {
      add('dmesg', `[7993043.926831] ${words}`);
      add('dmesg -T', `[Fri Dec 14 20:04:45 2018] ${words}`);
    }
    if (isLogfmt(words) || isKlog(words)) continue;
    if (speaker === 'dockerd' || speaker === 'containerd') {
      add(`logfmt of ${speaker}`, logfmt(AT_MS, 'error', words));
      add(`JSON of ${speaker}`, logrusJson(AT_MS, 'error', words));
      add(`terminal of ${speaker}`, `ERRO[0123] ${words}`);
      add(`logfmt in a journal of ${speaker}`, journalShort(AT_MS, speaker, logfmt(AT_MS, 'error', words)));
    }
    if (speaker === 'kubelet') {
      add('klog', `E1214 20:04:45.788669    2211 pod_workers.go:191] ${words}`);
      add(
        'klog in a journal',
        journalShort(AT_MS, 'kubelet', `E1214 20:04:45.788669    2211 pod_workers.go:191] ${words}`),
      );
    }
  }
  return wrapped;
}

/** Where an answer of the daemon travels: to its own log, the client, the kubelet, and into another error. */
function carried(words: string, origins: ReadonlySet<Origin>): Wrapped[] {
  const wrapped: Wrapped[] = [];
  const inner = words.replace(/^(?:docker: |ERROR: )?(?:Error response from daemon: )?/, '');
  // What programs say as they start or end on their own is no answer to a request.
  const hasOwnBeginning =
    /^(?:Error|ERROR|Failed|docker|WARN|level=|panic|fatal|unable to configure|failed to start daemon|listen tcp|for |The '--|ctr: |make: |exec \/|[A-Z]\w+Error: )/.test(
      inner,
    );
  if (isLogfmt(words) || isKlog(words) || hasOwnBeginning) return wrapped;
  const add = (name: string, text: string): void => void wrapped.push({ name, text });
  if (origins.has('client') && origins.has('dockerd')) {
    add('client', `docker: Error response from daemon: ${inner}.`);
    add(
      'client with a prompt in a fence',
      `It fails:\n\`\`\`\n$ docker run web\ndocker: Error response from daemon: ${inner}\n\`\`\``,
    );
    add('compose', `ERROR: for web  ${inner}`);
    add(
      'answer of the daemon',
      logfmt(AT_MS, 'error', `Handler for POST /v1.40/containers/web/start returned error: ${inner}`),
    );
    add('error field', `${logfmt(AT_MS, 'error', 'request failed')} error=${JSON.stringify(inner)}`);
    add('quoted twice', logfmt(AT_MS, 'error', `request failed: "rpc error: ${JSON.stringify(inner)}"`));
  }
  if (origins.has('kubelet') && (origins.has('dockerd') || origins.has('containerd'))) {
    const klog = 'E1214 20:04:45.788669    2211 remote_runtime.go:209]';
    add(
      'kubelet',
      `${klog} StartContainer "0e7dc1a5d2f9" from runtime service failed: rpc error: code = Unknown desc = ${inner}`,
    );
  }
  return wrapped;
}

/** A text of one line that stands alone or in an envelope, as the words of its program. */
function singleLine(text: string): string | undefined {
  const trimmed = text.replace(/\n$/, '');
  return trimmed.includes('\n') ? undefined : wordsOf(trimmed);
}

const cases = signatures.map((signature) => ({ id: signature.id, signature }));

/** The mutants in which the signature is not found. */
async function missed(signature: RawSignature, mutants: readonly Wrapped[]): Promise<string[]> {
  const texts = mutants.map(({ text }) => text);
  const found = await foundIn(signature, texts);
  return mutants.filter((_, index) => found[index] !== true).map(({ name, text }) => `${name}: ${text}`);
}

/** The texts in which it is found. */
async function seen(signature: RawSignature, texts: readonly string[]): Promise<string[]> {
  const found = await foundIn(signature, texts);
  return texts.filter((_, index) => found[index] === true);
}

const examplesOf = ({ examples }: RawSignature): string[] => (examples?.match ?? []).map(({ text }) => text);

describe('a failure is found again', () => {
  it.each(cases)('with other ids, numbers and hosts: $id', async ({ signature }) => {
    const kept = decidingNumbers(signature);
    const mutants = examplesOf(signature).flatMap((text, index) => [
      { name: `values of ${index}`, text: mutateValues(text, mulberry32(index + 1), kept) },
      { name: `host of ${index}`, text: mutateHost(text) },
    ]);
    expect(await missed(signature, mutants)).toEqual([]);
  });

  it.each(cases)('in a fence: $id', async ({ signature }) => {
    const mutants = examplesOf(signature).map((text, index) => ({
      name: `fence around ${index}`,
      text: `Hello,\n\nour node is ill. This is what it says:\n\n\`\`\`\n${text.replace(/\n$/, '')}\n\`\`\`\n\nAny idea?\n`,
    }));
    expect(await missed(signature, mutants)).toEqual([]);
  });

  it.each(cases)('in any envelope of its program: $id', async ({ signature }) => {
    const kept = decidingNumbers(signature);
    const mutants = examplesOf(signature).flatMap((text, index) => {
      const words = singleLine(text);
      const [record] = words === undefined ? [] : recordsOf(words);
      if (words === undefined || record === undefined) return [];
      const mutant = mutateValues(words, mulberry32(index + 101), kept);
      const origins = admitted(signature, record);
      return [...wrappings(mutant, origins), ...carried(mutant, origins)];
    });
    expect(await missed(signature, mutants)).toEqual([]);
  });
});

describe('nothing is found', () => {
  it.each(cases)('in look-alikes with other ids, numbers and hosts, or in a fence: $id', async ({ signature }) => {
    const kept = decidingNumbers(signature);
    const texts = (signature.examples?.noMatch ?? []).flatMap(({ text }, index) => {
      const mutant = mutateHost(mutateValues(text, mulberry32(index + 201), kept));
      return [mutant, `What is this?\n\n\`\`\`\n${mutant.replace(/\n$/, '')}\n\`\`\`\n`];
    });
    expect(await seen(signature, texts)).toEqual([]);
  });

  // A report proves the signature whatever the words around it.
  const worded = cases.filter(({ signature }) =>
    family(signature).every(({ match = [] }) => match.every((one) => 'record' in one)),
  );
  it.each(worded)('without the deciding words: $id', async ({ signature }) => {
    const words = literalsOf(signature);
    const texts = examplesOf(signature).map((text) => withoutWords(text, words));
    expect(await seen(signature, texts)).toEqual([]);
  });

  const foreign = cases.filter(({ signature }) =>
    family(signature).every(({ match = [] }) =>
      match.every(
        (one) =>
          ('record' in one && one.origins !== undefined && !one.origins.includes('container')) ||
          ('report' in one && (one.report === 'oom' || one.report === 'kernel-trace')),
      ),
    ),
  );
  it.each(foreign)('when a container prints it: $id', async ({ signature }) => {
    const printed = examplesOf(signature).flatMap((text) => {
      const lines = text.replace(/\n$/, '').split('\n');
      return [
        lines.map((line) => jsonFile(AT_MS, line)).join('\n'),
        lines.map((line) => jsonFile(AT_MS, wordsOf(line) ?? line)).join('\n'),
        lines.map((line) => journalShort(AT_MS, 'container', wordsOf(line) ?? line)).join('\n'),
      ];
    });
    expect(await seen(signature, printed)).toEqual([]);
  });
});
