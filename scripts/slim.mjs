// Makes the package small: comments of the library's compiled files go (the declarations keep them for editors), and so do declarations that no
// declaration of the public interface refers to.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { minifySync } from 'rolldown/experimental';

const dist = new URL('../dist/', import.meta.url).pathname;
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((name) => join(dist, name));
const bundled = join(dist, 'cli/');

for (const file of files.filter((name) => name.endsWith('.js') && !name.startsWith(bundled))) {
  const { code, errors } = minifySync(file, readFileSync(file, 'utf8'), {
    module: true,
    compress: false,
    mangle: false,
    codegen: { removeWhitespace: false },
  });
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`);
  writeFileSync(file, code);
}

const reached = new Set();
const open = [join(dist, 'index.d.ts')];
for (let file = open.pop(); file !== undefined; file = open.pop()) {
  if (reached.has(file)) continue;
  reached.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, name] of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.js['"]/g))
    open.push(`${resolve(dirname(file), name)}.d.ts`);
}
for (const file of files) if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
