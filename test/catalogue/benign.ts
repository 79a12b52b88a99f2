export type BenignKind = 'journal-short' | 'syslog' | 'journal-json' | 'journal-export' | 'json-file';

interface BenchGenerator {
  readonly benchBlocks: (input: { kind: BenignKind; mb: number; rate: number; seed: string }) => Iterable<string>;
}
const { benchBlocks } = (await import(new URL('../../bench/generate.mjs', import.meta.url).href)) as BenchGenerator;

/** Text of a healthy busy node, `mb` millions of bytes. */
export function benignText(kind: BenignKind, mb: number, seed: string): string {
  // One failure line in so many that none comes.
  return [...benchBlocks({ kind, mb, rate: 1e9, seed })].join('');
}

/** `count` lines of it; of each kind a line has 100 to 1000 bytes. */
export function benignLines(kind: Exclude<BenignKind, 'journal-export'>, count: number, seed: string): string[] {
  const lines: string[] = [];
  for (const block of benchBlocks({ kind, mb: (count * 1100) / 1e6, rate: 1e9, seed })) {
    for (const line of block.split('\n')) if (line !== '') lines.push(line);
    if (lines.length >= count) break;
  }
  return lines.slice(0, count);
}
