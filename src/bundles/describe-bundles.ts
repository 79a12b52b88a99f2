import type { CoverageSummary, ReportDocument, SourceSummary } from '../core/report-document.js';
import { layoutOf, roleOf } from './layouts.js';

/** Formats of sources that hold others. */
const CONTAINERS: ReadonlySet<string> = new Set(['directory', 'tar archive', 'zip archive']);

/**
 * Says of each source what it is in its bundle, and of each bundle who collected it. The coverage is told where there are several sources: of one
 * file nobody expects the whole picture.
 */
export function describeBundles(document: ReportDocument, coverage: readonly CoverageSummary[]): ReportDocument {
  const { sources } = document;
  const containers = sources.filter(({ format }) => CONTAINERS.has(format)).map(({ name }) => name);
  const members = sources.length - containers.length;
  const told = members > 1 || (containers.length > 0 && members > 0) ? { coverage } : {};
  if (containers.length === 0) return { ...document, ...told };
  const describe = (source: SourceSummary): SourceSummary => {
    const role = containers.includes(source.name)
      ? layoutOf(sources.flatMap(({ name }) => pathBelow(name, source.name) ?? []))
      : containers.some((container) => pathBelow(source.name, container) !== undefined)
        ? roleOf(source.name)
        : undefined;
    if (containers.includes(source.name))
      return {
        ...source,
        ...(role === undefined ? {} : { role }),
        clock: { basis: 'none', method: 'its members have clocks' },
      };
    return role === undefined ? source : { ...source, role };
  };
  return { ...document, ...told, sources: sources.map(describe) };
}

/** A member's path in a container, its top folder left out if it has one. */
function pathBelow(name: string, container: string): string | undefined {
  if (name === container || !name.startsWith(container)) return undefined;
  const rest = name.slice(container.length);
  if (!/^[/!]/.test(rest) && !container.endsWith('/')) return undefined;
  return rest.replace(/^[/!]/, '');
}
