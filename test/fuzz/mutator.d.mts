export function createMutator(seed: number, seeds: readonly Uint8Array[], maxBytes: number): () => Buffer;
