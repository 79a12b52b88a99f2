// Packs patterns/**/*.yaml and the pattern schema into src/generated/, so that nothing is read or parsed from YAML at run time.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

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

mkdirSync(join(root, 'src/generated'), { recursive: true });
// A JSON string is parsed faster than the same data written as an object literal.
writeFileSync(
  join(root, 'src/generated/builtin-patterns.ts'),
  `import type { RawSignature } from '../patterns/raw-signature.js';\n\nexport const BUILTIN_PATTERNS = JSON.parse(${JSON.stringify(JSON.stringify(signatures))}) as readonly RawSignature[];\n`,
);
writeFileSync(
  join(root, 'src/generated/pattern-schema.ts'),
  `export const PATTERN_SCHEMA: object = JSON.parse(${JSON.stringify(JSON.stringify(schema))}) as object;\n`,
);
writeFileSync(join(root, 'src/generated/version.ts'), `export const DOCKLOG_VERSION = ${JSON.stringify(version)};\n`);
