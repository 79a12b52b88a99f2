export type Random = (below: number) => number;
export function createRandom(seed: number): Random;
export function createMutator(seed: number, seeds: readonly Uint8Array[], maxBytes: number): () => Buffer;
