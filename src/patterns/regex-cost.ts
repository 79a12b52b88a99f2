/**
 * What a regular expression may cost a backtracking matcher, told from its source: an upper bound of the steps on a text of some length, and
 * texts that make it try. JavaScript's expressions cannot be stopped from within, so this is asked before one is run.
 */
type Node =
  | { readonly kind: 'one'; readonly sample: string }
  /** Matches no character by itself: an assertion. */
  | { readonly kind: 'none' }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number };

/** Beyond this nobody waits. */
const MAX_STEPS = 1e15;
/** Groups in one another that are looked into; deeper ones count as too costly. */
const MAX_DEPTH = 100;
/** Characters of a text that shall lead an expression on, and repetitions that are led on. */
const ATTACK_LENGTH = 20_000;
const MAX_ATTACKS = 24;
/** Repetitions with fewer turns than this cost nothing. */
const FEW = 3;

/** An upper bound of the steps that finding a match may take in any text of `length` characters. Infinity: no bound is known. */
export function stepsBound(source: string, length: number): number {
  const tree = parse(source);
  if (tree === undefined) return Infinity;
  const steps = ways(tree, length) * (length + 1);
  return steps > MAX_STEPS ? Infinity : steps;
}

/** Texts on which an expression that backtracks badly shows it: each of its repetitions, many times, and then what does not fit. */
export function attackTexts(source: string): string[] {
  const tree = parse(source);
  if (tree === undefined) return [];
  const texts: string[] = [];
  const visit = (node: Node, before: string): string => {
    switch (node.kind) {
      case 'one':
      case 'none':
        return before + sampleOf(node);
      case 'sequence':
        return node.parts.reduce((text, part) => visit(part, text), before);
      case 'choice':
        for (const part of node.parts) visit(part, before);
        return before + sampleOf(node);
      case 'repeat': {
        if (node.max > FEW && texts.length < MAX_ATTACKS) {
          const piece = sampleOf(node.part) || 'a';
          // A short one shows exponential cost, a long one polynomial.
          for (const length of [28, ATTACK_LENGTH]) {
            const run = piece.repeat(Math.ceil(length / piece.length));
            texts.push(`${before}${run}\u0001`, `${before}${run}`);
          }
          texts.push(`${before}${piece}`.repeat(Math.ceil(ATTACK_LENGTH / (before.length + piece.length))));
        }
        visit(node.part, before);
        return before + sampleOf(node);
      }
    }
  };
  visit(tree, '');
  return texts;
}

/** In how many ways a node can match from one place on. */
function ways(node: Node, length: number): number {
  switch (node.kind) {
    case 'one':
    case 'none':
      return 1;
    case 'sequence':
      return node.parts.reduce((product, part) => cap(product * ways(part, length)), 1);
    case 'choice':
      return node.parts.reduce((sum, part) => cap(sum + ways(part, length)), 0);
    case 'repeat': {
      const most = Math.min(node.max, length);
      const each = ways(node.part, length);
      if (each <= 1) return Math.max(1, most - node.min + 1);
      const least = Math.min(node.min, most);
      return cap(each ** most * (most - least + 1));
    }
  }
}

function cap(steps: number): number {
  return steps > MAX_STEPS ? Infinity : steps;
}

/** A short text that a node matches, as far as can be told. */
function sampleOf(node: Node): string {
  switch (node.kind) {
    case 'one':
      return node.sample;
    case 'none':
      return '';
    case 'sequence':
      return node.parts.map(sampleOf).join('');
    case 'choice':
      return node.parts[0] === undefined ? '' : sampleOf(node.parts[0]);
    case 'repeat':
      return sampleOf(node.part).repeat(Math.min(node.min, 64));
  }
}

/** The tree of an expression, undefined if it is nested too deeply. It compiles as an expression: that is tested elsewhere. */
function parse(source: string): Node | undefined {
  let at = 0;
  let tooDeep = false as boolean;

  function choice(depth: number): Node {
    const parts = [sequence(depth)];
    while (source.charAt(at) === '|') {
      at++;
      parts.push(sequence(depth));
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  function sequence(depth: number): Node {
    const parts: Node[] = [];
    while (at < source.length && source.charAt(at) !== '|' && source.charAt(at) !== ')')
      parts.push(repeated(atom(depth)));
    return { kind: 'sequence', parts };
  }

  function atom(depth: number): Node {
    const character = source.charAt(at++);
    switch (character) {
      case '(':
        return group(depth);
      case '[':
        return characterClass();
      case '\\':
        return escape();
      case '^':
      case '$':
        return { kind: 'none' };
      case '.':
        return { kind: 'one', sample: 'a' };
      default:
        return { kind: 'one', sample: character };
    }
  }

  function group(depth: number): Node {
    if (depth > MAX_DEPTH) {
      tooDeep = true;
      at = source.length;
      return { kind: 'none' };
    }
    const prefix = /^\?(?:[:=!]|<[=!]|<\w{1,100}>|[a-z-]{1,8}:)/.exec(source.slice(at, at + 110))?.[0] ?? '';
    at += prefix.length;
    const inner = choice(depth + 1);
    at++;
    return inner;
  }

  /** The first character or the start of the first range stands for a class; for a negated one a letter that it does not name. */
  function characterClass(): Node {
    const negated = source.charAt(at) === '^';
    if (negated) at++;
    const start = at;
    let first: string | undefined;
    while (at < source.length && source.charAt(at) !== ']') {
      const member = source.charAt(at++) === '\\' ? escape() : { kind: 'one' as const, sample: source.charAt(at - 1) };
      first ??= sampleOf(member);
    }
    const text = source.slice(start, at);
    at++;
    if (!negated) return { kind: 'one', sample: first ?? 'a' };
    return {
      kind: 'one',
      sample: ['a', '0', ' ', '-', '~'].find((candidate) => !text.includes(candidate)) ?? '\u00e9',
    };
  }

  function escape(): Node {
    const letter = source.charAt(at++);
    switch (letter) {
      case 'b':
      case 'B':
        return { kind: 'none' };
      case 'd':
        return { kind: 'one', sample: '1' };
      case 's':
        return { kind: 'one', sample: ' ' };
      case 'w':
      case 'S':
      case 'D':
        return { kind: 'one', sample: 'a' };
      case 'W':
        return { kind: 'one', sample: '-' };
      case 'n':
        return { kind: 'one', sample: '\n' };
      case 't':
        return { kind: 'one', sample: '\t' };
      case 'x':
      case 'u': {
        const digits = /^(?:[0-9a-fA-F]{4}|[0-9a-fA-F]{2})/.exec(source.slice(at, at + (letter === 'x' ? 2 : 4)))?.[0];
        if (digits === undefined) return { kind: 'one', sample: letter };
        at += digits.length;
        return { kind: 'one', sample: String.fromCharCode(parseInt(digits, 16)) };
      }
      case 'p':
      case 'P':
        return { kind: 'one', sample: 'a' };
      case 'k':
        at = Math.max(at, source.indexOf('>', at) + 1);
        return { kind: 'one', sample: '' };
      default:
        return { kind: 'one', sample: /\d/.test(letter) ? '' : letter };
    }
  }

  function repeated(part: Node): Node {
    const quantifier = /^(?:[*+?]|\{(\d{1,9})(,?)(\d{0,9})\})\??/.exec(source.slice(at, at + 24));
    if (quantifier === null) return part;
    at += quantifier[0].length;
    const [text, least = '0', comma, most = ''] = quantifier;
    switch (text.charAt(0)) {
      case '*':
        return { kind: 'repeat', part, min: 0, max: Infinity };
      case '+':
        return { kind: 'repeat', part, min: 1, max: Infinity };
      case '?':
        return { kind: 'repeat', part, min: 0, max: 1 };
      default: {
        const min = Number(least);
        return { kind: 'repeat', part, min, max: comma === '' ? min : most === '' ? Infinity : Number(most) };
      }
    }
  }

  const parts: Node[] = [];
  while (at < source.length) {
    parts.push(choice(0));
    // A bracket that closes nothing ends no expression that compiles.
    if (at < source.length) at++;
  }
  return tooDeep ? undefined : { kind: 'sequence', parts };
}
