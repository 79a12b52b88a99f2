/**
 * CSI sequences (`ESC [ … letter`) and OSC sequences (`ESC ] … BEL` or `ESC ] … ESC \`), as journalctl, dmesg and
 * logrus write them on terminals. Each class excludes what may follow it, so matching is linear.
 */
const SEQUENCES = /\x1b\[[0-9;:?]*[ -/]?[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[()][AB0]|\x1b[=>]/g;

/** The text without terminal sequences; the same string if it has none. */
export function stripTerminalSequences(text: string): string {
  return text.includes('\x1b') ? text.replace(SEQUENCES, '') : text;
}

/** So many NULs in front of a line are a hole that an unclean shutdown left in the file; fewer may be a header of Docker's API. */
const HOLE = '\0'.repeat(16);

function behindHole(text: string): string {
  if (text.charCodeAt(0) !== 0 || !text.startsWith(HOLE)) return text;
  let start = HOLE.length;
  while (text.charCodeAt(start) === 0) start++;
  return text.slice(start);
}

/** A line as parsers see it: no terminal sequences, no carriage returns at its end. */
export function cleanLine(text: string): string {
  const plain = stripTerminalSequences(behindHole(text));
  let end = plain.length;
  while (end > 0 && plain.charCodeAt(end - 1) === 0x0d) end--;
  return end === plain.length ? plain : plain.slice(0, end);
}
