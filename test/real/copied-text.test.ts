import { describe, expect, it } from 'vitest';
import { analyze, type Input } from '../../src/index.js';
import { hasSamples, sampleBytes } from '../formats/support.js';
import { entriesOf, sampleText, SYSLOG_FORMS } from './incident-forms.js';

/* The same incident as people hand it over: captured from terminals, pasted, saved by editors of other systems. */

/** What a command of docker printed. */
const printed = (name: string): string => sampleBytes(`docker/28.5.2/${name}`).toString('utf8');

const BOOT_US = Date.UTC(2018, 8, 12, 23, 47, 19) * 1000 + 488_956;
const ring = sampleText('runc-init-oom-hang/dmesg.txt').split('\n').slice(-400).join('\n');
const daemon =
  SYSLOG_FORMS['rsyslog, traditional']?.(
    entriesOf(
      sampleText('thinpool-missing/journal.txt'),
      (line) => /dockerd|docker\.service|docker-storage-setup|kernel: .*thin| systemd: /.test(line),
      BOOT_US,
    ).slice(-400),
  ) ?? '';

interface Found {
  readonly ids: readonly string[];
  readonly primary: string | undefined;
  readonly pods: unknown;
}

async function find(data: string | Uint8Array, name = 'ticket.txt'): Promise<Found> {
  const input: Input = { name, data };
  const { findings } = await analyze([input], { zone: 'Asia/Shanghai', nowUs: Date.UTC(2018, 11, 20) * 1000 });
  return {
    ids: findings.map(({ id }) => id).sort(),
    primary: findings[0]?.id,
    pods: findings.map(({ entities }) => entities['container'] ?? []),
  };
}

const eachLine = (text: string, change: (line: string, index: number) => string): string =>
  text.trimEnd().split('\n').map(change).join('\n') + '\n';

/** `dmesg --color=always` and a pager's colours, as `script` and tmux keep them. */
const colour = (line: string): string => {
  const end = line.indexOf('] ') + 2;
  if (end > 1 && line.startsWith('[')) return `\x1b[32m${line.slice(0, end)}\x1b[0m\x1b[31m${line.slice(end)}\x1b[0m`;
  const message = line.indexOf(': ') + 2;
  return `${line.slice(0, message)}\x1b[0;1;39m${line.slice(message)}\x1b[0m`;
};

const FORMS: Readonly<Record<string, (text: string) => string | Uint8Array>> = {
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'with a byte order mark': (text) => `\ufeff${text}`,
  'in UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'in UTF-16, with CRLF': (text) => Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'),
  'in colours': (text) => eachLine(text, colour),
  'captured by script': (text) =>
    `Script started on 2018-12-14 20:20:01+08:00 [TERM="xterm-256color"]\n\x1b[?2004h\x1b]0;root@node: ~\x07[root@node ~]# cat log\r\n\x1b[?2004l\r${eachLine(text, colour).replaceAll('\n', '\r\n')}\x1b[?2004h[root@node ~]# exit\r\n\nScript done on 2018-12-14 20:20:09+08:00\n`,
  'captured from a pane of tmux, padded with spaces': (text) =>
    `[root@node ~]# cat log\n${eachLine(text, (line) => line.padEnd(240))}[root@node ~]# \n`,
  'with tabs as spaces': (text) => text.replaceAll('\t', '        '),
  'with spaces at the ends of lines': (text) => eachLine(text, (line) => `${line}  `),
  'indented by four': (text) => eachLine(text, (line) => `    ${line}`),
  'in a fenced block': (text) => `Hello,\n\nthis is what I see:\n\n\`\`\`\n${text.trimEnd()}\n\`\`\`\n`,
  'quoted in a mail': (text) => eachLine(text, (line) => `> ${line}`),
  'with HTML entities': (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  'with a hole at its end, as an unclean shutdown leaves it': (text) => `${text}${'\0'.repeat(4096)}\n`,
  'with a hole in front of each hundredth line': (text) =>
    eachLine(text, (line, index) => (index % 100 === 50 ? `${'\0'.repeat(512)}${line}` : line)),
  'with a hole in front of all': (text) => `${'\0'.repeat(4096)}${text}`,
};

describe.each([
  ['an OOM kill in dmesg', ring, 'kernel.memcg-oom-kill'],
  ['a missing thin pool in messages', daemon, 'storage.thinpool-nonexisting-device'],
])('%s', (_, text, expected) => {
  const truth = find(text);

  it('is found as it was written', async () => {
    expect((await truth).ids).toContain(expected);
  });

  it.each(Object.entries(FORMS))('is the same %s', async (_name, form) => {
    expect(await find(form(text))).toEqual(await truth);
  });
});

describe('dmesg broken at 100 columns', () => {
  it('gives the same findings', async () => {
    const broken = eachLine(ring, (line) => line.match(/.{1,100}/g)?.join('\n') ?? line);
    expect((await find(broken)).ids).toEqual((await find(ring)).ids);
  });
});

/** What stands around logs in a ticket: the output of commands, whole. */
const CONTEXT = [
  'docker-events.txt',
  'docker-info.txt',
  'docker-ps-a.txt',
  'docker-version.txt',
  'docker-inspect.json',
  'docker-info.json',
];
const TABLES = `[root@node ~]# df -h
Filesystem               Size  Used Avail Use% Mounted on
/dev/mapper/centos-root   50G   12G   39G  24% /
tmpfs                    1.9G     0  1.9G   0% /dev/shm
[root@node ~]# df -i
Filesystem                Inodes  IUsed    IFree IUse% Mounted on
/dev/mapper/centos-root 26214400 123456 26090944    1% /
[root@node ~]# free -m
              total        used        free      shared  buff/cache   available
Mem:           3789        1203         210          33        2375        2282
Swap:             0           0           0
[root@node ~]# ps -ef | grep docker
root      7926     1  2 Sep13 ?        1-20:11:03 /usr/bin/dockerd
[root@node ~]# mount | grep docker
overlay on /var/lib/docker/overlay2/0e7d/merged type overlay (rw,relatime)
[root@node ~]#
`;

describe('command output around the log', () => {
  it('of tables does no harm', async () => {
    const truth = await find(ring);
    expect(await find(`${TABLES}${ring}\n${TABLES}`)).toEqual(truth);
    expect((await find(TABLES)).ids).toEqual([]);
  });

  it.skipIf(!hasSamples).each(CONTEXT)('%s does no harm', async (name) => {
    const context = printed(name);
    const truth = await find(ring);
    const pasted = await find(`[root@node ~]# docker …\n${context}\n[root@node ~]# dmesg\n${ring}\n`);
    expect(pasted.primary).toBe(truth.primary);
    // Events tell of an OOM kill of their own: nothing else may come of them.
    const own = (await find(context, name)).ids;
    expect(pasted.ids.filter((id) => !truth.ids.includes(id) && !own.includes(id))).toEqual([]);
    expect(truth.ids.filter((id) => !pasted.ids.includes(id))).toEqual([]);
  });

  it.skipIf(!hasSamples)('of docker events is the same as text and as JSON', async () => {
    const [text, json] = await Promise.all(
      ['txt', 'jsonl'].map((ending) => find(printed(`docker-events.${ending}`), `events.${ending}`)),
    );
    expect(json).toEqual(text);
  });

  it.skipIf(!hasSamples)('of docker inspect may be an array of megabytes', async () => {
    const one = printed('docker-inspect.json').trim().slice(1, -1);
    const huge = `[${Array.from({ length: 250 }, () => one).join(',')}]`;
    expect(huge.length).toBeGreaterThan(1_000_000);
    for (const data of [huge, JSON.stringify(JSON.parse(huge))]) {
      const { findings, sources } = await analyze([{ name: 'inspect.json', data }], { nowUs: 0 });
      expect([findings.length, sources.length]).toEqual([0, 1]);
      expect(sources[0]?.diagnostics.filter(({ code }) => code !== 'line-cut')).toEqual([]);
    }
  });

  it.skipIf(!hasSamples)('of a client that was refused is the client’s', async () => {
    const { ids } = await find(printed('run-conflict.txt'));
    expect(ids.length).toBeLessThan(3);
  });
});
