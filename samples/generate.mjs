#!/usr/bin/env node
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNode } from './lib/node-41-135.mjs';
import { STACKS_FILE } from './lib/oom-hang-decisive.mjs';
import { dmesgText } from './lib/oom-hang-dmesg.mjs';
import { goroutineDumpText } from './lib/oom-hang-dump.mjs';
import { journalText } from './lib/oom-hang-journal.mjs';
import { bootJournalText, clientText } from './lib/thinpool.mjs';

/**
 * Writes the generated samples beside this file: `node samples/generate.mjs`.
 * Nothing depends on the clock, the zone or the machine, so a second run changes nothing; see README.md for what is what.
 */

/** All generated files: path below `samples/` to text. */
export function generateSamples() {
  const node = createNode();
  return new Map([
    ['runc-init-oom-hang/dmesg.txt', dmesgText(node)],
    ['runc-init-oom-hang/docker.journal.txt', journalText(node)],
    [`runc-init-oom-hang/${STACKS_FILE}`, goroutineDumpText(node)],
    ['thinpool-missing/journal.txt', bootJournalText()],
    ['thinpool-missing/client.txt', clientText()],
  ]);
}

function main() {
  const root = dirname(fileURLToPath(import.meta.url));
  for (const [path, text] of generateSamples()) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`${path}: ${Buffer.byteLength(text)} bytes, ${text.split('\n').length - 1} lines`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
