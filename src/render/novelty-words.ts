import type { Evaluation, NoveltySummary, ReportDocument } from '../core/report-document.js';

/** Novelties shown unless verbose. */
const SHOWN = 8;

export function shownNovelties(
  { novelties = [] }: ReportDocument,
  verbose: boolean,
): { readonly shown: readonly NoveltySummary[]; readonly more: number } {
  if (verbose || novelties.length <= SHOWN) return { shown: novelties, more: 0 };
  return { shown: novelties.slice(0, SHOWN - 1), more: novelties.length - SHOWN + 1 };
}

/** `dockerd: containerd: container oom id=<*>`, for a burst with its count. */
export function noveltyWords({ program, template, kind, count }: NoveltySummary): string {
  const own = program === 'other' ? template : `${program}: ${template}`;
  return kind === 'burst' ? `${count}x ${own}` : own;
}

/** What could not be judged; that small or short logs have no news is said in full reports only. */
export function shownEvaluations({ evaluations }: ReportDocument, verbose: boolean): readonly Evaluation[] {
  return verbose ? evaluations : evaluations.filter(({ id }) => id !== 'novelty');
}
