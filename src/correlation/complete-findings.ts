import type { Signature } from '../core/pattern.js';
import type { RawEvaluation, RawFinding } from '../core/raw-finding.js';
import type { SourceScan } from '../core/source.js';
import type { Origin } from '../core/log-record.js';
import { valuesOf } from './entities.js';

/**
 * Says what could not be judged, and what would raise confidence: a composite of which only parts were seen adds to those parts what evidence it
 * misses; if no source could have shown a required part, the composite is not evaluated, which is not the same as absent.
 */
export function completeFindings(
  findings: readonly RawFinding[],
  signatures: readonly Signature[],
  scans: readonly SourceScan[],
): { findings: RawFinding[]; evaluations: RawEvaluation[] } {
  const byId = new Map(signatures.map((signature) => [signature.id, signature]));
  const found = new Set(findings.map(({ signature }) => signature.id));
  const missing = new Map<string, string[]>();
  const evaluations: RawEvaluation[] = [];
  for (const { id, rule } of signatures) {
    if ((rule.kind !== 'sequence' && rule.kind !== 'all') || found.has(id)) continue;
    const parts = rule.parts.filter(({ absent }) => absent !== true);
    const isSeen = (ids: readonly string[]): boolean => ids.some((part) => found.has(part));
    const unseen = parts.filter((part) => !isSeen(part.ids));
    const seen = parts.filter((part) => isSeen(part.ids));
    if (seen.length === 0) continue;
    const advice = unseen.filter((part) => !covered(part.ids, byId, scans)).flatMap((part) => part.missing ?? []);
    for (const part of seen)
      for (const partId of part.ids) missing.set(partId, [...(missing.get(partId) ?? []), ...advice]);
    const blind = unseen.find((part) => part.required && !covered(part.ids, byId, scans));
    if (blind !== undefined) evaluations.push({ id, because: `no input could show: ${blind.name}` });
  }
  return {
    evaluations,
    findings: withoutAnswered(findings, scans).map((finding) => {
      const advice = missing.get(finding.signature.id);
      return advice === undefined ? finding : { ...finding, missing: [...new Set([...advice, ...finding.missing])] };
    }),
  };
}

/** A finding that asks for a file has its answer if that file is among the inputs. */
function withoutAnswered(findings: readonly RawFinding[], scans: readonly SourceScan[]): RawFinding[] {
  const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const given = new Set(scans.map(({ name }) => baseName(name)));
  return findings.flatMap((finding) => {
    const { asksFor } = finding.signature;
    if (asksFor === undefined) return [finding];
    const signals = finding.signals.filter(
      (signal) => !valuesOf(signal, asksFor).some((path) => given.has(baseName(path))),
    );
    return signals.length === 0 ? [] : [{ ...finding, signals, count: signals.length }];
  });
}

/** Whether some source holds words of a program, or a dump, in which one of the signatures could have been seen. */
function covered(ids: readonly string[], byId: ReadonlyMap<string, Signature>, scans: readonly SourceScan[]): boolean {
  return ids.some((id) => {
    const signature = byId.get(id);
    if (signature === undefined) return false;
    return signature.match.some((match) => {
      if (match.on === 'goroutines' || match.on === 'convoy') return scans.some(({ dumps }) => dumps.length > 0);
      if (match.on === 'record') return scans.some((scan) => [...match.origins].some((origin) => has(scan, origin)));
      const origin: Origin | undefined =
        match.report === 'oom' || match.report === 'kernel-trace' ? 'kernel' : undefined;
      return origin === undefined || scans.some((scan) => has(scan, origin));
    });
  });
}

function has(scan: SourceScan, origin: Origin): boolean {
  return (scan.coverage.get(origin)?.records ?? 0) > 0;
}
