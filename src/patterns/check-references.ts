import { suggestion } from './nearest.js';
import type { RawRule, RawSignature } from './raw-signature.js';

/** Ids that a signature names and nobody defines; `pointer` is a JSON pointer to the place. */
export function checkReferences(
  signature: RawSignature,
  known: ReadonlySet<string>,
): { readonly pointer: string; readonly text: string }[] {
  const { leadsTo = [], refines = [], onlyAfter = [], rule } = signature;
  const named = [
    ...at('/leadsTo', leadsTo),
    ...at('/refines', refines),
    ...at('/onlyAfter', onlyAfter),
    ...(rule === undefined ? [] : ofRule(rule)),
  ];
  return named.flatMap(({ pointer, id }) =>
    known.has(id) ? [] : [{ pointer, text: `no signature has the id ${id}${suggestion(id, known)}` }],
  );
}

interface Named {
  readonly pointer: string;
  readonly id: string;
}

function at(pointer: string, ids: readonly string[] | undefined): Named[] {
  return (ids ?? []).map((id, index) => ({ pointer: `${pointer}/${index}`, id }));
}

function ofRule(rule: RawRule): Named[] {
  switch (rule.kind) {
    case 'threshold':
      return at('/rule/of', rule.of);
    case 'repetition':
      return [...at('/rule/of', rule.of), ...at('/rule/progress', rule.progress)];
    case 'absence':
      return [...at('/rule/of', rule.of), ...at('/rule/expected', rule.expected)];
    case 'gap':
      return [...at('/rule/of', rule.of), ...at('/rule/while', rule.while)];
    case 'state':
      return Object.entries(rule.states).flatMap(([name, ids]) => at(`/rule/states/${name}`, ids));
    case 'sequence':
    case 'all':
      return rule.parts.flatMap(({ ids }, part) => at(`/rule/parts/${part}/ids`, ids));
  }
}
