import type { BootStart, ClockObservations, ClockPair } from '../core/clock-observations.js';

/** Which boot of a source a line belongs to: 0 is the first one. Boots of other hosts do not count for a line whose host is known. */
export function bootAt(line: number, boots: readonly BootStart[], host?: string): number {
  let index = 0;
  for (const boot of boots) {
    if (boot.line > line) break;
    if (host === undefined || boot.host === undefined || boot.host === host) index++;
  }
  return index;
}

/** Boot id of the boot that holds a line, if it is told. */
export function bootIdAt(line: number, boots: readonly BootStart[]): string | undefined {
  return boots.filter((boot) => boot.line <= line).at(-1)?.bootId;
}

/** Pairs by boot: by boot id where it is told, else by host and place in the source. In the order of the lines. */
export function pairsByBoot({ pairs, boots }: ClockObservations): Map<string, ClockPair[]> {
  const groups = new Map<string, ClockPair[]>();
  for (const pair of pairs) {
    const key = bootKey(pair, boots);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pair]);
    else group.push(pair);
  }
  return groups;
}

/** Names the boot of a line that shows both clocks. */
export function bootKey(
  { line, bootId, host }: Pick<ClockPair, 'line' | 'bootId' | 'host'>,
  boots: readonly BootStart[],
): string {
  return bootId ?? bootIdAt(line, boots) ?? `${host ?? ''}#${bootAt(line, boots, host)}`;
}
