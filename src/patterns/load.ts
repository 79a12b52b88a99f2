import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import { checkRule } from './check-rule.js';
import { suggestion } from './nearest.js';
import { expandPlaceholders, PLACEHOLDERS } from './placeholders.js';
import type { RawRecordMatch, RawSignature } from './raw-signature.js';
import { usableLiteral } from './literals.js';

/** What is wrong with a pattern file, placed for its author. `line` counts from 1. */
export interface PatternProblem {
  readonly file: string;
  readonly line: number;
  /** Path of the key: `match[0].regex`. */
  readonly key: string;
  readonly text: string;
}

/** What the text of a pattern file holds. */
export interface LoadedPatterns {
  readonly signatures: readonly RawSignature[];
  readonly problems: readonly PatternProblem[];
  /** Where a key of one of these signatures stands; `pointer` is a JSON pointer: `/rule/parts/0/ids/1`. */
  readonly place: (signature: RawSignature, pointer: string) => { readonly line: number; readonly key: string };
}

/** A checker of one value against a JSON Schema: problems with JSON pointers. */
export type SchemaCheck = (value: unknown) => readonly { readonly pointer: string; readonly text: string }[];

/**
 * Reads the text of one pattern file: a signature, or several YAML documents.
 * Returns those that are sound and a problem for each fault; never throws on content.
 */
export function loadPatternFile(text: string, file: string, checkSchema: SchemaCheck): LoadedPatterns {
  const lineCounter = new LineCounter();
  const lines = new Map<RawSignature, (path: readonly string[]) => number>();
  const place = (signature: RawSignature, pointer: string): { line: number; key: string } => {
    const path = pathOf(pointer);
    return { line: lines.get(signature)?.(path) ?? 1, key: keyText(path) };
  };
  const signatures: RawSignature[] = [];
  const problems: PatternProblem[] = [];
  const documents = parseAllDocuments(text, { lineCounter, maxAliasCount: 0 } as Parameters<
    typeof parseAllDocuments
  >[1]);
  if (!Array.isArray(documents))
    return { signatures, problems: [{ file, line: 1, key: '', text: 'the file is empty' }], place };
  for (const document of documents as Document.Parsed[]) {
    for (const error of document.errors) {
      problems.push({
        file,
        line: error.linePos?.[0].line ?? 1,
        key: '',
        text: error.message.split('\n')[0] ?? error.code,
      });
    }
    if (document.errors.length > 0) continue;
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: 0 });
    } catch {
      problems.push({ file, line: 1, key: '', text: 'aliases are not allowed in pattern files' });
      continue;
    }
    const lineOf = (path: readonly (string | number)[]): number => {
      const offset = findNode(document.contents, path)?.range?.[0];
      return offset === undefined ? 1 : lineCounter.linePos(offset).line;
    };
    const faults = [...checkSchema(value)];
    if (faults.length === 0) faults.push(...checkSignature(value as RawSignature));
    for (const fault of faults) {
      const path = pathOf(fault.pointer);
      problems.push({ file, line: lineOf(path), key: keyText(path), text: fault.text });
    }
    if (faults.length > 0) continue;
    signatures.push(value as RawSignature);
    lines.set(value as RawSignature, lineOf);
  }
  return { signatures, problems, place };
}

/** What the schema cannot say: literals the scanner can use, regular expressions that compile, something to detect. */
function checkSignature(raw: RawSignature): { pointer: string; text: string }[] {
  const faults: { pointer: string; text: string }[] = [];
  const detects = raw.match !== undefined || raw.rule !== undefined;
  if (detects === (raw.hint === true)) {
    faults.push({ pointer: '', text: 'a signature needs `match`, `rule` or both, or is a `hint` without them' });
  }
  for (const [index, match] of (raw.match ?? []).entries()) {
    if ('record' in match) faults.push(...checkRecordMatch(match, `/match/${index}`));
  }
  faults.push(...checkRule(raw));
  if (raw.match !== undefined) {
    if ((raw.examples?.match ?? []).length === 0)
      faults.push({ pointer: '', text: 'a signature needs examples.match' });
    if ((raw.examples?.noMatch ?? []).length === 0)
      faults.push({ pointer: '', text: 'a signature needs examples.noMatch' });
  }
  return faults;
}

function checkRecordMatch(match: RawRecordMatch, pointer: string): { pointer: string; text: string }[] {
  const faults: { pointer: string; text: string }[] = [];
  for (const literal of typeof match.record === 'string' ? [match.record] : match.record) {
    if (usableLiteral(literal) === undefined) {
      faults.push({
        pointer: `${pointer}/record`,
        text: `literal ${JSON.stringify(literal)} has no run of 8 plain ASCII characters without quotes, backslashes or <>&; take a longer part of the message`,
      });
    }
  }
  const vetoes = typeof match.not === 'string' ? [match.not] : (match.not ?? []);
  const sources = [
    ...(match.regex === undefined ? [] : [{ source: match.regex, at: `${pointer}/regex` }]),
    ...vetoes.map((source, index) => ({
      source,
      at: `${pointer}/not${typeof match.not === 'string' ? '' : `/${index}`}`,
    })),
  ];
  for (const { source, at } of sources) {
    const { regex, unknown } = expandPlaceholders(source);
    for (const name of unknown)
      faults.push({
        pointer: at,
        text: `unknown placeholder {{${name}}}${suggestion(name, Object.keys(PLACEHOLDERS))}`,
      });
    try {
      new RegExp(regex);
    } catch (error) {
      faults.push({ pointer: at, text: error instanceof Error ? error.message : 'does not compile' });
    }
  }
  return faults;
}

function findNode(root: unknown, path: readonly (string | number)[]): Node | undefined {
  let node: unknown = root;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) break;
      node = pair.value ?? pair.key;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
    } else break;
  }
  return node as Node | undefined;
}

function pathOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapePointer);
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function keyText(path: readonly string[]): string {
  return path.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}
