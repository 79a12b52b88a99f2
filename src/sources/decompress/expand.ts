import { errorText } from '../error-text.js';
import { createExpansionGauge, ExpansionError, type ExpansionBudget, type ExpansionGauge } from '../expansion.js';
import type { SourceDiagnostic } from '../input-source.js';

/** Forms that hold one compressed stream. */
export type CompressedForm = 'gzip' | 'bzip2' | 'xz' | 'zstd';

type Expand = (chunks: AsyncIterable<Uint8Array>, gauge: ExpansionGauge) => AsyncGenerator<Uint8Array>;

const DECODERS: Readonly<Record<CompressedForm, () => Promise<Expand>>> = {
  gzip: async () => (await import('./gzip.js')).inflate,
  bzip2: async () => (await import('./bzip2.js')).expandBzip2,
  xz: async () => (await import('./xz.js')).expandXz,
  zstd: async () => (await import('./zstd.js')).expandZstd,
};

/**
 * The bytes of a compressed stream. Damage and too much expansion end them with a diagnostic; what came before stays. The decoder is loaded
 * when it is needed.
 */
export async function* expand(
  form: CompressedForm,
  chunks: AsyncIterable<Uint8Array>,
  diagnostics: SourceDiagnostic[],
  budget: ExpansionBudget,
  depth: number,
): AsyncGenerator<Uint8Array> {
  const gauge = createExpansionGauge(budget, depth);
  try {
    const decode = await DECODERS[form]();
    yield* decode(chunks, gauge);
  } catch (error) {
    const { packed, expanded } = gauge;
    diagnostics.push(
      error instanceof ExpansionError
        ? {
            code: 'limit-reached',
            severity: 'error',
            offset: expanded,
            text: `the ${form} stream expands to ${errorText(error)}; it was left after ${expanded} bytes`,
          }
        : {
            code: 'archive-damaged',
            severity: 'error',
            offset: expanded,
            text: `the ${form} stream is damaged or ends early near its byte ${packed} (${errorText(error)}); the ${expanded} bytes before it were analysed`,
          },
    );
  }
}
