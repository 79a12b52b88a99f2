import type { ReportDocument } from '../core/report-document.js';

/** How a report is shown. Renderers that write for programs (json, ndjson, sarif, junit) ignore most of it. */
export interface RenderOptions {
  /** Columns of the output. Values below 40 are taken as 40, above 400 as 400. */
  readonly width: number;
  /** Use ANSI colours and weights. */
  readonly color: boolean;
  /** Make web addresses clickable (OSC 8). */
  readonly hyperlinks: boolean;
  /** Only ASCII characters come out; others are transliterated or escaped. */
  readonly ascii: boolean;
  /** Zone in which times are shown: `UTC`, an IANA name, or an offset such as `+08:00`. */
  readonly zone: string;
  /** Show every detail: all findings, whole lines, whole stacks. */
  readonly verbose: boolean;
  /** Only the first screen. */
  readonly quiet: boolean;
  /** Tokens that the context format may take. */
  readonly budget: number;
}

export const DEFAULT_RENDER_OPTIONS: RenderOptions = {
  width: 80,
  color: false,
  hyperlinks: false,
  ascii: false,
  zone: 'UTC',
  verbose: false,
  quiet: false,
  budget: 8000,
};

/** A pure function from the document to chunks of text. Throws `bad-option` for an unknown zone, never for a document. */
export type Renderer = (document: ReportDocument, options: RenderOptions) => Iterable<string>;
