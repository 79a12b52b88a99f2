import type { ReportDocument } from './core/report-document.js';
import { namesOf, redactDocument } from './redact/redact-document.js';
import { createRedactor, type LedgerEntry } from './redact/redactor.js';
import { render as renderAsIs, type RenderOptions } from './render/index.js';

/** How a report is shown, and whether names are replaced. */
export interface ReportOptions extends Partial<RenderOptions> {
  /** Replaces names of hosts, addresses, users, images and secrets; the default is true for `context`, which leaves the site, else false. */
  readonly redact?: boolean;
  /** Gets what was replaced by what. */
  readonly onLedger?: (ledger: readonly LedgerEntry[]) => void;
}

/** The whole report as one string. Throws `bad-option` for an unknown format or zone. */
export async function render(document: ReportDocument, format: string, options: ReportOptions = {}): Promise<string> {
  const { redact = format === 'context', onLedger, ...shown } = options;
  if (!redact) return renderAsIs(document, format, shown);
  const redactor = createRedactor(namesOf(document));
  const redacted = redactDocument(document, redactor);
  onLedger?.(redactor.ledger());
  return renderAsIs(redacted, format, shown);
}
