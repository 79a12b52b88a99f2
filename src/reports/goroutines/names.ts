const CLOSURE = /(?:\.(?:func|gowrap|deferwrap)?\d{1,6}|-fm|-range\d{1,6})$/;

/**
 * The names under which a table may know a function: without path and closure suffixes, then its type's and its
 * package's wildcard. `github.com/docker/docker/daemon.(*Daemon).restore.func2.1` is `daemon.(*Daemon).restore`,
 * `daemon.(*Daemon).*` and `daemon.*`.
 */
export function lookupNames(name: string): string[] {
  let short = shortName(name);
  for (let round = 0; round < 8 && CLOSURE.test(short); round++) short = short.replace(CLOSURE, '');
  const names = [short];
  const method = short.lastIndexOf(').');
  if (method > 0) names.push(`${short.slice(0, method)}).*`);
  const dot = short.indexOf('.');
  if (dot > 0) names.push(`${short.slice(0, dot)}.*`);
  return names;
}

/** The name from its package's last path element on: `daemon.(*Daemon).restore.func2.1`. */
export function shortName(name: string): string {
  // A slash behind the first parenthesis belongs to a type: `x.(*T).(github.com/a/b.f)-fm`.
  const paren = name.indexOf('(');
  return name.slice(name.lastIndexOf('/', paren < 0 ? name.length : paren) + 1);
}
