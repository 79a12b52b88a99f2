import { JUMP_LITERALS } from './clocks/clock-jump.js';
import type { Limits } from './core/limits.js';
import type { Signature } from './core/pattern.js';
import { createLiteralSearch, searchWith, type LiteralSearch } from './lines/literal-search.js';
import { rarityInLogs } from './lines/rarity.js';
import {
  createSearchTable,
  extendSearchTable,
  packSearchTable,
  unpackSearchTable,
  type PackedSearchTable,
} from './lines/search-table.js';
import { usableLiteral } from './patterns/literals.js';
import { REPORT_FORMATS, goroutineDumpFormat } from './reports/index.js';
import { createGivenUpTeller } from './regex-budget.js';
import type { ScanTables } from './scan-source.js';
import { createSignalMatcher, indexPatterns, type PatternIndex } from './signals/signal-matcher.js';
import { EVENT_LITERALS } from './ledger/host-events.js';
import { REQUEST_LITERALS } from './ledger/requests.js';
import { VERSION_LITERALS } from './versions/version-literals.js';

/** Lines that tell of boots, suspends and steps of the wall clock: they split clocks. */
const MARKER_LITERALS = ['-- Reboot --', '-- Boot ', 'Linux version ', ...JUMP_LITERALS];

/**
 * Lines that carry an exact stamp inside: a few of them settle the zone and year of an envelope without, so the first ones of
 * a source are read even where nothing else makes them candidates.
 */
const CLOCK_LITERALS = ['level=info msg=', 'level=debug msg=', 'level=warning msg=', 'level=error msg='];

/** A container's OOM event in a daemon's log: the same moment as the kernel's report of it, which sets the clock of a dmesg. */
const ANCHOR_LITERALS = ['container oom', '/tasks/oom'];

/** journalctl's JSON prints a message with colours or other control bytes as an array of numbers: no literal can be seen in it. */
const OPAQUE_LITERALS = ['"MESSAGE":[', '"MESSAGE" : ['];

/** Stands in each header of a goroutine dump. A file that is one is read by headers anyway: looking for them again would propose every goroutine. */
const GOROUTINE_LITERAL = goroutineDumpFormat.literals[0];
/** No text holds it; keeps the ids of the other literals as they are. */
const ABSENT = '\u{10ffff}\u{10fffe}\u{10ffff}\u{10fffe}';

/**
 * Makes what all sources share: the matcher and one search for everything that makes a line a candidate.
 * `packed` is what `packTables` makes of the same signatures.
 */
export function createScanTables(
  signatures: readonly Signature[],
  limits: Limits,
  prefilter: boolean,
  packed?: PackedTables,
): ScanTables {
  const { always, followers, lasting } = byPlace(signatures);
  const matcher = createSignalMatcher(always, packed?.always);
  const followMatcher = createSignalMatcher(followers, packed?.followers);
  const tailMatcher = createSignalMatcher(lasting, packed?.lasting);
  const opening = openingLiterals();
  const idsOf = (wanted: readonly string[]): ReadonlySet<number> =>
    new Set(wanted.map((literal) => matcher.literals.length + opening.indexOf(literal)));
  const seen = seenLiterals(matcher.literals);
  const literals = [...seen, ...OPAQUE_LITERALS];
  const openingTo = matcher.literals.length + opening.length;
  const leaders = new Set(followers.flatMap(({ onlyAfter }) => onlyAfter));
  const leading = new Set(
    signatures
      .filter(({ id }) => leaders.has(id))
      .flatMap(({ match }) => match.flatMap((one) => (one.on === 'record' ? one.literals : []))),
  );
  // Tables are made when they are first needed: many sources end before all of them are.
  const base = lazily(() =>
    packed === undefined ? createSearchTable(literals.map(toBytes), rarityInLogs) : unpackSearchTable(packed.table),
  );
  const clock = lazily(() => extendSearchTable(base(), CLOCK_LITERALS.map(toBytes), rarityInLogs));
  return {
    takeGivenUp: createGivenUpTeller(signatures),
    matcher,
    search: lazily(() => searchWith(base())),
    searchTable: base,
    clockSearch: lazily(() => searchWith(clock())),
    opaqueFrom: seen.length,
    heardBy: new Map(
      REPORT_FORMATS.map((report) => [report.name, idsOf([...report.literals, ...(report.hears ?? [])])]),
    ),
    eventsFrom: seen.length - EVENT_LITERALS.length,
    clockFrom: literals.length,
    dumpSearch: searchFor([
      ...literals.map((literal) => (literal === GOROUTINE_LITERAL ? ABSENT : literal)),
      ...CLOCK_LITERALS,
    ]),
    followMatcher,
    followSearch: lazily(() =>
      searchWith(extendSearchTable(clock(), followMatcher.literals.map(toBytes), rarityInLogs)),
    ),
    leaders,
    opening: new Set(
      [...literals.entries()]
        .filter(([id, literal]) => (id >= matcher.literals.length && id < openingTo) || leading.has(literal))
        .map(([id]) => id),
    ),
    tailMatcher,
    tailSearch: searchFor([...tailMatcher.literals, ...REQUEST_LITERALS]),
    literalCount: matcher.literals.length,
    limits,
    prefilter,
    noveltyBytes: 0,
  };
}

/** What `createScanTables` needs of a set of signatures, made when the package is built: it takes longer than all the rest of the start. */
export interface PackedTables {
  readonly always: PatternIndex;
  readonly followers: PatternIndex;
  readonly lasting: PatternIndex;
  readonly table: PackedSearchTable;
}

export function packTables(signatures: readonly Signature[]): PackedTables {
  const { always, followers, lasting } = byPlace(signatures);
  const index = indexPatterns(always);
  const literals = [...seenLiterals(index.literals), ...OPAQUE_LITERALS];
  return {
    always: index,
    followers: indexPatterns(followers),
    lasting: indexPatterns(lasting),
    table: packSearchTable(createSearchTable(literals.map(toBytes), rarityInLogs)),
  };
}

/** Signatures by where they are looked for: everywhere, behind certain lines, at the end. */
function byPlace(signatures: readonly Signature[]): Record<'always' | 'followers' | 'lasting', Signature[]> {
  return {
    always: signatures.filter(({ tailOnly, onlyAfter }) => !tailOnly && onlyAfter.length === 0),
    followers: signatures.filter(({ tailOnly, onlyAfter }) => !tailOnly && onlyAfter.length > 0),
    lasting: signatures.filter(({ tailOnly }) => tailOnly),
  };
}

/** The texts that the block search looks for with some signatures: what a peer must look for to be compared with it. */
export function scanLiterals(signatures: readonly Signature[]): string[] {
  // A newline in front only says that the literal stands at a line's start.
  const literals = seenLiterals(indexPatterns(byPlace(signatures).always).literals).map((literal) =>
    (usableLiteral(literal) ?? literal).trimStart(),
  );
  return [...new Set(literals)].sort();
}

/** Literals that can be seen in a line's bytes; ids are the places in this list. */
function seenLiterals(matched: readonly string[]): string[] {
  return [...matched, ...openingLiterals(), ...VERSION_LITERALS, ...EVENT_LITERALS];
}

function openingLiterals(): string[] {
  return [...REPORT_FORMATS.flatMap((report) => report.literals), ...MARKER_LITERALS, ...ANCHOR_LITERALS];
}

function searchFor(literals: readonly string[]): () => LiteralSearch {
  return lazily(() => createLiteralSearch(literals.map(toBytes), rarityInLogs));
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function toBytes(literal: string): Uint8Array {
  return Buffer.from(usableLiteral(literal) ?? literal, 'utf8');
}
