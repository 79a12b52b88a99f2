import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { chooseSignatures } from '../../src/analyze.js';
import { compiledBuiltins, rawBuiltins } from '../../src/compiled-builtins.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import type { Match, Signature } from '../../src/core/pattern.js';
import { compileSignature } from '../../src/patterns/compile.js';
import { usableLiteral } from '../../src/patterns/literals.js';
import { packSignatures, unpackSignatures } from '../../src/patterns/packed.js';
import type { RawSignature } from '../../src/patterns/raw-signature.js';
import { createScanTables, packTables } from '../../src/scan-tables.js';

const BUILTIN_PATTERNS = rawBuiltins();
const PATTERNS = join(import.meta.dirname, '../../patterns');

/** The signatures of the pattern files, without what is only for their tests and the translations, which have a pack of their own, sorted as the package has them. */
function written(): RawSignature[] {
  const files = readdirSync(PATTERNS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const signatures = files.flatMap((name) =>
    parseAllDocuments(readFileSync(join(PATTERNS, name), 'utf8')).map((document) => {
      const signature = document.toJS() as RawSignature & { examples?: unknown; translations?: unknown };
      delete signature.examples;
      delete signature.translations;
      return signature;
    }),
  );
  return signatures.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** All that a compiled signature tells, also what it only tells when asked. */
function told(signature: Signature): unknown {
  const { title, summary, cause, impact, remedy, fixedIn, affected, references, confirm } = signature;
  const texts = { title, summary, cause, impact, remedy, fixedIn, affected, references, confirm };
  return { ...signature, ...texts, match: signature.match.map(toldOfMatch) };
}

function toldOfMatch(match: Match): unknown {
  if (match.on === 'record') return { ...match, regex: match.regex, not: match.not, origins: [...match.origins] };
  if (match.on !== 'report') return match;
  const conditions = [...Object.entries(match.where), ...Object.entries(match.not)];
  const expressions = conditions.flatMap(([, some]) => some.map((one) => ('regex' in one ? one.regex : one.value)));
  return { ...match, expressions };
}

describe('the packed signatures', () => {
  it('are those of the pattern files, with all their English texts', () => {
    expect(BUILTIN_PATTERNS).toEqual(written());
  });

  it('are compiled to the same as from their files', () => {
    const compiled = compiledBuiltins().signatures;
    expect(compiled.map(({ id }) => id)).toEqual(BUILTIN_PATTERNS.map(({ id }) => id));
    for (const [index, raw] of BUILTIN_PATTERNS.entries()) {
      const signature = compiled[index];
      expect(signature === undefined ? undefined : told(signature)).toEqual(told(compileSignature(raw)));
    }
  });

  it('keep letters of all scripts', () => {
    const [first] = BUILTIN_PATTERNS;
    const signatures = first === undefined ? [] : [{ ...first, title: 'Läuft: 停止 \u2028 "\\" \u{1f433}' }];
    const { details, ...pack } = packSignatures(signatures);
    const detail = (start: number, end: number): string => Buffer.from(details).toString('utf8', start, end);
    expect(unpackSignatures({ ...pack, detail })).toEqual(signatures);
  });
});

describe('a signature of a user', () => {
  it('tells of an expression that does not compile before any line is read', () => {
    const raw = { ...BUILTIN_PATTERNS[0], id: 'own.bad', match: [{ record: 'some literal', regex: '(' }] };
    expect(() => compileSignature(raw as RawSignature)).toThrow('own.bad: regular expression does not compile');
    const vetoed = { ...raw, match: [{ record: 'some literal', not: '[' }] };
    expect(() => compileSignature(vetoed as RawSignature)).toThrow('does not compile');
    const condition = { ...raw, match: [{ report: 'oom', where: { scope: '/(/' } }] };
    expect(() => compileSignature(condition as unknown as RawSignature)).toThrow('does not compile');
  });
});

describe('the packed tables', () => {
  const { signatures, tables: packed } = compiledBuiltins();

  it('are those that would be made at run time', () => {
    expect(packed).toEqual(packTables(BUILTIN_PATTERNS.map((raw) => compileSignature(raw))));
  });

  it.each(['search', 'clockSearch', 'followSearch', 'tailSearch'] as const)('let %s find every literal', (name) => {
    const tables = createScanTables(signatures, DEFAULT_LIMITS, true, packed);
    const made = createScanTables(signatures, DEFAULT_LIMITS, true);
    const { always, followers, lasting } = packed;
    const sought = { search: [], clockSearch: [], followSearch: followers.literals, tailSearch: lasting.literals }[
      name
    ];
    for (const literal of [...(name === 'tailSearch' ? [] : always.literals), ...sought]) {
      // Some stand at the start of a line only.
      const line = Buffer.from(`Dec 14 20:04:45 node1 dockerd[1]: ${usableLiteral(literal) ?? literal} and more`);
      const ids = tables[name]().collect(line, 0, line.length);
      expect(ids, literal).not.toEqual([]);
      expect(ids).toEqual(made[name]().collect(line, 0, line.length));
    }
  });

  it('are not used beside signatures of the user', () => {
    expect(chooseSignatures({}).packed).toBe(packed);
    expect(chooseSignatures({ builtin: false }).packed).toBeUndefined();
    const own = BUILTIN_PATTERNS.slice(0, 1);
    expect(chooseSignatures({ signatures: own }).packed).toBeUndefined();
  });
});
