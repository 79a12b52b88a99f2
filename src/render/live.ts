import type { Finding } from '../core/report-document.js';
import { SEVERITY_STYLES } from './ansi.js';
import { decisiveEvidence } from './decisive-evidence.js';
import { DEFAULT_RENDER_OPTIONS, type RenderOptions } from './options.js';
import { safeJson } from './sanitize.js';
import { breakCommand } from './table/command.js';
import { createScreen, oneLine, paragraph, type Screen } from './table/screen.js';
import { isShowable } from './times.js';

/** A finding that is told while its input is followed. */
interface Told {
  readonly event: 'new' | 'update';
  readonly finding: Finding;
  readonly because: readonly string[];
}

/** Characters looked at of a line of evidence, of which three lines are shown. */
const MAX_TEXT = 1_000;

/**
 * A few lines for a terminal, each `options.width` wide at most:
 * ```
 * 2018-12-14 20:04:45  critical: The device of a thin pool is gone  (storage.thinpool-gone#1)
 *   docker.log:123: level=error msg="…"
 *   $ dmsetup status
 * ```
 * An update is one line with what is new. Throws `bad-option` for an unknown zone.
 */
export function renderLiveFinding(told: Told, options: Partial<RenderOptions> = {}): string {
  const screen = createScreen({ ...DEFAULT_RENDER_OPTIONS, ...options });
  const { event, finding, because } = told;
  const lines = paragraph(screen, 0, headline(screen, told), 2, ...SEVERITY_STYLES[finding.severity]);
  if (event === 'update') lines.push(...because.flatMap((text) => paragraph(screen, 2, text, 2)));
  else {
    if (finding.causedBy !== null) lines.push(oneLine(screen, 2, `part or consequence of ${finding.causedBy}`, 'dim'));
    const [line] = decisiveEvidence(finding, [], 1);
    if (line !== undefined) {
      const { source, line: number, text } = line.evidence;
      lines.push(...paragraph(screen, 2, `${source}:${number}: ${text.trim().slice(0, MAX_TEXT)}`, 2).slice(0, 3));
    }
    const command = finding.remedy.find((step) => step.command !== undefined)?.command;
    if (command !== undefined && finding.causedBy === null)
      lines.push(...commandLines(screen, command).map((part) => screen.paint(part, 'cyan')));
  }
  return `${lines.join('\n')}\n`;
}

function headline(screen: Screen, { event, finding }: Told): string {
  const { from, severity, title, key } = finding;
  const time =
    from === undefined || !isShowable(from) ? '' : `${screen.time.date(from)} ${screen.time.time(from, 0)}  `;
  return `${time}${severity}: ${title}${event === 'update' ? ', more of it' : ''}  (${key})`;
}

function commandLines(screen: Screen, command: string): string[] {
  const lines = command.split('\n').flatMap((line) => breakCommand(screen.text(line), screen.width - 4));
  return lines.map((line, index) => `${index === 0 ? '  $ ' : '    '}${line}`);
}

/** Any event for programs: one JSON object on one line, `type` first; what is told of a finding stands beside its own properties. */
export function renderLiveJson(event: { readonly type: string; readonly finding?: Finding }): string {
  const { finding, ...rest } = event;
  return `${safeJson({ ...rest, ...finding })}\n`;
}
