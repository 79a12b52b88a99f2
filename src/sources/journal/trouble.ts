import type { Diagnostic } from '../../core/diagnostic.js';
import type { JournalHeader } from './layout.js';

type SourceDiagnostic = Omit<Diagnostic, 'source'>;

/** What went wrong in one journal file, counted, so that it is said once. */
export interface Trouble {
  /** Objects that could not be read, and stretches between objects that hold none. */
  damaged: number;
  firstDamage: number;
  entries: number;
  /** Fields with bytes that are not UTF-8. */
  replaced: number;
  /** Values that were left out for their length. */
  leftOut: number;
}

export function noTrouble(): Trouble {
  return { damaged: 0, firstDamage: 0, entries: 0, replaced: 0, leftOut: 0 };
}

export function countDamage(trouble: Trouble, offset: number): void {
  if (trouble.damaged === 0) trouble.firstDamage = offset;
  trouble.damaged++;
}

/** What there is to say when a file has been read. `fileBytes` is its size. */
export function troubleDiagnostics(trouble: Trouble, header: JournalHeader, fileBytes: number): SourceDiagnostic[] {
  const found: SourceDiagnostic[] = [];
  // A file that is being written may be behind its header or ahead of it.
  const missing = header.online ? 0 : Math.max(0, header.entries - trouble.entries);
  const isCut = header.tailObject >= fileBytes;
  if (trouble.damaged > 0 || missing > 0 || isCut) {
    const what = [
      ...(isCut ? [`ends early, at byte ${fileBytes}`] : []),
      ...(trouble.damaged > 0
        ? [`is damaged in ${places(trouble.damaged)}, first at byte ${trouble.firstDamage}`]
        : []),
      ...(trouble.damaged === 0 && !isCut ? ['lacks entries that its header counts'] : []),
    ].join(' and ');
    found.push({
      code: 'archive-damaged',
      severity: 'warning',
      ...(trouble.damaged > 0 ? { offset: trouble.firstDamage } : {}),
      text: `the journal file ${what}; ${trouble.entries} of ${Math.max(header.entries, trouble.entries)} entries were read`,
    });
  }
  if (trouble.replaced > 0)
    found.push({
      code: 'invalid-utf8',
      severity: 'info',
      text: `${trouble.replaced} field(s) hold bytes that are not UTF-8; they were replaced`,
    });
  if (trouble.leftOut > 0)
    found.push({
      code: 'limit-reached',
      severity: 'info',
      text: `${trouble.leftOut} value(s) of more than 64 KiB beside the messages were left out`,
    });
  return found;
}

function places(count: number): string {
  return count === 1 ? 'one place' : `${count} places`;
}
