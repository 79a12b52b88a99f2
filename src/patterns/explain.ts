import type { RawSignature } from './raw-signature.js';

/** A signature as text for people: what, why, what to do, how to be sure, since when mended. */
export function explainSignature(signature: RawSignature): string {
  const { id, severity, title, cause, impact, remedy, prevent, confirm, fixedIn, references, leadsTo } = signature;
  const lines = [`${id}  (${severity})`, title, '', 'Why', `  ${plain(cause)}`];
  if (impact !== undefined) lines.push('', 'Impact', `  ${plain(impact)}`);
  lines.push('', 'What to do');
  for (const [index, step] of remedy.entries()) {
    lines.push(`  ${index + 1}. ${plain(step.text)}`);
    if (step.command !== undefined) lines.push(`       ${plain(step.command)}`);
    if (step.risk !== undefined) lines.push(`       risk: ${step.risk}`);
  }
  section(lines, 'How to be sure', confirm);
  section(lines, 'How to prevent', prevent === undefined ? undefined : [prevent]);
  section(lines, 'Fixed in', fixedIn);
  section(lines, 'Leads to', leadsTo);
  section(lines, 'References', references);
  return `${lines.join('\n')}\n`;
}

function section(lines: string[], title: string, items: readonly string[] | undefined): void {
  if (items === undefined || items.length === 0) return;
  lines.push('', title, ...items.map((item) => `  ${plain(item)}`));
}

/** Placeholders as words. */
function plain(text: string): string {
  return text.replace(/\{\{(?!end\}|else\})([a-zA-Z]\w{0,40})(?:\|[^{}]{0,80})?\}\}/g, (_, name: string) =>
    name.toUpperCase(),
  );
}
