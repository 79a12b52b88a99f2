import type { Diagnostic } from '../core/diagnostic.js';
import type { OpenSource } from '../core/source.js';

export type SourceDiagnostic = Omit<Diagnostic, 'source'>;

/** What holds members. */
export type ContainerForm = 'directory' | 'tar archive' | 'zip archive';

/** A source with what its place tells. */
export interface InputSource extends OpenSource {
  /** A file of a directory or archive that was not named itself: if it holds nothing of a log, nobody misses it. */
  readonly isMember?: boolean;
  /** No stream but a directory or archive; it comes behind its members, without blocks, with diagnostics of the whole. */
  readonly container?: ContainerForm;
}

/** Members of a container that are no sources, by reason. */
export interface Skipped {
  binary: number;
  empty: number;
  links: number;
  special: number;
}

export function createSkipped(): Skipped {
  return { binary: 0, empty: 0, links: 0, special: 0 };
}

/** Counts of what was left out, as a note; nothing if nothing was. */
export function describeSkipped({ binary, empty, links, special }: Skipped): SourceDiagnostic[] {
  const parts = [
    [binary, 'binary'],
    [empty, 'empty'],
    [links, 'links'],
    [special, 'devices, pipes or sockets'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (told.length === 0) return [];
  return [
    { code: 'members-skipped', severity: 'info', text: `members that are no logs were left out: ${told.join(', ')}` },
  ];
}
