/** Looks up texts by how they begin; only beginnings with the text's first character are compared. */
export class PrefixTable<Value> {
  readonly #byFirst = new Map<number, (readonly [string, Value])[]>();

  constructor(entries: Iterable<readonly [string, Value]>) {
    for (const entry of entries) {
      const code = entry[0].charCodeAt(0);
      const list = this.#byFirst.get(code);
      if (list === undefined) this.#byFirst.set(code, [entry]);
      else list.push(entry);
    }
  }

  /** The value of the first entry that the text begins with. */
  find(text: string): Value | undefined {
    const list = this.#byFirst.get(text.charCodeAt(0));
    if (list === undefined) return undefined;
    for (const [beginning, value] of list) if (text.startsWith(beginning)) return value;
    return undefined;
  }
}
