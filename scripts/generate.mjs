// Packs patterns/**/*.yaml and the pattern schema into src/generated/, so that nothing is read or parsed from YAML at run time, and compiles
// wasm/*.ts.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { parseAllDocuments } from 'yaml';
import { importSource } from './lib/source.mjs';

const root = new URL('..', import.meta.url).pathname;
const files = readdirSync(join(root, 'patterns'), { recursive: true })
  .filter((name) => name.endsWith('.yaml'))
  .sort();
const signatures = [];
for (const name of files) {
  for (const document of parseAllDocuments(readFileSync(join(root, 'patterns', name), 'utf8'))) {
    if (document.errors.length > 0) {
      // The others are packed all the same, so that one slip does not stop work on them; the build fails.
      console.error(`patterns/${name}: ${document.errors[0].message}`);
      process.exitCode = 1;
      continue;
    }
    const signature = document.toJS({ maxAliasCount: 0 });
    delete signature.examples;
    signatures.push(signature);
  }
}
signatures.sort((a, b) => (a.id < b.id ? -1 : 1));
const schema = JSON.parse(readFileSync(join(root, 'schemas', 'pattern.schema.json'), 'utf8'));
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

function writeTo(folder, name, ...lines) {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, `${name}.ts`), `${lines.join('\n')}\n`);
}

/** A module of `wasm/`, in base64; its memory has a fixed size. */
async function compileWasm(name, pages) {
  let binary;
  const { error, stderr } = await asc.main(
    [
      ...[
        `${name}.ts`,
        '--baseDir',
        join(root, 'wasm'),
        '--outFile',
        'out.wasm',
        '--runtime',
        'stub',
        '--enable',
        'simd',
      ],
      ...['-O3', '--noAssert', '--initialMemory', `${pages}`, '--maximumMemory', `${pages}`],
    ],
    { writeFile: (_, contents) => (binary = contents) },
  );
  if (error !== null) throw new Error(`wasm/${name}.ts: ${stderr.toString()}`);
  return Buffer.from(binary).toString('base64');
}

// First, as the source that packs the patterns imports it.
writeTo(
  'src/reports/goroutines/generated',
  'usual-form',
  '/** `wasm/usual-form.ts`, compiled, in base64. */',
  `export const USUAL_FORM: string = '${await compileWasm('usual-form', 128)}';`,
);

const { packBuiltins } = await importSource(new URL('../src/pack-builtins.ts', import.meta.url));
const packed = packBuiltins(signatures);

/** A string in single quotes: JSON has none, so little of it needs an escape, which is what a JavaScript engine reads fastest. */
const text = (value) =>
  `'${value.replace(/[\\']/g, '\\$&').replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
const write = (name, ...lines) => writeTo('src/generated', name, ...lines);
// What is compiled reads it beside itself.
for (const place of ['src', 'dist']) {
  mkdirSync(join(root, place, 'generated'), { recursive: true });
  writeFileSync(join(root, place, 'generated/builtin-pack.txt'), packed.pack);
}
write(
  'builtin-pack',
  '/** Where the built-in signatures are; see `compiled-builtins.ts`. */',
  `export const BUILTIN_PACK: URL = new URL('builtin-pack.txt', import.meta.url);`,
);
// In UTF-8: escapes would be twice as long.
write(
  'builtin-zh-cn',
  '/** JSON of `Translation` by signature id. */',
  `export const TRANSLATIONS: string = '${packed.translations.replace(/[\\']/g, '\\$&')}';`,
);
write(
  'pattern-schema',
  '/** JSON Schema of a pattern file. */',
  `export const PATTERN_SCHEMA: object = JSON.parse(${text(JSON.stringify(schema))}) as object;`,
);
write('version', '/** Version of this package. */', `export const DOCKLOG_VERSION = ${JSON.stringify(version)};`);
