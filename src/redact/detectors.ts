/** What is replaced, and what its pseudonyms are called. */
export type RedactedKind = 'host' | 'address' | 'user' | 'image' | 'token' | 'email' | 'mac';

/** A find in a text: `start` and `end` are offsets of what is to be replaced. */
export interface Find {
  readonly kind: RedactedKind;
  readonly start: number;
  readonly end: number;
}

interface Detector {
  readonly kind: RedactedKind;
  /** Global and with indices; the group `it`, or else the whole match, is replaced. Linear: bounded classes, no nesting. */
  readonly regex: RegExp;
  readonly accepts?: (value: string) => boolean;
}

/** Domains that everybody knows: they tell nothing of a site, and signatures and stacks need them. */
const PUBLIC_DOMAIN =
  /(?:^|\.)(?:github\.com|githubusercontent\.com|golang\.org|google\.golang\.org|gopkg\.in|go\.uber\.org|go\.opencensus\.io|go\.opentelemetry\.io|go\.etcd\.io|k8s\.io|kubernetes\.io|sigs\.k8s\.io|docker\.com|docker\.io|mobyproject\.org|containerd\.io|containerd\.tools|opencontainers\.org|kernel\.org|gcr\.io|quay\.io|ghcr\.io|mcr\.microsoft\.com|elastic\.co|coreos\.com|ubuntu\.com|debian\.org|redhat\.com|centos\.org|fedoraproject\.org|freedesktop\.org|npmjs\.org|pypi\.org|example\.(?:com|net|org)|example)$/i;
/** Endings of names of hosts; endings of names of files are not among them. */
const HOST_ENDING =
  'com|net|org|io|dev|cloud|app|internal|local|localdomain|corp|lan|intranet|home|arpa|edu|gov|mil|info|biz|cn|de|fr|uk|jp|us|eu|nl|ru|in|br|au|ca|ch|se|kr|it|es|at|be|dk|fi|no|cz|pl|tw|hk|sg|tr|ir|il|mx|ar|za|nz|ie|pt|gr|hu|ro|ua|vn|th|id|my|ph';
/** Accounts that every host has. */
const COMMON_USER =
  /^(?:root|nobody|daemon|docker|systemd(?:-[a-z]+)?|kubelet|containerd|dockremap|syslog|messagebus|polkitd|chrony|ntp|sshd|postgres|mysql|nginx|www-data|redis|git|node|app|none|null|unknown|user|users|the|name|id|namespace|namespaces|process|session|data)$/i;

function isPrivateFact(address: string): boolean {
  const parts = address.split('.').map(Number);
  if (parts.some((part) => part > 255)) return false;
  // Loopback, unspecified, masks and broadcast, multicast, link-local and the documentation ranges are the same everywhere.
  const [first = 0, second = 0, third = 0] = parts;
  if (first === 0 || first === 127 || first >= 224) return false;
  if (first === 169 && second === 254) return false;
  const isDocumentation =
    (first === 192 && second === 0 && third === 2) ||
    (first === 198 && second === 51 && third === 100) ||
    (first === 203 && second === 0 && third === 113);
  return !isDocumentation;
}

/** Eight groups, or fewer around one `::`; a time of day has too few. */
function isIpv6(value: string): boolean {
  const [head = '', tail, more] = value.split('::');
  if (more !== undefined) return false;
  const groups = (part: string): number => (part === '' ? 0 : part.split(':').length);
  if (tail === undefined) return groups(value) === 8 && !value.split(':').includes('');
  return groups(head) + groups(tail) < 8 && !head.startsWith(':') && !tail.endsWith(':') && /[0-9a-f]/i.test(value);
}

const DETECTORS: readonly Detector[] = [
  // Secrets first: what they hold is not looked at again.
  { kind: 'token', regex: /\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{4,4000}\.[A-Za-z0-9_-]{4,2000}/dg },
  { kind: 'token', regex: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/dg },
  {
    kind: 'token',
    regex:
      /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|glpat-[A-Za-z0-9_-]{20,64}|xox[abprs]-[A-Za-z0-9-]{10,200}|SWMTKN-[a-z0-9-]{20,200}|dckr_pat_[A-Za-z0-9_-]{10,100})/dg,
  },
  {
    kind: 'token',
    regex:
      /\b(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret|private[_-]?key|[a-z0-9_]{0,40}_(?:password|token|secret|key))\\{0,3}["']?\s?[=:]\s?\\{0,3}["']?(?<it>[^\s"'\\,;&<>()[\]{}]{4,2000})/dgi,
    accepts: (value) => !/^(?:true|false|null|none|nil|undefined|<[a-z ]{1,40}>|\*{3,20}|x{3,20})$/i.test(value),
  },
  { kind: 'token', regex: /\b(?:Bearer|Basic)\s(?<it>[A-Za-z0-9+/=_.~-]{8,4000})/dg },
  { kind: 'token', regex: /:\/\/[^\s/:@"']{1,200}:(?<it>[^\s/@"']{1,200})@/dg },
  {
    kind: 'email',
    regex: /\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,12}\b/dg,
  },
  { kind: 'mac', regex: /(?<![0-9a-f:-])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![0-9a-f:-])/dgi },
  {
    kind: 'address',
    regex: /(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d]|\.\d)/dg,
    accepts: isPrivateFact,
  },
  {
    kind: 'address',
    regex: /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:.])/dgi,
    // Times and loopback look alike.
    accepts: (value) => isIpv6(value) && value !== '::' && value !== '::1',
  },
  {
    kind: 'user',
    regex: /\/(?:home|Users)\/(?<it>[a-zA-Z][\w.-]{0,63})/dg,
    accepts: (value) => !COMMON_USER.test(value),
  },
  {
    kind: 'user',
    regex:
      /\b(?:user(?:name)?=|USER=|LOGNAME=|SUDO_USER=|acct=|ruser=|for user |publickey for |password for |invalid user |session (?:opened|closed) for user |[Uu]ser(?= ?\\{0,3}["']) ?)\\{0,3}["']?(?<it>[a-zA-Z_][\w.-]{1,63})/dg,
    accepts: (value) => !COMMON_USER.test(value) && !/\.(?:slice|service|socket|scope|target)$/.test(value),
  },
  {
    kind: 'image',
    regex:
      /\b(?:[Ii]mage(?:Name|Ref|Id)?\\{0,3}["']?[=: ]\s?|[Pp]ull(?:ing)? (?:from )?(?:image )?|from_image=|manifest for )\\{0,3}["'](?<it>[a-z0-9][\w.:/@-]{2,255})/dg,
    accepts: (value) => !/^sha256:[0-9a-f]{12,64}$/.test(value),
  },
  {
    kind: 'host',
    regex: new RegExp(
      `(?:(?<![\\w.@/\\\\-])|(?<=\\\\[nrt]))(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.){1,8}(?:${HOST_ENDING})(?![\\w-]|\\.[A-Za-z0-9])`,
      'dg',
    ),
    accepts: (value) => !PUBLIC_DOMAIN.test(value),
  },
  {
    kind: 'host',
    regex: new RegExp(
      `:\\/\\/(?:[^\\s\\/@]{1,200}@)?(?<it>(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.){1,8}(?:${HOST_ENDING}))(?![\\w-]|\\.[A-Za-z0-9])`,
      'dg',
    ),
    accepts: (value) => !PUBLIC_DOMAIN.test(value),
  },
];

/** Everything in a text that tells of a site or a person, not overlapping, in order. */
export function detect(text: string): Find[] {
  const finds: Find[] = [];
  for (const { kind, regex, accepts } of DETECTORS) {
    for (const match of text.matchAll(regex)) {
      const [start, end] = match.indices?.groups?.['it'] ?? match.indices?.[0] ?? [0, 0];
      if (end <= start || accepts?.(text.slice(start, end)) === false) continue;
      if (finds.every((other) => end <= other.start || start >= other.end)) finds.push({ kind, start, end });
    }
  }
  return finds.sort((a, b) => a.start - b.start);
}
