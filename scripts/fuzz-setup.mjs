// Installs the fuzzer beside the packages of the lockfile, which stays as it is: `npm run fuzz:setup`, before `npm run fuzz`.
// The native part of Jazzer.js is built for glibc 2.38. On older systems (Debian 12 has 2.36) it lacks three symbols of libc and libstdc++, two of
// which are new names of old functions and one has nothing to do: there they come from a library that is compiled here (gcc), and the loader is told
// that it may do without the versions that they are from.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const VERSION = '4.0.0';
const ROOT = new URL('../', import.meta.url).pathname;
const PREBUILT = join(ROOT, 'node_modules/@jazzer.js/fuzzer/prebuilds');
const NATIVE = join(PREBUILT, `fuzzer-${process.platform}-${process.arch}.node`);
const LIBRARY = join(PREBUILT, 'missing-symbols.so');
const SYMBOLS = `
long strtol(const char *, char **, int);
unsigned long strtoul(const char *, char **, int);
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
void _ZSt21ios_base_library_initv(void) {}
`;
/** Flag of a version that a library asks for (elf.h): the loader warns where it is missing, and goes on. */
const VER_FLG_WEAK = 2;

execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', `@jazzer.js/core@${VERSION}`], {
  cwd: ROOT,
  stdio: 'inherit',
});
rmSync(LIBRARY, { force: true });
if (isOldLibc()) {
  execFileSync('gcc', ['-shared', '-fPIC', '-x', 'c', '-o', LIBRARY, '-'], { input: SYMBOLS });
  const bytes = readFileSync(NATIVE);
  for (const version of ['GLIBC_2.38', 'GLIBCXX_3.4.32']) makeWeak(bytes, version);
  writeFileSync(NATIVE, bytes);
  console.log(`made to load with this libc: ${NATIVE}`);
}
if (!existsSync(NATIVE)) throw new Error(`there is no native part for this system: ${NATIVE}`);

function isOldLibc() {
  const [major, minor] = (process.report.getReport().header.glibcVersionRuntime ?? '').split('.').map(Number);
  return major === 2 && minor < 38;
}

/** An entry of the versions that are needed begins with the hash of the version's name, then its flags (16 bits each, as in Elf64_Vernaux). */
function makeWeak(bytes, version) {
  const entry = Buffer.alloc(6);
  entry.writeUInt32LE(elfHash(version));
  const at = bytes.indexOf(entry);
  if (at !== -1) bytes.writeUInt16LE(VER_FLG_WEAK, at + 4);
}

/** The hash of names in ELF files, by the System V ABI. */
function elfHash(name) {
  let hash = 0;
  for (const byte of Buffer.from(name)) {
    hash = (hash << 4) + byte;
    hash = (hash ^ ((hash & 0xf0000000) >>> 24)) & 0x0fffffff;
  }
  return hash >>> 0;
}
