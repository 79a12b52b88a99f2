import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, linkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { prepareInput, type Input } from '../../src/sources/open-input.js';
import { makeTar, type TarMember } from './make-tar.js';
import { makeZip, type ZipMember } from './make-zip.js';

const directory = mkdtempSync(join(tmpdir(), 'docklog-containers-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

interface Opened {
  readonly name: string;
  readonly text: string;
  readonly codes: readonly string[];
  readonly container?: string;
}

async function open(input: Input, limits: Partial<typeof DEFAULT_LIMITS> = {}): Promise<Opened[]> {
  const opened: Opened[] = [];
  const prepared = await prepareInput(input, { ...DEFAULT_LIMITS, ...limits });
  for await (const source of prepared.open()) {
    let text = '';
    for await (const block of source.blocks) if (text.length < 1e6) text += Buffer.from(block).toString('utf8');
    opened.push({
      name: source.name,
      text,
      codes: source.diagnostics.map(({ code }) => code),
      ...(source.container === undefined ? {} : { container: source.container }),
    });
  }
  return opened;
}

const tar = (members: readonly TarMember[]): Input => ({ name: 'a.tar', data: makeTar(members) });
const filesOf = (opened: readonly Opened[]): Record<string, string> =>
  Object.fromEntries(opened.filter(({ container }) => container === undefined).map(({ name, text }) => [name, text]));

describe('a tar archive', () => {
  it('gives each member as a source named by archive and member', async () => {
    const opened = await open(
      tar([
        { name: 'dir/', type: '5' },
        { name: 'dir/one.log', data: 'one\n' },
        { name: 'dir/two.log', data: 'two\n'.repeat(1000) },
      ]),
    );
    expect(filesOf(opened)).toEqual({ 'a.tar!dir/one.log': 'one\n', 'a.tar!dir/two.log': 'two\n'.repeat(1000) });
    expect(opened.at(-1)).toEqual({ name: 'a.tar', text: '', codes: [], container: 'tar archive' });
  });

  it('reads GNU long names and pax names', async () => {
    const long = `${'d/'.repeat(80)}long.log`;
    const record = ` path=${long}ü\n`;
    const length = Buffer.byteLength(record) + 3;
    const opened = await open(
      tar([
        { name: '././@LongLink', type: 'L', data: `${long}\0` },
        { name: long.slice(0, 100), data: 'gnu\n' },
        { name: 'PaxHeaders/x', type: 'x', data: `${length}${record}` },
        { name: 'short', data: 'pax\n' },
      ]),
    );
    expect(filesOf(opened)).toEqual({ [`a.tar!${long}`]: 'gnu\n', [`a.tar!${long}ü`]: 'pax\n' });
  });

  it('shows absolute names and names that climb, writes nothing, and follows no link or device', async () => {
    const before = readdirSync(directory);
    const opened = await open(
      tar([
        { name: '/etc/evil.log', data: 'a\n' },
        { name: '../../evil.log', data: 'b\n' },
        { name: 'passwd', type: '2', link: '/etc/passwd' },
        { name: 'hard', type: '1', link: '/etc/passwd' },
        // Its header claims data that are not there.
        { name: 'null', type: '3', size: 1_000_000 },
        { name: 'pipe', type: '6' },
        { name: 'last.log', data: 'c\n' },
      ]),
    );
    expect(filesOf(opened)).toEqual({
      'a.tar!/etc/evil.log': 'a\n',
      'a.tar!../../evil.log': 'b\n',
      'a.tar!last.log': 'c\n',
    });
    expect(opened.at(-1)?.codes).toEqual(['members-skipped']);
    expect(readdirSync(directory)).toEqual(before);
  });

  it('goes on behind damage, and tells that it ends inside of a member', async () => {
    const good = makeTar([{ name: 'one', data: 'one\n' }], false);
    const damaged = Buffer.concat([good, Buffer.alloc(512, 0x41), makeTar([{ name: 'two', data: 'two\n' }])]);
    const opened = await open({ name: 'a.tar', data: damaged });
    expect(filesOf(opened)).toEqual({ 'a.tar!one': 'one\n', 'a.tar!two': 'two\n' });
    expect(opened.at(-1)?.codes).toEqual(['archive-damaged']);
    const cut = makeTar([{ name: 'one', data: 'line\n'.repeat(1000) }]).subarray(0, 2000);
    const short = await open({ name: 'a.tar', data: cut });
    expect(short[0]?.text.startsWith('line\nline\n')).toBe(true);
    expect(short.at(-1)?.codes).toEqual(['archive-damaged']);
  });

  it('stops at the limit of members', async () => {
    const members = Array.from({ length: 10 }, (_, index) => ({ name: `m${index}`, data: 'x\n' }));
    const opened = await open(tar(members), { maxMembers: 4 });
    expect(opened.map(({ name }) => name)).toEqual(['a.tar!m0', 'a.tar!m1', 'a.tar!m2', 'a.tar!m3', 'a.tar']);
    expect(opened.at(-1)?.codes).toEqual(['limit-reached']);
  });

  it('of more members than the limit allows is left there', async () => {
    const { maxMembers } = DEFAULT_LIMITS;
    const members = Array.from({ length: maxMembers + 1 }, (_, index) => ({ name: `m${index}`, data: '' }));
    const opened = await open({ name: 'a.tgz', data: gzipSync(makeTar(members), { level: 1 }) });
    expect(opened.flatMap(({ codes }) => codes)).toContain('limit-reached');
  }, 60_000);

  it('counts binary and empty members and leaves them out', async () => {
    const opened = await open(
      tar([
        { name: 'bin', data: Buffer.alloc(3000, 1) },
        { name: 'empty', data: '' },
        { name: 'log', data: 'x\n' },
      ]),
    );
    expect(opened.map(({ name }) => name)).toEqual(['a.tar!log', 'a.tar']);
    expect(opened.at(-1)?.codes).toEqual(['members-skipped']);
  });

  it('keeps two members of one name apart', async () => {
    const opened = await open(
      tar([
        { name: 'log', data: 'old\n' },
        { name: 'log', data: 'new\n' },
      ]),
    );
    expect(filesOf(opened)).toEqual({ 'a.tar!log': 'old\n', 'a.tar!log#2': 'new\n' });
  });
});

describe('a zip archive', () => {
  const members = { 'dir/one.log': strToU8('one\n'), 'two.log': strToU8('two\n'.repeat(50_000)) };

  it.each([0, 6] as const)('gives its members, with compression level %i', async (level) => {
    const opened = await open({ name: 'a.zip', data: zipSync(members, { level }) });
    expect(filesOf(opened)).toEqual({ 'a.zip!dir/one.log': 'one\n', 'a.zip!two.log': 'two\n'.repeat(50_000) });
  });

  it.each<[string, Omit<ZipMember, 'name' | 'data'>]>([
    ['with sizes behind the data, as streams are written', { descriptor: 'signed' }],
    ['with sizes behind the data and no sign in front of them', { descriptor: 'bare' }],
    ['with sizes of eight bytes (zip64)', { zip64: true }],
    ['with sizes of eight bytes, stored', { zip64: true, stored: true }],
    ['with sizes of eight bytes behind the data', { zip64: true, descriptor: 'signed' }],
    ['with sizes of eight bytes behind the data and no sign', { zip64: true, descriptor: 'bare' }],
  ])('is read %s', async (_, how) => {
    const data = makeZip([
      { name: 'one.log', data: 'one\n', ...how },
      { name: 'much.log', data: 'much\n'.repeat(40_000), ...how },
      { name: 'last.log', data: 'last\n' },
    ]);
    const opened = await open({ name: 'a.zip', data });
    expect(filesOf(opened)).toEqual({
      'a.zip!one.log': 'one\n',
      'a.zip!much.log': 'much\n'.repeat(40_000),
      'a.zip!last.log': 'last\n',
    });
    expect(opened.flatMap(({ codes }) => codes)).toEqual([]);
  });

  it('tells damage and keeps the other members', async () => {
    const noise = Array.from({ length: 5_000 }, (_, index) => `line ${(index * 7919) % 10_007}\n`).join('');
    const packed = zipSync({ 'bad.log': strToU8(noise), 'good.log': strToU8('good\n') });
    packed.fill(0xff, 2_000, 2_100);
    const opened = await open({ name: 'a.zip', data: packed });
    expect(filesOf(opened)['a.zip!good.log']).toBe('good\n');
    expect(opened.at(-1)?.codes).toContain('archive-damaged');
    const cut = await open({ name: 'a.zip', data: zipSync(members).subarray(0, 120) });
    expect(cut.at(-1)?.codes).toContain('archive-damaged');
  });
});

describe('archives in one another', () => {
  it('are opened, with compressed members', async () => {
    const inner = gzipSync(makeTar([{ name: 'in.log.gz', data: gzipSync('deep\n') }]));
    const outer = zipSync({ 'inner.tgz': inner, 'plain.log': strToU8('plain\n') });
    const opened = await open({ name: 'o.zip', data: gzipSync(outer) });
    expect(filesOf(opened)).toEqual({ 'o.zip!inner.tgz!in.log.gz': 'deep\n', 'o.zip!plain.log': 'plain\n' });
  });

  it('are left where they lie too deep', async () => {
    let nested: Uint8Array = Buffer.from('deep\n');
    for (let depth = 0; depth < 12; depth++) nested = gzipSync(nested);
    const opened = await open({ name: 'x', data: nested });
    expect(opened).toEqual([{ name: 'x', text: '', codes: ['limit-reached'] }]);
  });

  it('expand a thousandfold at most, whatever the nesting', async () => {
    const layer = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    // Each member is about at the limit, and the archive is again compressed a hundredfold.
    const bombs = Array.from({ length: 8 }, (_, index) => ({ name: `bomb${index}`, data: layer }));
    const packed = gzipSync(makeTar([...bombs, { name: 'z.log', data: 'good\n' }]));
    let expanded = 0;
    const codes: string[] = [];
    const prepared = await prepareInput({ name: 'bomb.tgz', data: packed });
    for await (const source of prepared.open()) {
      for await (const block of source.blocks) expanded += block.length;
      codes.push(...source.diagnostics.map(({ code }) => code));
    }
    expect(packed.length).toBeLessThan(64 * 1024);
    expect(expanded).toBeLessThan(packed.length * 1000 + 20 * 1024 * 1024);
    expect(codes).toContain('limit-reached');
  });
});

describe('a directory', () => {
  it('is walked in order, links and special files left out, and each file has its path as name', async () => {
    const root = join(directory, 'tree');
    mkdirSync(join(root, 'var/log'), { recursive: true });
    writeFileSync(join(directory, 'outside.log'), 'outside\n');
    for (const name of ['syslog', 'syslog.1', 'syslog.10.gz', 'syslog.2.gz'])
      writeFileSync(join(root, 'var/log', name), name.endsWith('.gz') ? gzipSync(`${name}\n`) : `${name}\n`);
    for (const name of ['messages', 'messages-20181209', 'messages-20181202'])
      writeFileSync(join(root, 'var/log', name), `${name}\n`);
    writeFileSync(join(root, 'bin'), Buffer.alloc(1000));
    symlinkSync(join(directory, 'outside.log'), join(root, 'link.log'));
    symlinkSync(root, join(root, 'var/loop'));
    linkSync(join(root, 'var/log/syslog'), join(root, 'var/log/twice'));
    const opened = await open(root);
    expect(opened.map(({ name }) => name.slice(root.length + 1))).toEqual([
      'var/log/messages-20181202',
      'var/log/messages-20181209',
      'var/log/messages',
      'var/log/syslog.10.gz',
      'var/log/syslog.2.gz',
      'var/log/syslog.1',
      'var/log/syslog',
      '',
    ]);
    expect(opened.at(-1)).toMatchObject({ name: root, container: 'directory', codes: ['members-skipped'] });
    expect((await open(root, { maxMembers: 2 })).at(-1)?.codes).toContain('limit-reached');
  });
});
