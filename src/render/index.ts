import { DocklogError } from '../core/docklog-error.js';
import type { ReportDocument } from '../core/report-document.js';
import { DEFAULT_RENDER_OPTIONS, type Renderer, type RenderOptions } from './options.js';

interface RendererEntry {
  /** A sentence for the help. */
  readonly title: string;
  /** File name extension from which an output file's format is told, without dot. */
  readonly extension: string;
  /** Loaded on first use: start-up is a feature. */
  load(): Promise<Renderer>;
}

/** Output formats by name. */
export const RENDERERS = {
  table: {
    title: 'Report for people at a terminal',
    extension: 'txt',
    load: async () => (await import('./table.js')).renderTable,
  },
  json: {
    title: 'The whole document as JSON',
    extension: 'json',
    load: async () => (await import('./json.js')).renderJson,
  },
  ndjson: {
    title: 'One JSON object a line: sources, findings, timeline, dumps',
    extension: 'ndjson',
    load: async () => (await import('./ndjson.js')).renderNdjson,
  },
  markdown: {
    title: 'Markdown for tickets and post-mortems',
    extension: 'md',
    load: async () => (await import('./markdown.js')).renderMarkdown,
  },
  html: {
    title: 'One page for a browser, without network',
    extension: 'html',
    load: async () => (await import('./html.js')).renderHtml,
  },
  sarif: {
    title: 'SARIF 2.1.0 for code scanning services',
    extension: 'sarif',
    load: async () => (await import('./sarif.js')).renderSarif,
  },
  junit: {
    title: 'JUnit XML for build servers',
    extension: 'xml',
    load: async () => (await import('./junit.js')).renderJunit,
  },
  otlp: {
    title: 'Log records of findings for an OpenTelemetry collector (OTLP, JSON)',
    extension: 'otlp',
    load: async () => (await import('./otlp.js')).renderOtlp,
  },
  github: {
    title: 'Annotations for GitHub Actions',
    extension: 'gha',
    load: async () => (await import('./github.js')).renderGithub,
  },
  context: {
    title: 'A digest of bounded length for a chat or a language model',
    extension: 'ctx',
    load: async () => (await import('./context.js')).renderContext,
  },
} as const satisfies Record<string, RendererEntry>;

/** Parts of the report for a terminal, as `docklog timeline` and `docklog goroutines` show them. */
export const VIEWS = {
  timeline: async (): Promise<Renderer> => (await import('./timeline.js')).renderTimeline,
  goroutines: async (): Promise<Renderer> => (await import('./goroutines.js')).renderGoroutines,
} as const;

/** Name of an output format. */
export type RenderFormat = keyof typeof RENDERERS;
/** Name of a part of the report. */
export type View = keyof typeof VIEWS;
/** Names of the output formats. */
export const RENDER_FORMATS = Object.keys(RENDERERS) as RenderFormat[];

export function isRenderFormat(name: string): name is RenderFormat {
  return Object.hasOwn(RENDERERS, name);
}

/** The format for an output file by its name's extension, or undefined. */
export function renderFormatOf(fileName: string): RenderFormat | undefined {
  const extension = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  return RENDER_FORMATS.find((format) => RENDERERS[format].extension === extension);
}

/** The report in chunks. Throws `bad-option` for an unknown format or zone. */
export async function* renderChunks(
  document: ReportDocument,
  format: string,
  options: Partial<RenderOptions> = {},
): AsyncGenerator<string> {
  if (!isRenderFormat(format)) {
    const known = RENDER_FORMATS.join(', ');
    throw new DocklogError('bad-option', `unknown format ${JSON.stringify(format)}; known: ${known}`);
  }
  const renderer: Renderer = await RENDERERS[format].load();
  yield* renderer(document, { ...DEFAULT_RENDER_OPTIONS, ...options });
}

/** One view for a terminal in chunks. Throws `bad-option` for an unknown zone. */
export async function* renderViewChunks(
  document: ReportDocument,
  view: View,
  options: Partial<RenderOptions> = {},
): AsyncGenerator<string> {
  const renderer = await VIEWS[view]();
  yield* renderer(document, { ...DEFAULT_RENDER_OPTIONS, ...options });
}

/** The whole report as one string. Throws `bad-option` for an unknown format or zone. */
export async function render(
  document: ReportDocument,
  format: string,
  options: Partial<RenderOptions> = {},
): Promise<string> {
  let text = '';
  for await (const chunk of renderChunks(document, format, options)) text += chunk;
  return text;
}

/** One view as one string. */
export async function renderView(
  document: ReportDocument,
  view: View,
  options: Partial<RenderOptions> = {},
): Promise<string> {
  let text = '';
  for await (const chunk of renderViewChunks(document, view, options)) text += chunk;
  return text;
}

export { DEFAULT_RENDER_OPTIONS, type RenderOptions } from './options.js';
