import { readFile } from 'node:fs/promises';
import {
  builtinSignatures,
  checkPatterns,
  DocklogError,
  draftFromLine,
  explainLine,
  explainLineText,
  explainSignature,
  loadTranslations,
  PATTERN_SCHEMA,
  patternCoverage,
  translateSignature,
  type Language,
} from '../index.js';
import { STDIN_NAME } from './choose-inputs.js';
import { EXIT } from './exit-codes.js';
import { chooseLanguage } from './language.js';
import { writeError } from './terminal.js';

type Action = 'list' | 'show' | 'test' | 'schema' | 'coverage' | 'explain' | 'new';

/** Runs `docklog patterns ACTION [TARGET]`; `id` is that of a new signature. */
export async function runPatterns(action: Action, target?: string, id?: string, lang?: Language): Promise<number> {
  switch (action) {
    case 'list':
      for (const signature of builtinSignatures()) {
        process.stdout.write(`${signature.id.padEnd(44)} ${signature.severity.padEnd(9)} ${signature.title}\n`);
      }
      return EXIT.analysed;
    case 'schema':
      process.stdout.write(`${JSON.stringify(PATTERN_SCHEMA, null, 2)}\n`);
      return EXIT.analysed;
    case 'show': {
      const signature = builtinSignatures().find((candidate) => candidate.id === target);
      if (signature === undefined) {
        throw new DocklogError('bad-option', `no signature ${target ?? ''}; docklog patterns list shows all`);
      }
      const language = chooseLanguage(lang);
      const told = translateSignature(signature, await loadTranslations(language));
      process.stdout.write(explainSignature(told, language));
      return EXIT.analysed;
    }
    case 'test':
      return testPatterns(required(target, 'the directory or file with the patterns to test'));
    case 'coverage':
      return showCoverage(required(target, 'a file with one id a line'));
    case 'explain':
      process.stdout.write(explainLineText(explainLine(await lineOf(target))));
      return EXIT.analysed;
    case 'new':
      process.stdout.write(await draftFromLine(await lineOf(target), id === undefined ? {} : { id }));
      return EXIT.analysed;
  }
}

async function testPatterns(path: string): Promise<number> {
  const { signatures, problems } = await checkPatterns([path]);
  for (const { file, line, key, text } of problems) {
    writeError(`${file}:${line}: ${key === '' ? '' : `${key}: `}${text}`);
  }
  process.stdout.write(`${signatures.length} signature(s) sound, ${problems.length} problem(s)\n`);
  return problems.length > 0 ? EXIT.misuse : EXIT.analysed;
}

/** Which ids of a list have a signature; comments behind `#` are left out. */
async function showCoverage(path: string): Promise<number> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new DocklogError('bad-option', `cannot read ${path}`, { cause });
  }
  const ids = text.split('\n').flatMap((line) => line.replace(/#.*/, '').trim() || []);
  const { covered, missing, extra } = patternCoverage(ids, builtinSignatures());
  for (const id of missing) process.stdout.write(`missing ${id}\n`);
  for (const id of extra) process.stdout.write(`not listed ${id}\n`);
  process.stdout.write(`${covered} of ${ids.length} ids have a signature\n`);
  return missing.length > 0 ? EXIT.failOn : EXIT.analysed;
}

function required(target: string | undefined, what: string): string {
  if (target === undefined) throw new DocklogError('bad-option', `name ${what}`);
  return target;
}

/** The line given, or all of standard input for `-`. */
async function lineOf(target: string | undefined): Promise<string> {
  const line = required(target, 'a log line, or - for standard input');
  if (line !== STDIN_NAME) return line;
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
