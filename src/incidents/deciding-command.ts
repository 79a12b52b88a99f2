import type { DecidingCommand, RawFinding } from '../core/raw-finding.js';

/** Programs that only show things, whatever their arguments. */
const SHOWING = new Set(
  'cat df dig du file findmnt free getenforce getent grep head ipcs iptables-save jq lsblk lscpu lsmod lsns lsof ls lvs mountpoint nslookup nproc pidof ps pvs readlink ss stat tail top uname uptime vgs vmstat wc zcat zgrep sort uniq'.split(
    ' ',
  ),
);

/** Programs of which some uses only show things: the whole command must fit. */
const SHOWING_USES: readonly RegExp[] = [
  /^dmesg(?! .*(?:-[a-zA-Z]*[CcDEn]\b|--clear|--read-clear|--console))/,
  /^journalctl(?! .*--(?:vacuum|rotate|flush|sync|relinquish|setup|update))/,
  /^docker (?:ps|inspect|logs|info|version|events|stats|top|images|port|diff|history|system (?:df|info|events)|(?:container|image|network|volume|context|plugin|node|service) (?:ls|list|inspect|logs|ps|top|stats))\b/,
  /^(?:crictl|nerdctl|podman) (?:ps|pods|inspect|inspectp|logs|info|stats|images|version)\b/,
  /^ctr (?:-n \S+ )?(?:version|(?:task|tasks|t|c|container|containers|i|images?|ns|namespaces?) (?:ls|list|ps|info))\b/,
  /^kubectl (?:-n \S+ )?(?:get|describe|logs|top|version)\b/,
  /^systemctl (?:status|show|cat|is-active|is-failed|is-enabled|list-\S+)\b/,
  /^systemd-analyze\b/,
  /^dmsetup (?:ls|status|info|table|deps)\b/,
  /^ip (?:-\S+ )*(?:a|addr|address|r|route|l|link|n|neigh|rule)(?: show| ls| list|$)/,
  /^(?:iptables|ip6tables) (?:-t \S+ )?-(?:n?v?L|S)\b/,
  /^nft list\b/,
  /^mount$/,
  /^sysctl (?!-w|-p|.*=)/,
  /^smartctl -(?:a|H|i|x)\b/,
  /^(?:ausearch|aureport)\b/,
  /^lsns\b/,
  // The daemons write their stacks to their log or a file, and go on.
  /^kill -(?:SIG)?USR1 \$\(pidof (?:dockerd|containerd|docker-containerd|docker-containerd-current|dockerd-current| )+\)$/,
];

/** A command in a sentence stands between backticks. */
const QUOTED = /`([^`\n]{1,300})`/g;
/** Program names and their arguments begin so; a quoted word of a log does not. */
const COMMAND = /^(?:sudo )?[a-z][a-z0-9._-]{1,30}(?: |$)/;

/**
 * The one command that would decide about a finding: the first one named by what its rule misses, else by its signature's `confirm`.
 * Undefined if neither names one.
 */
export function decidingCommand({ missing, signature }: RawFinding): DecidingCommand | undefined {
  for (const text of [...missing, ...signature.confirm]) {
    for (const [, command = ''] of text.matchAll(QUOTED)) {
      if (!COMMAND.test(command) || !(command.includes(' ') || isReadOnly(command))) continue;
      return { command, effect: isReadOnly(command) ? 'read-only' : 'risky', text };
    }
  }
  return undefined;
}

/** Whether a command surely changes nothing: each of its parts is known to show only, and nothing is written. */
export function isReadOnly(command: string): boolean {
  const plain = command.replace(/ ?2>(?:&1|\/dev\/null)/g, '').trim();
  if (/[<>]/.test(plain)) return false;
  return plain.split(/\|\||&&|[|;&]/).every((part) => {
    const use = part.trim().replace(/^sudo /, '');
    if (SHOWING_USES.some((shows) => shows.test(use))) return !/`|\$\((?!pidof )/.test(use);
    return SHOWING.has(use.split(' ')[0] ?? '') && !/`|\$\(/.test(use);
  });
}
