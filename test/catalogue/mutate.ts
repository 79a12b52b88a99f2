/**
 * Changes of a text that change nothing of what it says: other ids, numbers and hosts. What decides must stay, so numbers that
 * stand in the patterns themselves, in versions, addresses, stamps and behind words such as `status` are left alone.
 */
export type Random = () => number;

const STAMPS = [
  String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?`,
  String.raw`(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?(?: \d{4})?`,
  String.raw`\[ *\d+\.\d{6}\]`,
  String.raw`\b[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6}`,
  String.raw`"(?:__REALTIME_TIMESTAMP|__MONOTONIC_TIMESTAMP|_SOURCE_\w+|PRIORITY|SYSLOG_FACILITY|timeNano|time)" ?: ?"?\d+"?`,
  String.raw`^<\d+>\d?`,
];
/** Words behind which a number says what happened, and dotted or dashed ones: versions, addresses, dates. */
const KEPT = [
  ...STAMPS,
  String.raw`(?:\b(?:status|code|errno|exit(?:ed)?(?:Code)?|signal|HTTP|sig|error|fd|version|trap|with|go|v|kernel|python|Python|API|goroutine|minimum|less than|line|API)[ =:"(\\\[]{1,4}|Errno )-?\d+`,
  String.raw`\d+ minutes?\b`,
  // A status of HTTP and its words.
  String.raw`\b\d{3} [A-Z][a-z]+`,
  String.raw`[\w-]*\d+(?:[.-]\w+)+`,
  String.raw`0x[0-9a-f]+`,
  String.raw`\d+%`,
  String.raw`/\d+\b`,
];
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const TOKENS = new RegExp(
  [
    `(?<uuid>\\b${UUID}\\b)`,
    `(?<hex>(?<![0-9A-Za-z])(?:[0-9a-f]{64}|[0-9a-f]{12})(?![0-9A-Za-z]))`,
    `(?<pid>(?<=[A-Za-z)]\\[)\\d{1,7}(?=\\]: ))`,
    `(?<kept>${KEPT.join('|')})`,
    // Whole numbers and those with a unit; 0, 1 and numbers beside a dot mean more than an amount.
    `(?<number>(?<![\\w.:/#-])\\d{2,9}(?=(?:ms|s|kB|KB|MB|k)?(?![\\w.:/-])|[.:]?(?:\\s|$)))`,
    `(?<port>(?<=[\\w\\]]:)\\d{4,5}(?![\\w.:]))`,
  ].join('|'),
  'gm',
);

/** The same text with other ids, process ids, amounts and ports; equal ones stay equal. Digit runs in `kept` stay. */
export function mutateValues(text: string, random: Random, kept: ReadonlySet<string>): string {
  const changed = new Map<string, string>();
  const digits = (length: number, alphabet: string): string =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)] ?? '7').join('');
  const once = (old: string, make: () => string): string => {
    const known = changed.get(old);
    if (known !== undefined) return known;
    const fresh = make();
    changed.set(old, fresh);
    return fresh;
  };
  return text.replace(TOKENS, (...args) => {
    const [whole] = args as [string];
    const groups = args.at(-1) as Readonly<Record<string, string | undefined>>;
    if (groups['uuid'] !== undefined)
      return once(whole, () => whole.replace(/[0-9a-f]/g, () => digits(1, '0123456789abcdef')));
    // An id of digits only is rather a number.
    if (groups['hex'] !== undefined && /[a-f]/.test(whole)) {
      // Short ids are the beginning of long ones.
      const long = whole.length === 64 ? once(whole.slice(0, 12), () => digits(12, 'abcdef0123456789')) : '';
      return long === ''
        ? once(whole, () => digits(12, 'abcdef0123456789'))
        : long + once(whole.slice(12), () => digits(52, 'abcdef0123456789'));
    }
    if (groups['pid'] !== undefined) return once(whole, () => String(300 + Math.floor(random() * 30_000)));
    if (groups['port'] !== undefined && !kept.has(whole))
      return once(whole, () => String(3000 + Math.floor(random() * 5000)));
    if (groups['number'] !== undefined && !kept.has(whole)) {
      return once(whole, () => digits(1, '123456789') + digits(whole.length - 1, '0123456789'));
    }
    return whole;
  });
}

/** Another name of the host in the prefixes of journal and syslog lines; docker's events have the kind of object there. */
export function mutateHost(text: string): string {
  const stamp = String.raw`(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{8,21})`;
  return text.replace(
    new RegExp(`^(${stamp}) (?!container )([A-Za-z0-9][\\w.-]*)( \\(?[\\w./-]+\\)?(?:\\[\\d+\\])?: )`, 'gm'),
    '$1 ip-10-3-7-201.eu-west-1.compute.internal$3',
  );
}

/** The text with each of the words replaced by others of the same length. */
export function withoutWords(text: string, words: readonly string[]): string {
  let left = text;
  for (const word of [...words].sort((a, b) => b.length - a.length)) {
    left = left.split(word).join(word.replace(/[A-Za-z]/g, 'x').replace(/\d/g, '5'));
  }
  return left;
}

/** A line without the prefix of the envelope it stands in; undefined if it stands in one that is not known here. */
export function wordsOf(line: string): string | undefined {
  if (line.startsWith('{')) return undefined;
  const short =
    /^(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\dT\S{8,21}) \S+ \(?[\w./-]+\)?(?:\[\d+\])?: (.*)$/s.exec(
      line,
    );
  const inner = short?.[1] ?? line;
  return inner
    .replace(/^\[ *\d+\.\d{6}\] /, '')
    .replace(/^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}\] /, '');
}
