import type { Language } from '../core/language.js';
import type { RawSignature } from './raw-signature.js';

const HEADINGS = {
  en: {
    why: 'Why',
    impact: 'Impact',
    remedy: 'What to do',
    risk: 'risk',
    confirm: 'How to be sure',
    prevent: 'How to prevent',
    fixedIn: 'Fixed in',
    leadsTo: 'Leads to',
    references: 'References',
  },
  'zh-CN': {
    why: '原因',
    impact: '影响',
    remedy: '如何处理',
    risk: '风险',
    confirm: '如何确认',
    prevent: '如何预防',
    fixedIn: '已修复的版本',
    leadsTo: '会导致',
    references: '参考',
  },
} as const satisfies Record<Language, Readonly<Record<string, string>>>;

/** A signature as text for people: what, why, what to do, how to be sure, since when mended. `language` is that of the headings. */
export function explainSignature(signature: RawSignature, language: Language = 'en'): string {
  const { id, severity, title, cause, impact, remedy, prevent, confirm, fixedIn, references, leadsTo } = signature;
  const words = HEADINGS[language];
  const lines = [`${id}  (${severity})`, title, '', words.why, `  ${plain(cause)}`];
  if (impact !== undefined) lines.push('', words.impact, `  ${plain(impact)}`);
  lines.push('', words.remedy);
  for (const [index, step] of remedy.entries()) {
    lines.push(`  ${index + 1}. ${plain(step.text)}`);
    if (step.command !== undefined) lines.push(`       ${plain(step.command)}`);
    if (step.risk !== undefined) lines.push(`       ${words.risk}: ${step.risk}`);
  }
  section(lines, words.confirm, confirm);
  section(lines, words.prevent, prevent === undefined ? undefined : [prevent]);
  section(lines, words.fixedIn, fixedIn);
  section(lines, words.leadsTo, leadsTo);
  section(lines, words.references, references);
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
