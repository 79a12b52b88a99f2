import type { Rule } from '../core/pattern.js';

/** Signatures whose signals a rule looks at. */
export function referredIds(rule: Rule): readonly string[] {
  switch (rule.kind) {
    case 'any':
      return [];
    case 'threshold':
      return rule.ids;
    case 'repetition':
      return [...rule.ids, ...rule.progress];
    case 'absence':
      return [...rule.ids, ...rule.expected];
    case 'gap':
      return [...rule.ids, ...rule.witnesses];
    case 'state':
      return Object.values(rule.states).flat();
    case 'sequence':
    case 'all':
      return rule.parts.flatMap(({ ids }) => ids);
  }
}
