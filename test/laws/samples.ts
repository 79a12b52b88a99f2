import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
/** Facts and real logs that lie beside the checkout where the project is developed; absent elsewhere. */
export const SHARED = resolve(ROOT, '../shared');

export interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

/** The project's own samples, and the logs of the labelled incidents where they are at hand. */
export function samples(maxBytes = Infinity): Sample[] {
  const own = filesBelow(join(ROOT, 'samples')).filter((path) => /\.(?:txt|log)$/.test(path));
  let incidents: string[] = [];
  try {
    incidents = filesBelow(join(SHARED, 'incidents')).filter((path) => !path.endsWith('.json'));
  } catch {
    // Not at hand.
  }
  return [...own, ...incidents]
    .filter((path) => statSync(path).size <= maxBytes)
    .map((path) => ({ name: relative(ROOT, path), bytes: readFileSync(path) }));
}

export function hasIncidents(): boolean {
  try {
    return statSync(join(SHARED, 'incidents')).isDirectory();
  } catch {
    return false;
  }
}
