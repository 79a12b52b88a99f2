import type { RemedyStep } from '../core/pattern.js';
import type { AffectedRange } from '../core/version.js';
import type { RawTexts } from './packed.js';

/** A signature's texts, read when they are first asked for: one run shows few of them. */
export class TextsOnDemand {
  readonly #texts: () => RawTexts;

  constructor(texts: () => RawTexts) {
    this.#texts = texts;
  }

  get title(): string {
    return this.#texts().title;
  }

  get summary(): string {
    return this.#texts().summary;
  }

  get cause(): string {
    return this.#texts().cause;
  }

  get impact(): string {
    return this.#texts().impact ?? '';
  }

  get remedy(): readonly RemedyStep[] {
    return this.#texts().remedy;
  }

  get prevent(): string | undefined {
    return this.#texts().prevent;
  }

  get fixedIn(): readonly string[] {
    return this.#texts().fixedIn ?? [];
  }

  get affected(): readonly AffectedRange[] {
    return this.#texts().affected ?? [];
  }

  get references(): readonly string[] {
    return this.#texts().references ?? [];
  }

  get confirm(): readonly string[] {
    return this.#texts().confirm ?? [];
  }
}
