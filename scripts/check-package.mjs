// Packs the package, installs it in an empty folder and uses it there as users do: `npx docklog`, and as a library. Needs a build.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const MAX_BYTES = 1_000_000;
const SAMPLE = 'samples/thinpool-missing';
const FINDING = 'storage.thinpool-nonexisting-device';
const { version, man } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const problems = [];
const expect = (holds, problem) => {
  if (!holds) problems.push(problem);
};

function run(cwd, command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

const folder = mkdtempSync(join(tmpdir(), 'docklog-package-'));
try {
  const [packed] = JSON.parse(
    run(root, 'npm', 'pack', '--json', '--ignore-scripts', '--silent', '--pack-destination', folder),
  );
  const tarball = join(folder, packed.filename);
  const { size } = statSync(tarball);
  expect(size < MAX_BYTES, `the package has ${size} bytes, more than ${MAX_BYTES}`);
  const stray = packed.files.filter(({ path }) => /^(?:src|test|patterns|samples|bench|scripts)\//.test(path));
  expect(stray.length === 0, `files that are not for users: ${stray.map(({ path }) => path).join(', ')}`);

  const home = join(folder, 'empty');
  mkdirSync(home);
  run(home, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--silent', '--prefix', home, tarball);
  cpSync(join(root, SAMPLE), join(home, 'sample'), { recursive: true });
  const npx = (...args) => run(home, 'npx', '--no-install', 'docklog', ...args);
  expect(npx('--version').trim() === version, 'npx docklog --version does not tell the version');
  expect(npx('--quiet', 'sample/client.txt', 'sample/journal.txt').includes(FINDING), 'the sample is not recognised');
  expect(npx('--lang', 'zh-CN', '-q', 'sample/client.txt').includes('精简池'), 'there is no Chinese');
  expect(npx('completion').includes('docklog'), 'there is no completion script');
  expect(npx('--get-yargs-completions', 'docklog', '').includes('timeline'), 'commands are not completed');
  expect(npx('-f', 'html', 'sample/client.txt').includes('</html>'), 'no HTML is made');
  if (man !== undefined) {
    const page = join(home, 'node_modules/docklog', man);
    expect(existsSync(page), `the man page ${man} is not in the package`);
  } else problems.push('package.json names no man page');
  writeFileSync(
    join(home, 'use.mjs'),
    `import { analyze, render } from 'docklog';
const report = await analyze('sample/client.txt');
console.log(report.findings[0].id, (await render(report, 'markdown')).length > 100);\n`,
  );
  expect(run(home, 'node', 'use.mjs').trim() === `${FINDING} true`, 'the library does not work');
  writeFileSync(
    join(home, 'dump.mjs'),
    `import { parseGoroutineDump } from 'docklog/goroutines';
console.log(parseGoroutineDump('goroutine 7 [select]:\\nmain.main()\\n\\t/a.go:1 +0x1\\n').total);\n`,
  );
  expect(run(home, 'node', 'dump.mjs').trim() === '1', 'the part for goroutine dumps does not work');
  console.log(`${packed.filename}: ${size} bytes, ${packed.files.length} files`);
} finally {
  rmSync(folder, { recursive: true });
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
