// Makes the package small: declarations that no declaration of the public interface refers to go.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const dist = new URL('../dist/', import.meta.url).pathname;
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((name) => join(dist, name));

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
