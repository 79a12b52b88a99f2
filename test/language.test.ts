import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import {
  analyze,
  builtinSignatures,
  explainSignature,
  loadTranslations,
  render,
  translateSignature,
} from '../src/index.js';
import type { RawSignature } from '../src/patterns/raw-signature.js';
import { WORDS } from '../src/render/language/index.js';
import { chineseSentence } from '../src/render/language/chinese-sentences.js';
import { displayWidth } from '../src/render/width.js';

const ROOT = resolve(import.meta.dirname, '..');
const CHINESE = /[\u4e00-\u9fff]/;

/** Signatures as written, with their translations. */
function writtenSignatures(): RawSignature[] {
  return readdirSync(join(ROOT, 'patterns'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseAllDocuments(readFileSync(join(ROOT, 'patterns', name), 'utf8')))
    .map((document) => document.toJS() as RawSignature);
}

const placeholders = (text: string | undefined): string =>
  [...(text ?? '').matchAll(/\{\{([a-zA-Z]\w*)(?:\|[^{}]*)?\}\}/g)]
    .map(([, name]) => name ?? '')
    .sort()
    .join(' ');

/** What is missing or wrong in the Chinese texts of a signature, as `id: what`. */
function faults(signature: RawSignature): string[] {
  const { id, remedy, confirm = [] } = signature;
  const told = signature.translations?.['zh-CN'];
  if (told === undefined) return [`${id}: no translation`];
  const wrong: string[] = [];
  const compare = (what: string, own: string | undefined, other: string | undefined): void => {
    if ((own === undefined) !== (other === undefined)) wrong.push(`${id}: ${what} is missing, or too much`);
    else if (placeholders(own) !== placeholders(other)) wrong.push(`${id}: ${what} has other placeholders`);
    else if (other !== undefined && !CHINESE.test(other)) wrong.push(`${id}: ${what} is not Chinese`);
  };
  for (const part of ['title', 'summary', 'cause', 'impact', 'prevent'] as const)
    compare(part, signature[part], told[part]);
  if (told.remedy.length !== remedy.length)
    wrong.push(`${id}: remedy has ${told.remedy.length} of ${remedy.length} steps`);
  else {
    remedy.forEach((step, index) => {
      compare(`step ${index + 1}`, step.text, told.remedy[index]?.text);
      compare(`risk of step ${index + 1}`, step.risk, told.remedy[index]?.risk);
    });
  }
  const sentences = told.confirm ?? [];
  if (sentences.length !== confirm.length)
    wrong.push(`${id}: confirm has ${sentences.length} of ${confirm.length} sentences`);
  else
    confirm.forEach((text, index) => {
      compare(`confirm ${index + 1}`, text, sentences[index]);
    });
  return wrong;
}

const sample = (folder: string): { readonly name: string; readonly data: Uint8Array }[] =>
  readdirSync(join(ROOT, 'samples', folder))
    .sort()
    .map((name) => join('samples', folder, name))
    .map((name) => ({ name, data: readFileSync(join(ROOT, name)) }));

/** How long it took is of the machine. */
const timeless = (text: string): string => text.replace(/，用时 [\d.]+ 秒/, '');

describe('the Chinese texts', () => {
  const shown = writtenSignatures().filter(({ finding }) => finding !== false);

  it('are complete for every signature that is shown, with the same placeholders and steps', () => {
    expect(shown.length).toBeGreaterThan(200);
    expect(shown.flatMap(faults)).toEqual([]);
  });

  it('are packed for every signature that is shown', async () => {
    const translations = await loadTranslations('zh-CN');
    expect(
      builtinSignatures()
        .filter(({ id }) => translations?.has(id) !== true)
        .map(({ id }) => id),
    ).toEqual([]);
  });

  it('of the terminal report have the same keys as the English ones', () => {
    const keys = (value: unknown, path = ''): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => keys(inner, `${path}.${key}`))
        : [path];
    expect(keys(WORDS['zh-CN'])).toHaveLength(keys(WORDS.en).length);
    expect(keys(WORDS['zh-CN']).sort()).toEqual(keys(WORDS.en).sort());
    const labels = [
      'since',
      'clock',
      'sure',
      'surer',
      'where',
      'what',
      'cause',
      'impact',
      'prevent',
      'fixed',
      'version',
      'against',
      'decides',
      'see',
    ] as const;
    for (const words of [WORDS.en, WORDS['zh-CN']])
      for (const label of labels) expect(displayWidth(words[label])).toBeLessThanOrEqual(7);
  });

  it('tell sentences about the input, and leave what they do not know', () => {
    expect(chineseSentence('4 of its 5 parts were seen')).toBe('见到其 5 个组成部分中的 4 个');
    expect(chineseSentence('stamps with a zone; agrees with the journal')).toBe('时间戳带时区；与 the journal 一致');
    expect(chineseSentence('something new')).toBe('something new');
    const started = performance.now();
    chineseSentence(`no ${'log covers '.repeat(100_000)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('an analysis in Chinese', () => {
  it.each(['runc-init-oom-hang', 'thinpool-missing'])('of %s reads as the golden file shows', async (folder) => {
    const document = await analyze(sample(folder), { nowUs: 1_790_000_000_000_000, lang: 'zh-CN' });
    expect(document.language).toBe('zh-CN');
    for (const { title, summary, cause } of document.findings) {
      expect(title).toMatch(CHINESE);
      expect(summary + cause).not.toMatch(/\{\{/);
    }
    const text = timeless(await render(document, 'table', { width: 100 }));
    await expect(text).toMatchFileSnapshot(join(ROOT, 'test/golden/render', `${folder}.zh-CN.txt`));
    expect(text.split('\n').filter((line) => displayWidth(line) > 100)).toEqual([]);
    const ascii = await render(document, 'table', { ascii: true, width: 60 });
    expect(ascii).toMatch(/^[\x20-\x7e\n]*$/);
    expect(ascii).toContain('What to do now');
  });

  it('finds the same as in English', async () => {
    const [english, chinese] = await Promise.all(
      (['en', 'zh-CN'] as const).map((lang) =>
        analyze(sample('thinpool-missing'), { nowUs: 1_790_000_000_000_000, lang }),
      ),
    );
    expect(english?.language).toBeUndefined();
    expect(chinese?.findings.map(({ id, key, from, entities }) => [id, key, from, entities])).toEqual(
      english?.findings.map(({ id, key, from, entities }) => [id, key, from, entities]),
    );
    expect(chinese?.findings[0]?.remedy.map(({ command }) => command)).toEqual(
      english?.findings[0]?.remedy.map(({ command }) => command),
    );
  });

  it('tells signatures of the user in English where they have no other texts, and else theirs', async () => {
    const own: RawSignature = {
      id: 'engine.our-own',
      title: 'Ours',
      severity: 'error',
      match: [{ record: 'the gadget of node-1 is gone' }],
      summary: 'It is gone.',
      cause: 'It left.',
      remedy: [{ text: 'Get it.' }],
    };
    const input = { name: 'log', data: 'the gadget of node-1 is gone\n' };
    const title = async (signature: RawSignature): Promise<string | undefined> =>
      (await analyze(input, { lang: 'zh-CN', signatures: [signature] })).findings[0]?.title;
    expect(await title(own)).toBe('Ours');
    const told = { title: '我们的', summary: '没了。', cause: '走了。', remedy: [{ text: '找回来。' }] };
    expect(await title({ ...own, translations: { 'zh-CN': told } })).toBe('我们的');
  });

  it('is refused in a language that docklog does not have', async () => {
    await expect(analyze([], { lang: 'xx' as 'en' })).rejects.toThrow('unknown language "xx"; known: en, zh-CN');
  });
});

describe('an explanation in Chinese', () => {
  it('has Chinese headings and texts, and the same commands', async () => {
    const signature = builtinSignatures().find(({ id }) => id === 'runc.init-oom-hang');
    if (signature === undefined) throw new Error('the signature is gone');
    const text = explainSignature(translateSignature(signature, await loadTranslations('zh-CN')), 'zh-CN');
    expect(text).toContain('如何处理');
    expect(text).toContain(signature.remedy[0]?.command ?? 'no command');
    expect(explainSignature(signature)).toContain('What to do');
  });
});
