import type { Finding } from '../../core/report-document.js';
import { displayWidth } from '../width.js';
import { breakCommand } from './command.js';
import { paragraph, type Screen } from './screen.js';

/** Commands on lines of their own, with nothing before them but spaces, broken so that what is copied still works. */
export function commandLines(screen: Screen, indent: number, commands: string): string[] {
  return commands.split('\n').flatMap((command) => {
    const shown = screen.text(command).trimEnd();
    if (shown === '') return [];
    const lines = breakCommand(shown, screen.width - indent);
    return lines.map((line) => ' '.repeat(indent) + screen.paint(line, 'bold'));
  });
}

/** Numbered steps; each command on lines of its own, with nothing before it but spaces, so that it can be copied. */
export function remedyLines(screen: Screen, finding: Finding): string[] {
  const { risk } = screen.words;
  return finding.remedy.flatMap((step, index) => {
    const number = `${index + 1}. `;
    const indent = 2 + number.length;
    const lines = paragraph(screen, 2, number + step.text, number.length);
    if (step.command !== undefined) {
      lines.push(...commandLines(screen, indent + 2, step.command));
    }
    if (step.risk !== undefined)
      lines.push(...paragraph(screen, indent, risk + step.risk, displayWidth(risk), 'magenta'));
    return lines;
  });
}
