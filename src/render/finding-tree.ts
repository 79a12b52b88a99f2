import type { Finding, ReportDocument, SourceSummary } from '../core/report-document.js';

/** A finding in the tree below its root: `part` of a composite, or a `consequence`. */
export interface TreeNode {
  readonly finding: Finding;
  readonly relation: 'part' | 'consequence';
  /** 1 for what hangs directly below the root. */
  readonly depth: number;
  /** For each level down to this one: whether it is the last child there. */
  readonly last: readonly boolean[];
}

/** Ways through a document that several renderers go; nothing is judged here. */
export interface FindingTree {
  /** What broke by itself, in rank order. Every finding is a root or below exactly one. */
  readonly roots: readonly Finding[];
  /** Direct parts of a composite, in the order of its `parts`. */
  partsOf(finding: Finding): readonly Finding[];
  /** All findings below one, depth first, parts before consequences. */
  below(finding: Finding): readonly TreeNode[];
  sourceOf(name: string): SourceSummary | undefined;
}

/** Keys that name no finding, or that form a ring, make their findings roots; nothing is lost. */
export function createFindingTree(document: ReportDocument): FindingTree {
  const byKey = new Map<string, Finding>();
  for (const finding of document.findings) if (!byKey.has(finding.key)) byKey.set(finding.key, finding);
  const sources = new Map<string, SourceSummary>();
  for (const source of document.sources) if (!sources.has(source.name)) sources.set(source.name, source);

  const children = new Map<Finding, Finding[]>();
  const roots: Finding[] = [];
  const parentOf = (finding: Finding): Finding | undefined => {
    const parent = finding.causedBy === null ? undefined : byKey.get(finding.causedBy);
    return parent === finding ? undefined : parent;
  };
  document.findings.forEach((finding, index) => {
    const parent = index === 0 ? undefined : parentOf(finding);
    if (parent === undefined) roots.push(finding);
    else {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [finding]);
      else siblings.push(finding);
    }
  });

  const reached = new Set<Finding>();
  const collect = (root: Finding): TreeNode[] => {
    const nodes: TreeNode[] = [];
    const seen = new Set<Finding>([root]);
    const open: TreeNode[] = [];
    const pushChildren = (of: Finding, last: readonly boolean[]): void => {
      const direct = (children.get(of) ?? []).filter((child) => !seen.has(child));
      const order = [
        ...direct.filter((child) => of.parts.includes(child.key)),
        ...direct.filter((child) => !of.parts.includes(child.key)),
      ];
      for (const child of order) seen.add(child);
      order.reverse().forEach((child, index) => {
        const relation = of.parts.includes(child.key) ? 'part' : 'consequence';
        open.push({ finding: child, relation, depth: last.length + 1, last: [...last, index === 0] });
      });
    };
    pushChildren(root, []);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      nodes.push(node);
      pushChildren(node.finding, node.last);
    }
    return nodes;
  };
  const below = new Map<Finding, TreeNode[]>();
  const addRoot = (root: Finding): void => {
    const nodes = collect(root).filter((node) => !reached.has(node.finding));
    below.set(root, nodes);
    reached.add(root);
    for (const node of nodes) reached.add(node.finding);
  };
  for (const root of roots) addRoot(root);
  for (const finding of document.findings) {
    if (reached.has(finding)) continue;
    roots.push(finding);
    addRoot(finding);
  }

  return {
    roots,
    partsOf: (finding) =>
      finding.parts.flatMap((key) => {
        const part = byKey.get(key);
        return part !== undefined && part !== finding && part.causedBy === finding.key ? [part] : [];
      }),
    below: (finding) => below.get(finding) ?? collect(finding),
    sourceOf: (name) => sources.get(name),
  };
}
