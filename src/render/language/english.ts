import { BASIS_WORDS, ENGLISH_MOMENT } from '../times.js';
import { confidenceWord, countOf, formatCount, severityWord } from '../words.js';

/** The fixed words of the terminal report in English; other languages have the same ones. */
export const ENGLISH = {
  // Headings.
  remedyTitle: 'What to do now',
  belowTitle: 'What else happened because of it',
  othersTitle: 'Independent of it',
  storyTitle: 'Why docklog thinks so',
  openTitle: 'Open at the end',
  noveltyTitle: 'New here: kinds of lines that were not there before, or not as many',
  coverageTitle: 'What evidence there is',
  evaluationTitle: 'Could not be judged (which is not the same as healthy)',
  diagnosticTitle: 'Trouble with the input',
  sourcesTitle: (zone: string) => `What was read${zone}`,
  moreTitle: (finding: string) => `More about ${finding}`,
  goroutinesTitle: (program: string) => `Goroutines of ${program}`,
  blockRemedy: 'What to do:',
  blockBelow: 'What else happened because of it:',

  // Labels of a finding's facts; 7 columns at most.
  since: 'since',
  clock: 'clock',
  sure: 'sure',
  surer: 'surer',
  where: 'where',
  what: 'what',
  cause: 'cause',
  impact: 'impact',
  prevent: 'prevent',
  fixed: 'fixed',
  version: 'version',
  against: 'against',
  decides: 'decides',
  see: 'see',

  // Counts.
  sources: (count: number) => countOf(count, 'source'),
  lines: (count: number) => countOf(count, 'line'),
  records: (count: number) => countOf(count, 'record'),
  goroutines: (count: number) => countOf(count, 'goroutine'),
  times: (count: number) => `${formatCount(count)}x`,

  // What was left out.
  more: (count: number) => `and ${formatCount(count)} more`,
  moreVerbose: (count: number) => `and ${formatCount(count)} more (--verbose)`,
  moreInTree: (count: number) => `${formatCount(count)} more (--verbose shows all)`,
  moreBelow: (count: number) => `${formatCount(count)} more, see below`,
  moreFindings: (count: number) => `${countOf(count, 'more finding')} (--verbose shows all)`,
  moreGroups: (count: number) => `and ${countOf(count, 'more group')}`,
  moreSources: (count: number) => `and ${countOf(count, 'more source')}`,
  moreFrames: (count: number) => countOf(count, 'more frame'),

  // The first lines.
  read: (version: string, what: string, span: string) => `docklog ${version} read ${what}${span}`,
  spanOfDay: (date: string, from: string, to: string, zone: string) => `, ${date} ${from} to ${to} ${zone}`,
  spanOfDays: (from: string, to: string) => `, ${from} to ${to}`,
  inFolder: (folder: string) => `all in ${folder}`,
  comma: ', ',
  partial: 'PARTIAL: stopped before the end of input; more may be wrong than is shown.',
  notReadFully: (text: string) => `NOT READ FULLY: ${text}`,
  moreNotReadFully: (count: number) => `NOT READ FULLY: ${countOf(count, 'more input')}, see below.`,
  nothingRead: 'Nothing could be read, so nothing can be said.',
  nothingFound: 'Nothing found: no known failure was recognised in this input.',
  noProof: (what: string, records: string) =>
    `Read: ${what} (${records}). This is no proof of health: a failure that docklog does not know, or that these sources do not show, stays unseen.`,
  sourcesWithLines: (sources: string, lines: string) => `${sources} with ${lines}`,
  notJudged: (count: number) => `${countOf(count, 'known failure')} could not be judged, see below.`,
  notPlaced: (count: number, names: string) => `${countOf(count, 'source')} could not be placed in time: ${names}.`,
  noFormat: (count: number) => `Lines of no known format: ${formatCount(count)}.`,

  // A finding.
  severity: severityWord,
  titleOf: (severity: string, title: string, id: string) => `${severity}: ${title} (${id})`,
  clockOf: (basis: string, method: string, source: string) => `${basis}: ${method} (${source})`,
  confidence: confidenceWord,
  because: ': ',
  part: 'part: ',
  fixedIn: (versions: string) => `in ${versions}`,
  risk: 'RISK: ',
  readOnly: (command: string) => `${command} (read-only)`,
  mayChange: (command: string) => `${command} (may change something: look before you run it)`,
  noTime: 'no time',
  oneOf: (count: number, isMore: boolean) => ` (1 of ${count}${isMore ? ' or more' : ''})`,
  entity: (kind: string, values: string) => `${kind} ${values}`,

  // Times.
  ...ENGLISH_MOMENT,
  onlyOrder: 'time unknown, only the order in its source is known',
  seenTimes: (count: number) => `, seen ${formatCount(count)} times`,
  until: (moment: string, length: string) => `, until ${moment} (${length})`,
  basis: BASIS_WORDS,

  // Tables.
  sourceColumns: { source: 'source', format: 'format', lines: 'lines', from: 'from', to: 'to', clock: 'clock' },
  shownIn: (year: string, zone: string) => ` (${year}${zone})`,
  allTimes: 'times, ',
  clockNone: 'none',
  notUnderstood: (source: string, lines: string) => `${source}: ${lines} not understood`,
  firstAt: (line: number, text: string) => `, first at line ${line}: ${text}`,
  summary: (bytes: string, lines: string, records: string) => `Read ${bytes}, ${lines}, ${records}`,
  took: (seconds: string) => ` in ${seconds} s`,
  stop: '.',
  diagnosticSeverity: { error: 'error', warning: 'warning', info: 'info' },
  repeated: (count: number) => ` (${formatCount(count)} times)`,
  getTheRest: 'To get the rest:',
  coverageColumns: { what: 'evidence', state: 'state', from: 'from', to: 'to' },
  coverageStates: {
    present: 'there',
    missing: 'missing',
    'too-old': 'ends before it broke',
    'too-new': 'begins after it broke',
    truncated: 'cut',
  },
  openColumns: { count: 'count', what: 'request', since: 'since', age: 'open for', why: 'waits for', place: 'line' },
  notLogged: 'answers not logged',
  groupColumns: { count: 'count', state: 'state', waits: 'waits', since: 'since', doing: 'doing' },
  lockColumns: { lock: 'lock', kind: 'kind', waiters: 'waiters', since: 'since', holder: 'held by' },
  waitsFromTo: (from: number, to: number) => `${formatCount(from)} to ${formatCount(to)} min`,
  belowMinute: 'below 1 min',
  longestWait: (goroutines: string, wait: string, taken: string, place: string) =>
    `${goroutines}, longest wait ${wait}${taken}, from ${place}`,
  taken: (moment: string) => `, taken ${moment}`,
  lockOf: (lock: string, container: string) => `${lock} of ${container}`,
  holder: (goroutine: number, sure: string) => `goroutine ${goroutine}, ${sure}`,
  noHolder: 'not found',
  deadlock: (ring: readonly string[]) => `DEADLOCK: goroutine ${ring.join(' waits for ')}`,

  /** A sentence that docklog made of the input: in English already. */
  sentence: (text: string): string => text,
};

export type Words = typeof ENGLISH;
