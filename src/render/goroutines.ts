import type { ReportDocument } from '../core/report-document.js';
import type { RenderOptions } from './options.js';
import { dumpSections } from './table/dumps.js';
import { createScreen, heading } from './table/screen.js';

/** The goroutine dumps for a terminal: groups, locks and their holders; with `verbose` whole stacks. */
export function* renderGoroutines(document: ReportDocument, options: RenderOptions): Generator<string> {
  const screen = createScreen(options);
  const sections = dumpSections(screen, document.dumps);
  if (sections.length === 0) yield `${heading(screen, 'No goroutine dump was found in this input.')}\n`;
  for (const [index, section] of sections.entries()) yield `${index === 0 ? '' : '\n'}${section.join('\n')}\n`;
}
