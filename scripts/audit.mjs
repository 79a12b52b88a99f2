// Asks the registry for known weaknesses of the packages in the lockfile (`npm audit`): fails on any. Not every mirror of the registry can be asked;
// that is told and no failure.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--json', '--fetch-retries', '0'], {
  cwd: new URL('../', import.meta.url).pathname,
  encoding: 'utf8',
});
const { metadata, vulnerabilities, message } = JSON.parse(stdout);
if (metadata === undefined) console.log(`npm audit: not possible here: ${message}`);
else {
  const found = Object.values(vulnerabilities);
  for (const { name, severity, range } of found) console.error(`${name} ${range}: ${severity}`);
  console.log(`npm audit: ${found.length} of ${metadata.dependencies.total} packages have known weaknesses`);
  if (found.length > 0) process.exitCode = 1;
}
