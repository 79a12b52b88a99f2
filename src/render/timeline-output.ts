import type { ReportDocument } from '../core/report-document.js';
import { DEFAULT_RENDER_OPTIONS, type RenderOptions } from './options.js';
import { safeJson } from './sanitize.js';

/** How a timeline alone can be shown. */
export const TIMELINE_FORMATS = ['text', 'json', 'ndjson'] as const;
/** A format of `TIMELINE_FORMATS`. */
export type TimelineFormat = (typeof TIMELINE_FORMATS)[number];

/**
 * Only the timeline of a document, in chunks: text for a terminal; JSON with `timeline`, `timelineLeftOut` and `openRequests` as in the document; or an
 * object a line, `{"type":"timeline",…}` and `{"type":"open-request",…}`. Throws `bad-option` for an unknown zone.
 */
export async function* renderTimeline(
  document: ReportDocument,
  format: TimelineFormat,
  options: Partial<RenderOptions> = {},
): AsyncGenerator<string> {
  const { timeline, timelineLeftOut, openRequests } = document;
  switch (format) {
    case 'text': {
      const { renderTimeline: text } = await import('./timeline.js');
      yield* text(document, { ...DEFAULT_RENDER_OPTIONS, ...options });
      return;
    }
    case 'json':
      yield `${safeJson({ timeline, timelineLeftOut, openRequests }, 2)}\n`;
      return;
    case 'ndjson':
      for (const entry of timeline) yield `${safeJson({ type: 'timeline', ...entry })}\n`;
      for (const request of openRequests ?? []) yield `${safeJson({ type: 'open-request', ...request })}\n`;
  }
}
