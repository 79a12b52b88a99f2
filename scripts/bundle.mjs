// Bundles what the package holds: the command, the library and the thread start from a few files each instead of two hundred, which is most of their
// start-up time. What one command, function or format alone needs stays in files of its own, loaded when it is asked for. The compiled modules lie
// beside them in dist/ for the tools of this repository and are not published (`files` in package.json).
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';

const dist = new URL('../dist/', import.meta.url).pathname;
const cli = join(dist, 'cli');

/** Packages that an ordinary run needs. The others are loaded from where npm puts them when an input or a command asks for them. */
const INLINED =
  /\/node_modules\/(?:@colors\/colors|@streamparser\/json|ansi-regex|ansi-styles|cli-table3|cliui|date-fns|emoji-regex|escalade|get-caller-file|get-east-asian-width|is-fullwidth-code-point|string-width|strip-ansi|wrap-ansi|y18n|yargs|yargs-parser)\//;

/** The modules of an ordinary run (a report as a table), by the beginnings of what is loaded on demand. */
const ORDINARY = ['cli/files-only.js', 'cli/analyze-command.js', 'render/table.js'];

/** What package.json exports. */
const LIBRARY = ['index.js', 'goroutines.js'];

/** Leaves packages where they are but for `inlined`; all outputs lie in folders of dist/. */
const outside = (inlined) => ({
  name: 'outside',
  async resolveId(source, importer) {
    if (importer === undefined || source.startsWith('node:')) return null;
    const resolved = await this.resolve(source, importer, { skipSelf: true });
    if (resolved === null) return null;
    // The patterns are large: command and library share them.
    if (resolved.id.startsWith(join(dist, 'generated/builtin')))
      return { id: `../${resolved.id.slice(dist.length)}`, external: true };
    if (resolved.id.includes('/node_modules/') && !inlined?.test(resolved.id)) return { id: source, external: true };
    return null;
  },
});

/** The output for entry modules and what they load, packages of `inlined` with them, modules that `together` holds in one file. */
async function bundle(entries, { inlined, together, minify }) {
  const built = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [basename(entry, '.js'), join(dist, entry)])),
    platform: 'node',
    // What the first file shares with the others may be exported from it.
    preserveEntrySignatures: 'allow-extension',
    plugins: [outside(inlined)],
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
      minify,
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

function write(folder, output) {
  for (const { fileName, code } of output) writeFileSync(join(folder, fileName), code);
}

/** Modules of the file that starts with `entry` and of all files that it imports at once. */
function modulesOf(output, entry) {
  const byName = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const files = new Set(output.filter(({ facadeModuleId }) => facadeModuleId === join(dist, entry)));
  if (files.size === 0) throw new Error(`dist/${entry} is not loaded on demand any more`);
  for (const { imports } of files) for (const name of imports) if (byName.has(name)) files.add(byName.get(name));
  return [...files].flatMap(({ moduleIds }) => moduleIds);
}

// Names of functions stay: a crash shows them.
const command = {
  inlined: INLINED,
  minify: { compress: true, mangle: { toplevel: true, keepNames: true }, codegen: { removeWhitespace: true } },
};
const apart = await bundle(['cli/main.js'], command);
const together = new Set(ORDINARY.flatMap((entry) => modulesOf(apart, entry)));
for (const id of modulesOf(apart, 'cli/main.js')) together.delete(id);
const output = await bundle(['cli/main.js'], { ...command, together });

// Whoever uses the library may have to read what it does.
const readable = { minify: { compress: false, mangle: false, codegen: { removeWhitespace: false } } };
const library = await bundle(LIBRARY, readable);
const thread = await bundle(['workers/scan-worker.js'], readable);

rmSync(cli, { recursive: true });
mkdirSync(cli);
write(cli, output);
rmSync(join(dist, 'lib'), { recursive: true, force: true });
mkdirSync(join(dist, 'lib'));
write(join(dist, 'lib'), library);
for (const entry of LIBRARY) writeFileSync(join(dist, entry), `export * from './lib/${entry}';\n`);
write(join(dist, 'workers'), thread);

const packages = new Set();
for (const { moduleIds } of output) {
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
  join(cli, 'LICENSES.txt'),
  `The files of this directory contain these packages:\n\n${licences.join('\n---\n\n')}`,
);
