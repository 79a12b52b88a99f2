import type { Finding } from '../../core/report-document.js';
import { displayWidth } from '../width.js';
import { breakCommand } from './command.js';
import { paragraph, type Screen } from './screen.js';

/** Numbered steps; each command on lines of its own, with nothing before it but spaces, so that it can be copied. */
export function remedyLines(screen: Screen, finding: Finding): string[] {
  const { risk } = screen.words;
  return finding.remedy.flatMap((step, index) => {
    const number = `${index + 1}. `;
    const indent = 2 + number.length;
    const lines = paragraph(screen, 2, number + step.text, number.length);
    if (step.command !== undefined) {
      for (const command of step.command.split('\n')) {
        const shown = screen.text(command).trimEnd();
        if (shown === '') continue;
        for (const line of breakCommand(shown, screen.width - indent - 2)) {
          lines.push(' '.repeat(indent + 2) + screen.paint(line, 'bold'));
        }
      }
    }
    if (step.risk !== undefined)
      lines.push(...paragraph(screen, indent, risk + step.risk, displayWidth(risk), 'magenta'));
    return lines;
  });
}
