import { detach } from './detach.js';
import { maskText, type Alarm } from './mask.js';

/** Stands in a template where its lines differ. */
export const WILDCARD = '*';

export interface MinerOptions {
  /** Templates kept; when there are more the rarest go, of equally rare ones those seen longest ago. */
  readonly maxTemplates: number;
  /** Nodes of the tree; further words share a node. */
  readonly maxNodes?: number;
  /** Templates below one leaf: bounds the comparisons a line can cost. */
  readonly maxPerLeaf?: number;
  /** Different words below one node; further ones share a node. */
  readonly maxChildren?: number;
}

/** One template. The miner counts; whoever uses it may hang what it likes on `data`. */
export interface Template<Data> {
  tokens: string[];
  readonly program: string;
  readonly alarm: Alarm;
  count: number;
  /** Ordinal of the last line, for eviction. */
  lastSeen: number;
  /**
   * False if a template like it was evicted before, so that it may be an old one come back, or if its lines differ from those of many others
   * in one place only, so that it is rather a new name in an old template.
   */
  readonly isNews: boolean;
  readonly leaf: Leaf<Data>;
  data: Data;
}

interface Leaf<Data> {
  readonly templates: Template<Data>[];
  evicted: boolean;
}

interface Node<Data> {
  readonly children: Map<string, Node<Data>>;
  leaf?: Leaf<Data>;
}

export interface TemplateMiner<Data> {
  /** The template of a message; `isNew` on its first line. `create` makes the data of a new template. */
  add(
    program: string,
    message: string,
    create: () => Data,
  ): { readonly template: Template<Data>; readonly isNew: boolean };
  /** Templates kept, in the order of their making. */
  templates(): Template<Data>[];
  readonly evicted: number;
  /** Comparisons of two words so far; with a constant bound a line. For tests of the cost. */
  readonly comparisons: number;
  readonly nodes: number;
}

/** From this many different words in one place on, a further word there is a name and no new kind of line. */
const VARIABLE_PLACE = 10;
/** Tokens that choose the way through the tree. */
const TREE_TOKENS = 2;

/**
 * Mines templates in the manner of Drain (He et al., "Drain: An Online Log Parsing Approach with Fixed Depth Tree", 2017): a line goes down a tree of
 * fixed depth (alarming words, program, number of tokens, first two tokens) and is compared with the templates of one leaf; the most similar one takes it
 * and gets a wildcard where they differ, else it is a template of its own.
 *
 * Design rationale: Drain asks for half of the tokens to be equal. That makes one template of `pool check failed` and `pool check passed`,
 * which is what must be told apart here. So a template takes a line if at most three in ten tokens differ, and one without alarming words never takes one with.
 *
 * Time: linear in the text, with `maxPerLeaf` × 48 comparisons a line at most. Memory: bounded by the options. No clock and no chance: the same lines
 * give the same templates.
 */
export function createTemplateMiner<Data>(options: MinerOptions): TemplateMiner<Data> {
  const { maxTemplates, maxNodes = 8_192, maxPerLeaf = 64, maxChildren = 256 } = options;
  const root: Node<Data> = { children: new Map() };
  const all = new Set<Template<Data>>();
  let nodes = 1;
  let lines = 0;
  let evicted = 0;
  let comparisons = 0;

  function descend(steps: readonly string[]): { leaf: Leaf<Data>; isVariablePlace: boolean } {
    let node = root;
    let isVariablePlace = false;
    for (const [depth, step] of steps.entries()) {
      let child = node.children.get(step);
      if (child === undefined) {
        const isFull = node.children.size >= maxChildren || nodes >= maxNodes;
        if (depth === steps.length - 1 && steps.length > 4) isVariablePlace = node.children.size >= VARIABLE_PLACE;
        if (isFull) child = node.children.get(WILDCARD);
        if (child === undefined) {
          child = { children: new Map() };
          node.children.set(isFull ? WILDCARD : detach(step), child);
          nodes++;
        }
      }
      node = child;
    }
    node.leaf ??= { templates: [], evicted: false };
    return { leaf: node.leaf, isVariablePlace };
  }

  function findSimilar(leaf: Leaf<Data>, tokens: readonly string[]): Template<Data> | undefined {
    let best: Template<Data> | undefined;
    let bestEqual = -1;
    const needed = tokens.length - Math.floor(tokens.length * 0.3);
    for (const template of leaf.templates) {
      let equal = 0;
      let fixed = 0;
      for (let index = 0; index < tokens.length; index++) {
        comparisons++;
        const own = template.tokens[index];
        if (own === WILDCARD) continue;
        fixed++;
        if (own === tokens[index]) equal++;
      }
      // Wildcards count as equal words as long as they are few; what is not a wildcard must agree but for the words that may still become one.
      const similar = equal + (tokens.length - fixed);
      if (similar >= needed && equal * 2 >= tokens.length && equal > bestEqual) {
        best = template;
        bestEqual = equal;
      }
    }
    return best;
  }

  function makeRoom(leaf: Leaf<Data>): void {
    if (leaf.templates.length >= maxPerLeaf) drop([...leaf.templates].sort(rarestFirst).slice(0, 1));
    if (all.size >= maxTemplates) drop([...all].sort(rarestFirst).slice(0, Math.max(1, Math.ceil(maxTemplates / 4))));
  }

  function drop(templates: readonly Template<Data>[]): void {
    for (const template of templates) {
      all.delete(template);
      template.leaf.evicted = true;
      template.leaf.templates.splice(template.leaf.templates.indexOf(template), 1);
      evicted++;
    }
  }

  return {
    add(program, message, create) {
      lines++;
      const { tokens, alarm } = maskText(message);
      const steps = [alarm, program, String(tokens.length), ...tokens.slice(0, TREE_TOKENS)];
      const { leaf, isVariablePlace } = descend(steps);
      const known = findSimilar(leaf, tokens);
      if (known !== undefined) {
        known.count++;
        known.lastSeen = lines;
        for (let index = 0; index < tokens.length; index++) {
          if (known.tokens[index] !== tokens[index]) known.tokens[index] = WILDCARD;
        }
        return { template: known, isNew: false };
      }
      const isOneOfMany = alarm === 'none' && (isVariablePlace || leaf.templates.length >= VARIABLE_PLACE);
      makeRoom(leaf);
      const template: Template<Data> = {
        tokens: tokens.map(detach),
        program: detach(program),
        alarm,
        count: 1,
        lastSeen: lines,
        isNews: !leaf.evicted && !isOneOfMany,
        leaf,
        data: create(),
      };
      leaf.templates.push(template);
      all.add(template);
      return { template, isNew: true };
    },
    templates: () => [...all],
    get evicted() {
      return evicted;
    },
    get comparisons() {
      return comparisons;
    },
    get nodes() {
      return nodes;
    },
  };
}

function rarestFirst<Data>(a: Template<Data>, b: Template<Data>): number {
  return a.count - b.count || a.lastSeen - b.lastSeen;
}
