import type { RawSignature } from './raw-signature.js';

/** The regular expressions of a signature as its file has them, with JSON pointers to where they stand. */
export function expressionsOf({ match = [] }: RawSignature): { readonly pointer: string; readonly source: string }[] {
  return match.flatMap((one, index) => {
    const at = `/match/${index}`;
    if ('record' in one) {
      const vetoes = typeof one.not === 'string' ? [one.not] : (one.not ?? []);
      return [
        ...(one.regex === undefined ? [] : [{ pointer: `${at}/regex`, source: one.regex }]),
        ...vetoes.map((source, veto) => ({
          pointer: `${at}/not${typeof one.not === 'string' ? '' : `/${veto}`}`,
          source,
        })),
      ];
    }
    if (!('report' in one)) return [];
    return ['where' as const, 'not' as const].flatMap((key) =>
      Object.entries(one[key] ?? {}).flatMap(([fact, choice]) =>
        [choice].flat().flatMap((value) => {
          const source = typeof value === 'string' ? /^\/(.+)\/$/s.exec(value)?.[1] : undefined;
          return source === undefined ? [] : [{ pointer: `${at}/${key}/${fact}`, source }];
        }),
      ),
    );
  });
}
