import { describe, expect, it } from 'vitest';
import { compareDumps, readDumps, renderComparisons, type DumpComparison } from '../../../src/index.js';
import { convoyText, dumpText, LATER, LATEST, NAMED } from '../../dump-texts.js';

const GOLDEN = '../../golden/goroutines';

async function compare(...texts: readonly (readonly [name: string, text: string])[]): Promise<DumpComparison[]> {
  return compareDumps((await readDumps(texts.map(([name, data]) => ({ name, data })))).dumps);
}

const DAEMON = 'github.com/docker/docker/daemon.(*Daemon)';
const copy = (id: number, minutes?: number): Parameters<typeof dumpText>[0][number] => ({
  id,
  state: 'select',
  ...(minutes === undefined ? {} : { minutes }),
  calls: [`${DAEMON}.ContainerCopy(0xc000822000)`],
});
const push = (id: number): Parameters<typeof dumpText>[0][number] => ({
  id,
  state: 'IO wait',
  calls: ['github.com/docker/docker/distribution.(*puller).pull(0xc000822000)'],
});

const THREE = [
  [NAMED, convoyText(3, 14, [copy(900), push(950)])],
  [LATER, convoyText(9, 19, [copy(901)])],
  [LATEST, convoyText(20, 24, [copy(902), { ...push(990), state: 'sleep' }])],
] as const;

describe('docklog diff', () => {
  it('tells what is stuck, growing, new, gone and passing', async () => {
    const [comparison] = await compare(...THREE);
    const told = (stacks: DumpComparison['stuck'] = []): unknown => stacks.map(({ state, counts }) => [state, counts]);
    expect(told(comparison?.stuck)).toEqual([
      ['semacquire', [3, 9, 20]],
      ['select', [1, 1, 1]],
    ]);
    expect(told(comparison?.growing)).toEqual([['semacquire', [3, 9, 20]]]);
    expect(told(comparison?.passing)).toEqual([['select', [1, 1, 1]]]);
    expect(told(comparison?.appeared)).toEqual([['sleep', [0, 0, 1]]]);
    expect(told(comparison?.gone)).toEqual([['IO wait', [1, 0, 0]]]);
    expect(comparison?.stuck[0]?.sameIds).toEqual([400, 401, 402]);
    expect(comparison?.dumps.map(({ elapsedMinutes }) => elapsedMinutes)).toEqual([0, 5, 10]);
  });

  it('puts dumps into the order of their times', async () => {
    const [given] = await compare(...THREE);
    const [turned] = await compare(...[...THREE].reverse());
    expect(turned).toEqual(given);
  });

  it('compares the dumps of each program with each other only', async () => {
    const kubelet = dumpText([
      { id: 1, state: 'select', calls: ['k8s.io/kubernetes/pkg/kubelet.(*Kubelet).Run(0x1)'] },
    ]);
    const all = await compare(THREE[0], THREE[1], ['kubelet.log', kubelet]);
    expect(all.map(({ program, dumps }) => [program, dumps.length])).toEqual([['dockerd', 2]]);
    expect(await compare(THREE[0], ['kubelet.log', kubelet])).toEqual([]);
  });

  it('finds several dumps in one input', async () => {
    const all = await compare(['both.log', `${THREE[0][1]}\n${THREE[1][1]}`]);
    expect(all.map(({ dumps }) => dumps.map(({ line, total }) => [line > 0, total]))).toEqual([
      [
        [true, 8],
        [true, 13],
      ],
    ]);
  });

  it('is shown as text, Markdown and JSON', async () => {
    const comparisons = await compare(...THREE);
    for (const [format, ending] of [
      ['text', 'txt'],
      ['markdown', 'md'],
      ['json', 'json'],
    ] as const) {
      let text = '';
      for await (const chunk of renderComparisons(comparisons, format)) text += chunk;
      await expect(text).toMatchFileSnapshot(`${GOLDEN}/diff.${ending}`);
      if (format === 'text') expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });
});
