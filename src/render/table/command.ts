import { displayWidth, takeWidth } from '../width.js';

/** Quote state of a POSIX shell line at a place. */
type Quote = '' | "'" | '"';

interface Break {
  /** The command up to here stays on the line. */
  readonly at: number;
  readonly quote: Quote;
  /** The break is at a space outside quotes, which may be swallowed. */
  readonly space: boolean;
}

/** The last place where the shown beginning may end. */
function findBreak(command: string, shown: number): Break {
  let quote: Quote = '';
  let lastSpace = -1;
  let at = 0;
  for (; at < shown; at += 1) {
    const character = command.charAt(at);
    if (character === '\\' && quote !== "'") {
      // Never between a backslash and what it escapes.
      if (at + 1 >= shown) break;
      at += 1;
    } else if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = '';
    else if (character === ' ' && quote === '' && command.slice(0, at).trim() !== '') lastSpace = at;
  }
  if (lastSpace > 0) return { at: lastSpace, quote: '', space: true };
  return { at: Math.max(1, Math.min(at, shown)), quote, space: false };
}

/**
 * Breaks one shell command over lines of at most `width` columns so that the pasted lines are still the same command:
 * at spaces outside quotes with a closing backslash; where a single word is too long, inside it (a single-quoted
 * text is closed and opened again). Continuations behind a space are indented by two.
 */
export function breakCommand(command: string, width: number): string[] {
  const lines: string[] = [];
  let rest = command;
  let indent = '';
  while (displayWidth(indent + rest) > width && lines.length < 200) {
    const room = Math.max(4, width - indent.length - 2);
    // Room for a closing quote before the backslash.
    const found = findBreak(rest, Math.max(1, takeWidth(rest, room - 1).length));
    const head = rest.slice(0, found.at);
    if (found.space) {
      lines.push(`${indent}${head} \\`);
      rest = rest.slice(found.at).trimStart();
      indent = '  ';
    } else {
      const closing = found.quote === "'" ? "'" : '';
      lines.push(`${indent}${head}${closing}\\`);
      rest = closing + rest.slice(found.at);
      indent = '';
    }
  }
  lines.push(indent + rest);
  return lines;
}
