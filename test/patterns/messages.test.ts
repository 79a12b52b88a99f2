import { describe, expect, it } from 'vitest';
import { PATTERN_SCHEMA } from '../../src/generated/pattern-schema.js';
import { checkReferences } from '../../src/patterns/check-references.js';
import { loadPatternFile } from '../../src/patterns/load.js';
import { nearest } from '../../src/patterns/nearest.js';
import { createSchemaCheck } from '../../src/patterns/validate.js';

const checkSchema = await createSchemaCheck(PATTERN_SCHEMA);

/** Problems of a signature with these lines besides its texts, as `line key: text`. */
function problems(...lines: readonly string[]): string[] {
  const yaml = [
    ...lines,
    'summary: what was seen here',
    'cause: something that broke',
    'remedy: [{ text: mend it }]',
  ].join('\n');
  return loadPatternFile(yaml, 'site.yaml', checkSchema).problems.map(
    ({ line, key, text }) => `${line} ${key}: ${text}`,
  );
}

const HEAD = ['id: site.test', 'title: A test of messages', 'severity: error'];

describe('a mistake in a pattern file is told with line, key and what was probably meant', () => {
  it.each([
    ['a key', [...HEAD, 'ruel: { kind: gap }'], '4 ruel: unknown key; did you mean `rule`?'],
    [
      'a value',
      ['id: site.test', 'title: A test of messages', 'severity: eror', 'rule: { kind: gap }'],
      '3 severity: must be one of critical, error, warning, info; did you mean `error`?',
    ],
    [
      'a kind of rule',
      [...HEAD, 'rule:', '  kind: abscence'],
      '5 rule.kind: must be one of threshold, absence, gap, state, repetition, sequence, all; did you mean `absence`?',
    ],
    ['a rule without kind', [...HEAD, 'rule:', '  count: 3'], '5 rule: the key `kind` is missing'],
    [
      'a key of a rule',
      [...HEAD, 'rule:', '  kind: gap', '  silenc: 5m'],
      '6 rule.silenc: unknown key; did you mean `silence`?',
    ],
    [
      'a time',
      [...HEAD, 'rule:', '  kind: gap', '  silence: 5 minutes'],
      '6 rule.silence: must be a time such as 500ms, 30s, -5m, 1.5h, 2d',
    ],
    [
      'a rate',
      [...HEAD, 'rule:', '  kind: threshold', '  within: 5m', '  rate: 10 per second'],
      '7 rule.rate: must be a rate such as 10/s, 600/m, 2.5/h',
    ],
    [
      'an id',
      [...HEAD, 'rule:', '  kind: gap', '  of:', '    - other'],
      '7 rule.of[0]: must be an id such as storage.pool-full: area.symptom, small letters, digits and dashes',
    ],
    [
      'an entity',
      [...HEAD, 'rule: { kind: gap }', 'groupBy: [contaner]'],
      '5 groupBy[0]: must be one of container, pid, process, unit, cgroup, pod, device, pool, network, interface, image, registry, …; did you mean `container`?',
    ],
    [
      'a match',
      [...HEAD, 'match:', '  - recrod: some words here'],
      '5 match[0]: needs one of the keys record, report, goroutines, convoy; did you mean `record`?',
    ],
    [
      'a key of a match',
      [...HEAD, 'match:', '  - record: some words here', '    orgins: [kernel]'],
      '6 match[0].orgins: unknown key; did you mean `origins`?',
    ],
    [
      'a state',
      [
        ...HEAD,
        'rule:',
        '  kind: state',
        '  entity: unit',
        '  states: { up: [site.up], down: [site.down] }',
        '  enters: donw',
      ],
      '8 rule.enters: donw is none of the states up, down; did you mean `down`?',
    ],
    [
      'a part to count from',
      [
        ...HEAD,
        'rule:',
        '  kind: sequence',
        '  parts:',
        '    - { name: first, ids: [site.a] }',
        '    - { name: second, ids: [site.b], anchor: frist }',
      ],
      '8 rule.parts[1].anchor: no earlier part is named frist; did you mean `first`?',
    ],
    [
      'an anchor that must be absent',
      [
        ...HEAD,
        'rule:',
        '  kind: sequence',
        '  parts:',
        '    - { name: first, ids: [site.a], absent: true }',
        '    - { name: second, ids: [site.b] }',
      ],
      '7 rule.parts[0].absent: the first part is the anchor: it must be there',
    ],
    [
      'hosts without something to share',
      [...HEAD, 'rule:', '  kind: absence', '  expected: [site.a]', '  hosts: any', '  join: [pid]'],
      '7 rule.hosts: any needs one of image, registry, address in `join`',
    ],
  ])('%s', (_, lines, expected) => {
    expect(problems(...lines)).toEqual([expected]);
  });

  it('a placeholder', () => {
    const lines = [
      ...HEAD,
      'match:',
      '  - record: some words here',
      "    regex: 'words (?<container>{{containerID}})'",
      'examples: { match: [{ text: x, source: y }], noMatch: [{ text: x, why: y }] }',
    ];
    expect(problems(...lines)).toEqual([
      '6 match[0].regex: unknown placeholder {{containerID}}; did you mean `containerId`?',
    ]);
  });

  it('an id that nobody defines', () => {
    const yaml = [
      ...HEAD,
      'rule:',
      '  kind: absence',
      '  of: [kernel.oom]',
      '  expected: [container.exitted]',
      'summary: what was seen here',
      'cause: something that broke',
      'remedy: [{ text: mend it }]',
    ].join('\n');
    const { signatures, place } = loadPatternFile(yaml, 'site.yaml', checkSchema);
    const [signature] = signatures;
    if (signature === undefined) throw new Error('not loaded');
    const faults = checkReferences(signature, new Set(['kernel.oom', 'container.exited']));
    expect(faults.map(({ pointer, text }) => ({ ...place(signature, pointer), text }))).toEqual([
      {
        line: 7,
        key: 'rule.expected[0]',
        text: 'no signature has the id container.exitted; did you mean `container.exited`?',
      },
    ]);
  });
});

describe('the nearest word', () => {
  it.each([
    ['threshhold', 'threshold'],
    ['ABSENCE', 'absence'],
    ['xyz', undefined],
    ['', undefined],
    ['a'.repeat(100_000), undefined],
  ])('to %s', (word, expected) => {
    expect(nearest(word, ['threshold', 'absence', 'sequence'])).toBe(expected);
  });
});
