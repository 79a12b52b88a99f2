import { createContext, Script } from 'node:vm';
import type { Diagnostic } from './core/diagnostic.js';
import type { Signature } from './core/pattern.js';
import { compileSignatureWith } from './patterns/compile.js';
import type { RawSignature } from './patterns/raw-signature.js';
import { attackTexts, stepsBound } from './patterns/regex-cost.js';

/** Milliseconds that one expression of the user's may take on one text. */
const MAX_MS = 100;
/** Texts on which it may take longer before it is not asked any more. */
const MAX_TIMEOUTS = 3;
/** Below this many steps, some milliseconds at worst, an expression runs without a watch: the watch takes 0.1 ms. */
const FREE_STEPS = 1_000_000;
/** Milliseconds that an expression may take on a text made to lead it on, when its file is checked. */
const CHECK_MS = 500;

const budgets = new WeakMap<Signature, RegexBudget>();

/**
 * Compiles a signature of the user's own, whose expressions nobody has checked: one that backtracks catastrophically is given up after 100 ms
 * for a text and does not match it; behind three such texts the signature's expressions are switched off. Throws like `compileSignature`.
 *
 * Design rationale: the engine looks for a request to stop while it backtracks, so a script with a time-out ends what nothing in the language
 * can. That costs a thread each time, so texts too short to do harm go without.
 */
export function compileOwn(raw: RawSignature): Signature {
  const budget = new RegexBudget();
  const signature = compileSignatureWith(raw, (source) => new WatchedRegExp(source, budget));
  budgets.set(signature, budget);
  return signature;
}

/** Tells of each signature whose expressions were given up since the last call, for the source that was read meanwhile. */
export function createGivenUpTeller(signatures: readonly Signature[]): () => Omit<Diagnostic, 'source'>[] {
  const watched = signatures.flatMap((signature) => {
    const budget = budgets.get(signature);
    return budget === undefined ? [] : [{ id: signature.id, budget }];
  });
  return () =>
    watched.flatMap(({ id, budget }) => {
      const told = budget.takeTimeouts();
      if (told === 0) return [];
      const what = `an expression of ${id} took over ${MAX_MS} ms on each of ${told} text(s), which do not count as matches`;
      return { code: 'limit-reached', severity: 'warning', text: budget.spent ? `${what}; it is switched off` : what };
    });
}

class RegexBudget {
  #timeouts = 0;
  #told = 0;

  /** The signature's expressions match nothing any more. */
  get spent(): boolean {
    return this.#timeouts >= MAX_TIMEOUTS;
  }

  addTimeout(): void {
    this.#timeouts++;
  }

  /** Texts that were given up since the last call. */
  takeTimeouts(): number {
    const fresh = this.#timeouts - this.#told;
    this.#told = this.#timeouts;
    return fresh;
  }
}

/** `test` calls `exec` too. */
class WatchedRegExp extends RegExp {
  readonly #budget: RegexBudget;
  readonly #freeLength: number;

  constructor(source: string, budget: RegexBudget) {
    super(source);
    this.#budget = budget;
    this.#freeLength = freeLength(source);
  }

  override exec(text: string): RegExpExecArray | null {
    if (text.length <= this.#freeLength) return super.exec(text);
    if (this.#budget.spent) return null;
    const result = watch(() => super.exec(text), MAX_MS);
    if (result === TIMEOUT) {
      this.#budget.addTimeout();
      return null;
    }
    return result;
  }
}

/** The longest text, of a few lengths, on which an expression surely does no harm. */
function freeLength(source: string): number {
  return [65_536, 8_192, 2_048, 512, 128, 32].find((length) => stepsBound(source, length) <= FREE_STEPS) ?? 0;
}

const TIMEOUT = Symbol('timeout');
let shared: { readonly script: Script; readonly context: { work?: () => unknown } } | undefined;

/** Runs `work`, for at most some milliseconds. */
function watch<T>(work: () => T, ms: number): T | typeof TIMEOUT {
  shared ??= { script: new Script('work()'), context: createContext({}) };
  const { script, context } = shared;
  context.work = work;
  try {
    return script.runInContext(context, { timeout: ms }) as T;
  } catch (error) {
    // The error comes from the other context, with its own class.
    if ((error as { readonly code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return TIMEOUT;
    throw error;
  } finally {
    delete context.work;
  }
}

/** How an expression shows that it backtracks catastrophically, or undefined: tried on texts made from its own parts, each for half a second at most. */
export function backtracks(source: string): string | undefined {
  const expression = new RegExp(source);
  for (const text of attackTexts(source)) {
    if (stepsBound(source, text.length) <= FREE_STEPS) continue;
    if (watch(() => expression.test(text), CHECK_MS) === TIMEOUT)
      return `backtracks badly: over ${CHECK_MS} ms on ${JSON.stringify(`${text.slice(0, 30)}…`)} of ${text.length} characters`;
  }
  return undefined;
}
