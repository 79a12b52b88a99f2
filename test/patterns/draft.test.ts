import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { LogRecord } from '../../src/core/log-record.js';
import { draftFromLine } from '../../src/explain-line.js';
import { PATTERN_SCHEMA } from '../../src/generated/pattern-schema.js';
import { checkExamples } from '../../src/pattern-files.js';
import { draftSignature } from '../../src/patterns/draft.js';
import { loadPatternFile } from '../../src/patterns/load.js';
import type { RawSignature } from '../../src/patterns/raw-signature.js';
import { createSchemaCheck } from '../../src/patterns/validate.js';

const checkSchema = await createSchemaCheck(PATTERN_SCHEMA);

const record = (message: string, more: Partial<LogRecord> = {}): LogRecord => ({
  position: { source: 0, line: 1, offset: 0 },
  time: { kind: 'none' },
  origin: 'dockerd',
  message,
  format: 'bare',
  raw: message,
  ...more,
});
const drafted = (of: LogRecord): RawSignature => parse(draftSignature(of)) as RawSignature;

/** Every 20th example line of the catalogue. */
function exampleLines(): string[] {
  const directory = join(import.meta.dirname, '../../patterns');
  const texts: string[] = [];
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.yaml')) continue;
    for (const document of parseAllDocuments(readFileSync(join(directory, name), 'utf8'))) {
      if (!('errors' in document) || document.errors.length > 0) continue;
      const { examples } = document.toJS({ maxAliasCount: 0 }) as RawSignature;
      texts.push(...(examples?.match ?? []).map(({ text }) => text));
    }
  }
  return texts.filter((text, index) => index % 20 === 0 && !text.includes('\n'));
}

describe('draftSignature', () => {
  it('takes the longest constant part as literal and captures what names a thing', () => {
    const { id, match } = drafted(record('Container f2bdc869de34 failed to exit within 10s of signal 15'));
    expect(id).toBe('engine.failed-to-exit-within');
    expect(match).toEqual([
      {
        record: 'failed to exit within',
        regex: 'Container (?<container>{{containerId}}) failed to exit within {{goDuration}} of signal',
        origins: ['dockerd'],
      },
    ]);
  });

  it('numbers further things of one kind', () => {
    const { match } = drafted(record('rename /var/lib/a to /var/lib/b went wrong'));
    expect(match?.[0]).toMatchObject({ regex: 'rename (?<path>{{path}}) to (?<path2>{{path}}) went wrong' });
  });

  it('asks for a part of the error beside the message', () => {
    const { match } = drafted(
      record('failed to reap the shim', { fields: { error: 'connection to /run/x.sock refused' } }),
    );
    expect(match?.[0]).toMatchObject({ record: 'failed to reap the shim', all: 'connection to' });
  });

  it('rests on the error where the message is too short', () => {
    const { match } = drafted(record('oops', { fields: { error: 'the connection to 10.0.0.7 refused' } }));
    expect(match?.[0]).toMatchObject({
      record: 'the connection to',
      regex: 'the connection to (?<address>{{address}}) refused',
    });
  });

  it('admits all programs where it is not known who spoke', () => {
    expect(drafted(record('something has happened', { origin: 'other' })).match?.[0]).toEqual({
      record: 'something has happened',
    });
  });

  it('says so when no literal is long enough', () => {
    expect(draftSignature(record('short'))).toContain('# No part of this message has 8 plain characters');
  });

  it('makes text of whatever line there is', () => {
    for (const line of [
      '',
      '"',
      '\\',
      '{{number}}',
      '(?<',
      '🙂'.repeat(9),
      'a: b: - c # d',
      `x${'"1" '.repeat(3_000)}`,
    ]) {
      expect(parse(draftSignature(record(line)))).toMatchObject({ maturity: 'draft' });
    }
  });

  it.each(exampleLines())('makes a sound file of %s', async (line) => {
    const draft = await draftFromLine(line);
    const { signatures, problems } = loadPatternFile(draft, 'draft.yaml', checkSchema);
    const [signature] = signatures;
    if (signature === undefined) {
      // Only a message without any usable literal has none.
      expect(draft).toContain('# No part of this message');
      return;
    }
    expect(problems).toEqual([]);
    expect(await checkExamples(signature)).toEqual([]);
  });
});
