import { detect, type Find, type RedactedKind } from './detectors.js';

/** Names that are known to tell of the site: of hosts, images, users. They are replaced wherever they stand as a word. */
export interface KnownName {
  readonly kind: RedactedKind;
  readonly value: string;
}

/** One line of the ledger: what was replaced by what, and how often. It holds the originals, so it is not for sharing. */
export interface LedgerEntry {
  readonly kind: RedactedKind;
  readonly original: string;
  readonly pseudonym: string;
  readonly count: number;
}

/** Replaces names; the same one always by the same pseudonym. */
export interface Redactor {
  /** The text with pseudonyms; one value has the same pseudonym in all texts of this redactor. */
  text(text: string): string;
  /** What was replaced by what until now. */
  ledger(): LedgerEntry[];
}

/** Values that are remembered one by one; later ones share a pseudonym. */
const MAX_VALUES = 100_000;
/** Host names that are also ordinary words of these logs: replacing the word would spoil the text. */
const WORD =
  /^(?:localhost|docker|dockerd|containerd|kernel|kubelet|systemd|runc|linux|node|host|server|master|worker|ubuntu|debian|centos|image|container|default|none|bridge|overlay|journal|root|test|web|app|db|api|dev|prod|local)$/i;

/** Pseudonyms keep the shape that formats and signatures read: an address stays an address. */
function pseudonym(kind: RedactedKind, original: string, at: number): string {
  switch (kind) {
    case 'address':
      // 198.18.0.0/15 is kept free for tests (RFC 2544), 2001:db8::/32 for documentation (RFC 3849).
      return original.includes(':')
        ? `2001:db8::${at.toString(16)}`
        : `198.${18 + ((at >> 16) & 1)}.${(at >> 8) & 255}.${at & 255}`;
    case 'host':
      return original.includes('.') ? `host-${at}.example` : `host-${at}`;
    case 'email':
      return `user-${at}@host.example`;
    case 'mac': {
      const sign = original.includes('-') ? '-' : ':';
      // The bit of locally administered addresses.
      return ['02', '00', '00', at >> 16, at >> 8, at]
        .map((part) => (typeof part === 'string' ? part : (part & 255).toString(16).padStart(2, '0')))
        .join(sign);
    }
    case 'image':
      return `image-${at}${/(?::[\w.-]{1,128}|@sha256:[0-9a-f]{64})$/.exec(original)?.[0] ?? ''}`;
    case 'user':
    case 'token':
      return `${kind}-${at}`;
  }
}

/** Replaces names by stable pseudonyms, numbered in the order in which they are met. Linear in the text. */
export function createRedactor(known: readonly KnownName[] = []): Redactor {
  const entries = new Map<string, { kind: RedactedKind; original: string; pseudonym: string; count: number }>();
  const counts = new Map<RedactedKind, number>();
  const names = new Map(
    known
      .filter(({ kind, value }) => value.length > 2 && !(kind === 'host' && WORD.test(value)))
      .map((name) => [name.value, name.kind]),
  );
  const nameSearch = names.size === 0 ? undefined : wordSearch([...names.keys()]);

  function replacement(kind: RedactedKind, original: string): string {
    const key = `${kind}\0${original}`;
    let entry = entries.get(key);
    if (entry === undefined) {
      if (entries.size >= MAX_VALUES) return `${kind}-more`;
      const at = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, at);
      entry = { kind, original, pseudonym: pseudonym(kind, original, at), count: 0 };
      entries.set(key, entry);
    }
    entry.count++;
    return entry.pseudonym;
  }

  function knownFinds(text: string): Find[] {
    if (nameSearch === undefined) return [];
    return [...text.matchAll(nameSearch)].map((match) => ({
      kind: names.get(match[0]) ?? 'host',
      start: match.index,
      end: match.index + match[0].length,
    }));
  }

  function line(text: string): string {
    const knownHere = knownFinds(text);
    const others = detect(text).filter(({ start, end }) => knownHere.every((k) => end <= k.start || start >= k.end));
    const finds = [...knownHere, ...others].sort((a, b) => a.start - b.start);
    let out = '';
    let from = 0;
    for (const { kind, start, end } of finds) {
      out += text.slice(from, start) + replacement(kind, text.slice(start, end));
      from = end;
    }
    return from === 0 ? text : out + text.slice(from);
  }

  return {
    // Line by line, as finds are compared with each other.
    text: (text) => (text.includes('\n') ? text.split('\n').map(line).join('\n') : line(text)),
    ledger: () => [...entries.values()].map((entry) => ({ ...entry })),
  };
}

/** Finds any of the names as a word; longer ones first, so that a part never hides the whole. */
function wordSearch(names: readonly string[]): RegExp {
  const sorted = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
  return new RegExp(`(?:(?<![\\w.\\\\-])|(?<=\\\\[nrt]))(?:${sorted.join('|')})(?![\\w-]|\\.[a-z0-9])`, 'g');
}
