import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/index.js';

const NOW = Date.parse('2020-03-10T00:00:00Z') * 1000;

async function timelineOf(log: string): Promise<string[]> {
  const { timeline, findings } = await analyze({ name: 'a.log', data: log }, { nowUs: NOW, zone: 'UTC' });
  return timeline
    .map(
      ({ kind, line, text, until, time }) =>
        `${kind ?? ''} ${line}${until === undefined ? '' : ` for ${(until - time) / 60_000_000} min`}: ${text.replace(/^.{15} h1 /, '')}`,
    )
    .filter((text) => !text.startsWith('signal') || findings.length === 0);
}

const minute = (n: number): string =>
  `Mar 09 ${String(10 + Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:00 h1`;

describe('changes of state, boots and gaps', () => {
  it('are on the timeline in the order in which they happened', async () => {
    const log = [
      `${minute(0)} kernel: Linux version 5.4.0-42-generic (buildd@lgw01) (gcc version 9.3.0) #46-Ubuntu SMP`,
      `${minute(1)} systemd[1]: Starting Docker Application Container Engine...`,
      `${minute(2)} systemd[1]: Started Docker Application Container Engine.`,
      `${minute(3)} systemd[1]: Started Session 12 of user root.`,
      `${minute(4)} systemd[1]: Stopped Docker Application Container Engine.`,
    ].join('\n');
    expect(await timelineOf(log)).toEqual([
      'boot 1: kernel: Linux version 5.4.0-42-generic (buildd@lgw01) (gcc version 9.3.0) #46-Ubuntu SMP',
      'state 2: systemd[1]: Starting Docker Application Container Engine...',
      'state 3: systemd[1]: Started Docker Application Container Engine.',
      'state 5: systemd[1]: Stopped Docker Application Container Engine.',
    ]);
  });

  it('tell where a log lacks lines', async () => {
    const log = [
      `${minute(0)} systemd[1]: Started Session 12 of user root.`,
      `${minute(1)} systemd-journald[400]: Journal has been rotated.`,
      `${minute(2)} kernel: audit_printk_skb: 34 callbacks suppressed`,
    ].join('\n');
    expect((await timelineOf(log)).map((text) => text.slice(0, 5))).toEqual(['gap 2', 'gap 3']);
  });

  it('tell of a daemon that falls silent while others go on', async () => {
    const talk = Array.from({ length: 200 }, (_, n) => {
      const others = `${minute(n)} kernel: docker0: port 1(veth${n}) entered forwarding state`;
      const daemon = `${minute(n)} dockerd[811]: time="2020-03-09T${minute(n).slice(7, 15)}.000000001Z" level=debug msg="Calling GET /_ping"`;
      return n < 100 || n > 150 ? [others, daemon] : [others];
    });
    expect(await timelineOf(talk.flat().join('\n'))).toEqual([
      'gap 200 for 52 min: no word of dockerd for 52 minutes, while others wrote 52 lines',
    ]);
  });

  it('say nothing of silence where nobody else spoke either', async () => {
    const talk = Array.from({ length: 200 }, (_, n) =>
      n < 100 || n > 150
        ? [
            `${minute(n)} dockerd[811]: time="2020-03-09T${minute(n).slice(7, 15)}.000000001Z" level=debug msg="Calling GET /_ping"`,
          ]
        : [],
    );
    expect(await timelineOf(talk.flat().join('\n'))).toEqual([]);
  });

  it('make no findings', async () => {
    const document = await analyze(
      { name: 'a.log', data: `${minute(1)} systemd-journald[400]: Journal has been rotated.\n` },
      { nowUs: NOW },
    );
    expect(document.findings).toEqual([]);
  });
});
