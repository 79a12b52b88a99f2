import type { Limits } from './core/limits.js';
import type { Signature } from './core/pattern.js';
import { createLiteralSearch, type LiteralSearch } from './lines/literal-search.js';
import { rarityInLogs } from './lines/rarity.js';
import { usableLiteral } from './patterns/literals.js';
import { REPORT_FORMATS } from './reports/index.js';
import type { ScanTables } from './scan-source.js';
import { createSignalMatcher } from './signals/signal-matcher.js';
import { VERSION_LITERALS } from './versions/version-literals.js';

/** Lines that tell of boots: they split monotonic clocks. */
const MARKER_LITERALS = ['-- Reboot --', '-- Boot ', 'Linux version '];

/**
 * Lines that carry an exact stamp inside: a few of them settle the zone and year of an envelope without, so the first ones of
 * a source are read even where nothing else makes them candidates.
 */
const CLOCK_LITERALS = ['level=info msg=', 'level=debug msg=', 'level=warning msg=', 'level=error msg='];

/** A container's OOM event in a daemon's log: the same moment as the kernel's report of it, which sets the clock of a dmesg. */
const ANCHOR_LITERALS = ['container oom', '/tasks/oom'];

/** journalctl's JSON prints a message with colours or other control bytes as an array of numbers: no literal can be seen in it. */
const OPAQUE_LITERALS = ['"MESSAGE":[', '"MESSAGE" : ['];

/** Makes what all sources share: the matcher and one search for everything that makes a line a candidate. */
export function createScanTables(signatures: readonly Signature[], limits: Limits, prefilter: boolean): ScanTables {
  const matcher = createSignalMatcher(signatures.filter(isAlwaysSought));
  const followers = signatures.filter(({ onlyAfter, tailOnly }) => onlyAfter.length > 0 && !tailOnly);
  const followMatcher = createSignalMatcher(followers);
  const tailMatcher = createSignalMatcher(signatures.filter(({ tailOnly }) => tailOnly));
  const opening = openingLiterals();
  const seen = [...matcher.literals, ...opening, ...VERSION_LITERALS];
  const literals = [...seen, ...OPAQUE_LITERALS];
  const openingTo = matcher.literals.length + opening.length;
  const leaders = new Set(followers.flatMap(({ onlyAfter }) => onlyAfter));
  const leading = new Set(
    signatures
      .filter(({ id }) => leaders.has(id))
      .flatMap(({ match }) => match.flatMap((one) => (one.on === 'record' ? one.literals : []))),
  );
  return {
    matcher,
    search: lazySearch(literals),
    clockSearch: lazySearch([...literals, ...CLOCK_LITERALS]),
    opaqueFrom: seen.length,
    clockFrom: literals.length,
    followMatcher,
    followSearch: lazySearch([...literals, ...CLOCK_LITERALS, ...followMatcher.literals]),
    leaders,
    opening: new Set(
      [...literals.entries()]
        .filter(([id, literal]) => (id >= matcher.literals.length && id < openingTo) || leading.has(literal))
        .map(([id]) => id),
    ),
    tailMatcher,
    tailSearch: lazySearch(tailMatcher.literals),
    literalCount: matcher.literals.length,
    limits,
    prefilter,
    noveltyBytes: 0,
  };
}

/** The texts that the block search looks for with some signatures: what a peer must look for to be compared with it. */
export function scanLiterals(signatures: readonly Signature[]): string[] {
  const matcher = createSignalMatcher(signatures.filter(isAlwaysSought));
  // A newline in front only says that the literal stands at a line's start.
  const literals = [...matcher.literals, ...openingLiterals(), ...VERSION_LITERALS].map((literal) =>
    (usableLiteral(literal) ?? literal).trimStart(),
  );
  return [...new Set(literals)].sort();
}

function isAlwaysSought({ tailOnly, onlyAfter }: Signature): boolean {
  return !tailOnly && onlyAfter.length === 0;
}

function openingLiterals(): string[] {
  return [...REPORT_FORMATS.flatMap((report) => report.literals), ...MARKER_LITERALS, ...ANCHOR_LITERALS];
}

/** Tables are made when they are first needed: many sources end before all of them are. */
function lazySearch(literals: readonly string[]): () => LiteralSearch {
  let search: LiteralSearch | undefined;
  return () => (search ??= createLiteralSearch(literals.map(toBytes), rarityInLogs));
}

function toBytes(literal: string): Uint8Array {
  return Buffer.from(usableLiteral(literal) ?? literal, 'utf8');
}
