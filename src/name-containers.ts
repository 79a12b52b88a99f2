import { readDumpNameTime } from './clocks/dump-name.js';
import type { Entity } from './core/entity.js';
import type { GoroutineDumpReport } from './core/multi-line-report.js';
import type { ReportDocument } from './core/report-document.js';
import type { Signal } from './core/signal.js';
import { containerAmong, containerOfConvoy, containersByAddress, type DaemonData } from './reports/goroutines/index.js';
import type { NovelScan } from './scan-source.js';

/**
 * Tells whose locks and calls goroutines wait for: dockerd's data dump of the same moment has the containers by the address of their
 * object, which stands among the arguments of goroutines. Signals get the container as an entity, and its name as `containerName`.
 */
export function nameContainers(scans: readonly NovelScan[]): readonly NovelScan[] {
  if (!scans.some(({ daemonData }) => daemonData !== undefined)) return scans;
  return scans.map((scan) => {
    const data = dataFor(scan, scans);
    if (data === undefined || scan.dumps.length === 0) return scan;
    return { ...scan, signals: scan.signals.map((signal) => nameContainer(signal, scan.dumps, data)) };
  });
}

/** The document with the container of each lock, as far as a data dump tells it. */
export function withLockContainers(document: ReportDocument, scans: readonly NovelScan[]): ReportDocument {
  if (!scans.some(({ daemonData }) => daemonData !== undefined)) return document;
  const reports = scans.flatMap((scan) => scan.dumps.map((report) => ({ report, data: dataFor(scan, scans) })));
  return {
    ...document,
    dumps: document.dumps.map((summary, index) => {
      const { report, data } = reports[index] ?? {};
      if (report === undefined || data === undefined) return summary;
      return {
        ...summary,
        locks: summary.locks.map((lock) => {
          const convoy = report.dump.locks.find(({ address }) => address === lock.address);
          const container = convoy === undefined ? undefined : containerOfConvoy(report.dump, convoy, data);
          if (container === undefined) return lock;
          const { id, name } = container;
          return { ...lock, container: id, ...(name === undefined ? {} : { containerName: name }) };
        }),
      };
    }),
  };
}

/** The data dump of the same second; without a time in one of the names, the only one. An address of another moment may be anybody's. */
function dataFor(scan: NovelScan, scans: readonly NovelScan[]): DaemonData | undefined {
  const moment = momentOf(scan.name);
  const all = scans.filter(({ daemonData }) => daemonData !== undefined);
  const fitting = all.filter(({ name }) => moment === undefined || (momentOf(name) ?? moment) === moment);
  return (
    fitting.find(({ name }) => momentOf(name) === moment)?.daemonData ??
    (all.length === 1 ? fitting[0]?.daemonData : undefined)
  );
}

function momentOf(name: string): number | undefined {
  const stamp = readDumpNameTime(name);
  return stamp?.kind === 'wall' ? stamp.us : undefined;
}

function nameContainer(signal: Signal, dumps: readonly GoroutineDumpReport[], data: DaemonData): Signal {
  const first = signal.evidence[0]?.record;
  const lines = new Set(signal.evidence.map(({ record }) => record.position.line));
  const report = dumps.find(
    ({ head, dump }) =>
      head.position.offset === first?.position.offset && dump.groups.some(({ example }) => lines.has(example.line)),
  );
  if (report === undefined) return signal;
  const { dump } = report;
  const address = signal.entities.find(({ kind }) => kind === 'lock')?.value;
  const convoy = dump.locks.find((lock) => lock.address === address);
  const byAddress = containersByAddress(data);
  const found =
    convoy !== undefined
      ? [containerOfConvoy(dump, convoy, data)]
      : dump.groups
          .filter(({ example }) => lines.has(example.line))
          .map(({ example }) => containerAmong(example.args, byAddress));
  const entities: Entity[] = [...signal.entities];
  const names: string[] = [];
  for (const container of found) {
    if (container === undefined || entities.some(({ value }) => value === container.id)) continue;
    entities.push({ kind: 'container', value: container.id });
    if (container.name !== undefined) names.push(container.name);
  }
  if (entities.length === signal.entities.length) return signal;
  const values = names.length === 0 ? signal.values : { ...signal.values, containerName: names.join(', ') };
  return { ...signal, entities, values };
}
