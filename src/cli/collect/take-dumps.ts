import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArchiveMember } from '../pack-archive.js';
import { runStep } from './run-step.js';

/** Where daemons write the dumps that SIGUSR1 asks for: dockerd since 17.03 (and its log before), containerd since 1.1. */
const PLACES: readonly { readonly directory: string; readonly name: RegExp }[] = [
  { directory: '/var/run/docker', name: /^(?:goroutine-stacks|daemon-data)-.{1,60}\.log$/ },
  { directory: '/tmp', name: /^containerd\.\d{1,10}\.stacks\.log$/ },
];
/** Time that daemons get to write, ms. */
const WRITING_MS = 3000;
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Asks dockerd and containerd for their goroutine stacks and reads what they wrote. SIGUSR1 is meant for that and harms no container, but a
 * program that does not handle it would end: only these two are asked.
 */
export async function takeDumps(): Promise<{ readonly members: ArchiveMember[]; readonly notes: string[] }> {
  const notes: string[] = [];
  const asked = Date.now();
  for (const program of ['dockerd', 'containerd']) {
    const { data, outcome } = await runStep({ file: '', command: ['pidof', program], seconds: 5 });
    const pids = outcome.status === 'done' ? Buffer.from(data).toString('utf8').trim().split(/\s+/).map(Number) : [];
    for (const pid of pids.filter((value) => Number.isInteger(value) && value > 1)) {
      try {
        process.kill(pid, 'SIGUSR1');
        notes.push(`asked ${program} (${pid}) for its goroutine stacks`);
      } catch (error) {
        notes.push(`cannot signal ${program} (${pid}): ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  if (notes.length === 0) notes.push('neither dockerd nor containerd runs');
  else await sleep(WRITING_MS);
  return { members: await newDumps(asked - 1000, notes), notes };
}

async function newDumps(sinceMs: number, notes: string[]): Promise<ArchiveMember[]> {
  const members: ArchiveMember[] = [];
  for (const { directory, name } of PLACES) {
    for (const file of (await readdir(directory).catch(() => [])).filter((entry) => name.test(entry))) {
      const path = join(directory, file);
      try {
        const { mtimeMs, size } = await stat(path);
        if (mtimeMs < sinceMs) continue;
        if (size > MAX_BYTES) notes.push(`${path} is larger than ${MAX_BYTES} bytes; copy it by hand`);
        else members.push({ name: file, data: await readFile(path) });
      } catch (error) {
        notes.push(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return members;
}
