import type { RawRule } from './raw-signature.js';

/** Ids of signatures that a rule as written refers to. */
export function referredByRule(rule: RawRule): readonly string[] {
  switch (rule.kind) {
    case 'threshold':
      return rule.of ?? [];
    case 'repetition':
      return [...rule.of, ...rule.progress];
    case 'absence':
      return [...(rule.of ?? []), ...rule.expected];
    case 'gap':
      return [...(rule.of ?? []), ...(rule.while ?? [])];
    case 'state':
      return Object.values(rule.states).flat();
    case 'sequence':
    case 'all':
      return rule.parts.flatMap(({ ids }) => ids);
  }
}
