import type { ReportDocument } from '../../core/report-document.js';
import { createFindingTree, type FindingTree } from '../finding-tree.js';
import type { RenderOptions } from '../options.js';
import { forHtml } from '../sanitize.js';
import { createTimeFormat, isShowable, type TimeFormat } from '../times.js';

/** What the parts of the page share. */
export interface HtmlPage {
  readonly tree: FindingTree;
  readonly time: TimeFormat;
  readonly utc: TimeFormat;
  /** The folder that all sources lie in, with its slash, which names on the page leave out; empty if there is none. */
  readonly folder: string;
  /** A source's name without that folder; not escaped. */
  sourceName(name: string): string;
  /** The id attribute under which a finding's first showing can be reached, with the space before it; once a finding. */
  anchor(key: string): string;
  /** The language of the findings' texts as an attribute, where it is not that of the page. */
  readonly lang: string;
  /** Whether another finding may be shown with all it has. */
  takeRoom(): boolean;
}

/** Findings below others that are shown in full; the JSON holds all. */
const FULL_FINDINGS = 60;
const ANCHOR = /^[A-Za-z][A-Za-z0-9]{0,15}$/;

/** The longest common folder of all names; of a single one nothing is left out. */
function commonFolder(names: readonly string[]): string {
  const [first, ...others] = names;
  if (first === undefined || others.length === 0) return '';
  let end = first.lastIndexOf('/') + 1;
  for (const name of others) {
    while (end > 0 && !name.startsWith(first.slice(0, end))) end = first.lastIndexOf('/', end - 2) + 1;
  }
  return first.slice(0, end);
}

export function createHtmlPage(document: ReportDocument, options: RenderOptions): HtmlPage {
  // A directory is a source itself.
  const folder = commonFolder(document.sources.map(({ name, format }) => (format === 'directory' ? `${name}/` : name)));
  const anchored = new Set<string>();
  let room = FULL_FINDINGS;
  return {
    tree: createFindingTree(document),
    time: createTimeFormat(options.zone),
    utc: createTimeFormat('UTC'),
    folder,
    sourceName: (name) => (folder !== '' && name.startsWith(folder) ? name.slice(folder.length) : name),
    anchor: (key) => {
      if (!ANCHOR.test(key) || anchored.has(key)) return '';
      anchored.add(key);
      return ` id="${key}"`;
    },
    lang: document.language === undefined || document.language === 'en' ? '' : ` lang="${forHtml(document.language)}"`,
    takeRoom: () => {
      room -= 1;
      return room >= 0;
    },
  };
}

/** `2018-12-14 12:04:45`, escaped; empty if there is no such time. */
export function momentHtml(page: HtmlPage, us: number | undefined, digits: 0 | 3 = 0): string {
  return us === undefined || !isShowable(us) ? '' : forHtml(`${page.time.date(us)} ${page.time.time(us, digits)}`);
}

/** Several lines of text for a `pre`. */
function linesHtml(text: string): string {
  return text.split('\n').map(forHtml).join('\n');
}

/** A command with the button that copies it; the script shows the button. */
export function commandHtml(command: string): string {
  return `<div class="cmd"><pre>${linesHtml(command)}</pre><button type="button" class="copy" hidden>Copy</button></div>`;
}

/** A cell: its HTML and its class (`n` number, `t` time). */
export type Cell = readonly [html: string, kind?: 'n' | 't'];

/** A table that scrolls by itself where the page is too narrow. `attributes` are those of the `table`. */
export function tableHtml(
  caption: string,
  head: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  attributes = '',
): string {
  const kindOf = ([, kind]: Cell): string => (kind === undefined ? '' : ` class="${kind}"`);
  const cells = (row: readonly Cell[]): string => row.map((cell) => `<td${kindOf(cell)}>${cell[0]}</td>`).join('');
  const heads = head.map((cell) => `<th scope="col"${kindOf(cell)}>${cell[0]}</th>`).join('');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table${attributes}><caption class="sr">${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody></table></div>`;
}
