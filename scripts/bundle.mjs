// Bundles dist/cli/ in place: the command starts from a few files instead of two hundred, which is most of its start-up time. What one command or
// format alone needs stays in files of its own, loaded when it is asked for. The library beside it stays as it is compiled.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const dist = new URL('../dist/', import.meta.url).pathname;
const out = join(dist, 'cli');

/** Packages that an ordinary run needs. The others are loaded from where npm puts them when an input or a command asks for them. */
const INLINED =
  /\/node_modules\/(?:@colors\/colors|@streamparser\/json|ansi-regex|ansi-styles|cli-table3|cliui|date-fns|emoji-regex|escalade|get-caller-file|get-east-asian-width|is-fullwidth-code-point|string-width|strip-ansi|wrap-ansi|y18n|yargs|yargs-parser)\//;

/** The modules of an ordinary run (a report as a table), by the beginnings of what is loaded on demand. */
const ORDINARY = ['cli/files-only.js', 'cli/analyze-command.js', 'render/table.js'];

const outside = {
  name: 'outside',
  async resolveId(source, importer) {
    if (importer === undefined || source.startsWith('node:')) return null;
    const resolved = await this.resolve(source, importer, { skipSelf: true });
    if (resolved === null) return null;
    // The patterns are large, and the library has them already.
    if (resolved.id.startsWith(join(dist, 'generated/builtin')))
      return { id: `../${resolved.id.slice(dist.length)}`, external: true };
    if (resolved.id.includes('/node_modules/') && !INLINED.test(resolved.id)) return { id: source, external: true };
    return null;
  },
};

/** The output, with all modules of `together` in one file. */
async function bundle(together) {
  const built = await rolldown({
    input: { main: join(out, 'main.js') },
    platform: 'node',
    // What the first file shares with the others may be exported from it.
    preserveEntrySignatures: 'allow-extension',
    plugins: [outside],
    // Two commands share what a third loads on demand: that is meant.
    onLog(level, log, handle) {
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') handle(level, log);
    },
  });
  try {
    const { output } = await built.generate({
      format: 'esm',
      chunkFileNames: '[name].js',
      comments: false,
      // Names of functions stay: a crash shows them.
      minify: { compress: true, mangle: { toplevel: true, keepNames: true }, codegen: { removeWhitespace: true } },
      ...(together === undefined
        ? {}
        : {
            codeSplitting: {
              includeDependenciesRecursively: false,
              groups: [{ name: 'ordinary', test: (id) => together.has(id) }],
            },
          }),
    });
    return output;
  } finally {
    await built.close();
  }
}

/** Modules of the file that starts with `entry` and of all files that it imports at once. */
function modulesOf(output, entry) {
  const byName = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const files = new Set(output.filter(({ facadeModuleId }) => facadeModuleId === join(dist, entry)));
  if (files.size === 0) throw new Error(`dist/${entry} is not loaded on demand any more`);
  for (const { imports } of files) for (const name of imports) if (byName.has(name)) files.add(byName.get(name));
  return [...files].flatMap(({ moduleIds }) => moduleIds);
}

const apart = await bundle();
const together = new Set(ORDINARY.flatMap((entry) => modulesOf(apart, entry)));
for (const id of modulesOf(apart, 'cli/main.js')) together.delete(id);
const output = await bundle(together);

rmSync(out, { recursive: true });
mkdirSync(out);
const packages = new Set();
for (const { fileName, code, moduleIds } of output) {
  writeFileSync(join(out, fileName), code);
  for (const id of moduleIds) {
    const directory = /\/.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
    if (directory !== undefined) packages.add(directory);
  }
}
const licences = [...packages].sort().map((directory) => {
  const { name, version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = ['LICENSE', 'license', 'LICENSE.md', 'LICENSE.txt', 'LICENSE-MIT.txt']
    .map((one) => join(directory, one))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${name} has no licence to pass on`);
  return `${name} ${version}\n\n${readFileSync(file, 'utf8').trim()}\n`;
});
writeFileSync(
  join(out, 'LICENSES.txt'),
  `The files of this directory contain these packages:\n\n${licences.join('\n---\n\n')}`,
);
