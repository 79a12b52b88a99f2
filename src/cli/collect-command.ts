import { hostname } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { runStep, type StepResult } from './collect/run-step.js';
import { collectSteps } from './collect/steps.js';
import { takeDumps } from './collect/take-dumps.js';
import { EXIT } from './exit-codes.js';
import { packArchive, type ArchiveMember } from './pack-archive.js';
import { replaceFile } from './replace-file.js';
import { writeError } from './terminal.js';

export interface CollectArguments {
  readonly output: string | undefined;
  readonly since: string;
  /** Undefined: asks on a terminal, else none are taken. */
  readonly dumps: boolean | undefined;
  /** Seconds that each step may take at most, whatever is planned for it. */
  readonly timeout: number | undefined;
  readonly quiet: boolean;
}

/** Gathers what a live host shows of its Docker into one file; a step that hangs is given up, the others go on. */
export async function runCollect(options: CollectArguments): Promise<number> {
  const note = (text: string): void => {
    if (!options.quiet) writeError(text);
  };
  const now = new Date();
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const folder = `docklog-${hostname().replace(/[^\w.-]/g, '_')}-${stamp}`;
  const results: StepResult[] = [];
  for (const step of collectSteps(options)) {
    const result = await runStep(step, Math.min(step.seconds, options.timeout ?? step.seconds));
    results.push(result);
    note(`${step.command.join(' ')}: ${outcomeWords(result)}`);
  }
  const wanted = options.dumps ?? (await askForDumps());
  const dumps = wanted ? await takeDumps() : { members: [], notes: ['no goroutine dumps were asked for'] };
  for (const text of dumps.notes) note(text);
  const manifest = {
    collectedAt: now.toISOString(),
    steps: results.map(({ step, outcome, seconds, data }) => ({
      file: step.file,
      command: step.command,
      ...outcome,
      seconds,
      bytes: data.length,
    })),
    notes: dumps.notes,
  };
  const files: ArchiveMember[] = [
    { name: 'manifest.json', data: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) },
    ...results.filter(({ data }) => data.length > 0).map(({ step, data }) => ({ name: step.file, data })),
    ...dumps.members,
  ];
  const path = options.output ?? `${folder}.tar.gz`;
  await replaceFile(
    path,
    await packArchive(
      files.map(({ name, data }) => ({ name: `${folder}/${name}`, data })),
      now,
    ),
  );
  process.stdout.write(`${path}\n`);
  note(`analyse it: docklog ${path}   (it holds names and logs of this host; --redact a report before you share it)`);
  return results.some(({ outcome }) => outcome.status === 'timed-out' || outcome.status === 'cut')
    ? EXIT.incomplete
    : EXIT.analysed;
}

function outcomeWords({ outcome, seconds, data }: StepResult): string {
  switch (outcome.status) {
    case 'done':
      return outcome.exitCode === 0
        ? `${data.length} bytes`
        : `ended with code ${outcome.exitCode}, ${data.length} bytes`;
    case 'timed-out':
      return `gave no answer in ${Math.round(seconds)} s and was given up`;
    case 'cut':
      return `cut at ${outcome.atBytes} bytes`;
    case 'not-started':
      return `not run (${outcome.reason})`;
  }
}

async function askForDumps(): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    'Take goroutine dumps of dockerd and containerd too (SIGUSR1; containers are not touched)? [y/N] ',
  );
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
}
