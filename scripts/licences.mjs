// Lists the packages that an installed docklog brings along, with their licences. Fails if one has another licence than the permissive ones below,
// runs a script when it is installed, comes from elsewhere than the registry or has no checksum, or if the lockfile does not fit package.json.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = new URL('../', import.meta.url).pathname;
const ALLOWED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']);
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

const manifest = read('package.json');
const lock = read('package-lock.json');
const own = lock.packages[''];
const faults = [];

for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
  if (JSON.stringify(sorted(manifest[kind])) !== JSON.stringify(sorted(own[kind])))
    faults.push(`package-lock.json: ${kind} are others than in package.json`);
}
if (lock.version !== manifest.version)
  faults.push(`package-lock.json: version ${lock.version}, not ${manifest.version}`);
for (const script of INSTALL_SCRIPTS)
  if (manifest.scripts[script] !== undefined) faults.push(`package.json has a script ${script}`);

const rows = [];
for (const [path, { dev, version, resolved, integrity, hasInstallScript }] of Object.entries(lock.packages)) {
  if (path === '' || dev === true) continue;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const at = join(path, 'package.json');
  if (!existsSync(join(ROOT, at))) {
    faults.push(`${name}: not installed; run npm ci`);
    continue;
  }
  const { license, scripts = {}, version: installed } = read(at);
  rows.push({ name, version, license });
  if (!isAllowed(license)) faults.push(`${name}: licence ${JSON.stringify(license)}`);
  if (installed !== version) faults.push(`${name}: ${installed} is installed, ${version} is locked`);
  if (hasInstallScript === true || INSTALL_SCRIPTS.some((script) => script in scripts))
    faults.push(`${name}: runs a script when it is installed`);
  if (integrity === undefined) faults.push(`${name}: no checksum in package-lock.json`);
  if (resolved !== undefined && !resolved.startsWith('https://'))
    faults.push(`${name}: does not come from a registry over https`);
}

for (const { name, version, license } of rows.sort((a, b) => (a.name < b.name ? -1 : 1)))
  console.log(`${name} ${version} ${license}`);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

function read(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

function sorted(table = {}) {
  return Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `(MIT OR Apache-2.0)` needs one of them, `MIT AND ISC` both. */
function isAllowed(license) {
  if (typeof license !== 'string') return false;
  const text = license.replace(/[()]/g, '');
  return text.includes(' AND ')
    ? text.split(' AND ').every((one) => ALLOWED.has(one))
    : text.split(' OR ').some((one) => ALLOWED.has(one));
}
