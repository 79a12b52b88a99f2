import {
  createRedactor,
  namesOf,
  readEvidenceContext,
  redactDocument,
  render,
  type ReportDocument,
  type SourceContext,
} from '../index.js';
import { analyzeInputs, type AnalyzeArguments } from './analyze-command.js';
import { chooseInputs } from './choose-inputs.js';
import { exitCodeOf } from './exit-codes.js';
import { packArchive, type ArchiveMember } from './pack-archive.js';
import { replaceFile } from './replace-file.js';
import { writeError } from './terminal.js';

export interface BundleArguments extends Omit<AnalyzeArguments, 'color' | 'verbose' | 'redact' | 'format'> {
  readonly redact: boolean;
  /** Lines before and after each evidence line. */
  readonly around: number;
}

const REPORTS = {
  'report.txt': 'table',
  'report.md': 'markdown',
  'report.html': 'html',
  'report.json': 'json',
} as const;

/** Writes the report in the forms that people and programs read, and the lines around the evidence, as one tar.gz. */
export async function runBundle(options: BundleArguments): Promise<number> {
  const { output, ledger, around, redact, quiet } = options;
  const original = await analyzeInputs({ ...options, color: false, verbose: false });
  const inputs = chooseInputs(options.inputs).filter((input) => typeof input === 'string');
  const contexts = await readEvidenceContext(inputs, original, around);
  // One redactor for all, so that a name has the same pseudonym in the report and around it.
  const redactor = redact ? createRedactor(namesOf(original)) : undefined;
  const document: ReportDocument = redactor === undefined ? original : redactDocument(original, redactor);
  const hide = (text: string): string => redactor?.text(text) ?? text;
  const now = new Date();
  const folder = `docklog-report-${now.toISOString().replace(/[-:]|\.\d{3}/g, '')}`;
  const files: ArchiveMember[] = [];
  for (const [name, format] of Object.entries(REPORTS))
    files.push({ name, data: Buffer.from(await render(document, format, { zone: options.tz ?? 'UTC', width: 100 })) });
  for (const [at, context] of contexts.entries())
    files.push({ name: `evidence/${at + 1}.txt`, data: Buffer.from(hide(contextText(context))) });
  const path = output ?? `${folder}.tar.gz`;
  const archive = files.map(({ name, data }) => ({ name: `${folder}/${name}`, data }));
  await replaceFile(path, await packArchive(archive, now));
  const replaced = redactor?.ledger() ?? [];
  if (ledger !== undefined) await replaceFile(ledger, `${JSON.stringify(replaced, null, 2)}\n`);
  process.stdout.write(`${path}\n`);
  if (!quiet)
    writeError(`${files.length} files, ${replaced.length} names replaced; look through it before you share it`);
  return exitCodeOf(document, options.failOn);
}

/** The lines as a listing: `>` marks evidence, a gap is told. */
function contextText({ source, lines }: SourceContext): string {
  let text = `${source}\n`;
  let last = 0;
  for (const { line, text: words, isEvidence } of lines) {
    if (line !== last + 1) text += '…\n';
    text += `${isEvidence ? '>' : ' '} ${line}  ${words}\n`;
    last = line;
  }
  return text;
}
