import type { ErrorObject } from 'ajv/dist/2020.js';
import type { SchemaCheck } from './load.js';
import { suggestion } from './nearest.js';

/** Keys by which the alternatives of `match` are told apart. */
const MATCH_KINDS: readonly string[] = ['record', 'report', 'goroutines', 'convoy'];

/** How texts of some definitions are written; their regular expressions tell their author little. */
const WRITTEN: Readonly<Record<string, string>> = {
  duration: 'must be a time such as 500ms, 30s, -5m, 1.5h, 2d',
  rate: 'must be a rate such as 10/s, 600/m, 2.5/h',
  id: 'must be an id such as storage.pool-full: area.symptom, small letters, digits and dashes',
  version: 'must be a version such as 17.12.1',
};

/** Compiles a JSON Schema into a checker. Ajv is loaded here only: built-in patterns are checked when the package is built. */
export async function createSchemaCheck(schema: object): Promise<SchemaCheck> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ allErrors: true, useDefaults: false, verbose: true, discriminator: true });
  const validate = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return [];
    const seen = new Set<string>();
    const problems: { pointer: string; text: string }[] = [];
    const add = (pointer: string, text: string): void => {
      if (seen.has(pointer + text)) return;
      seen.add(pointer + text);
      problems.push({ pointer, text });
    };
    for (const [at, match] of matchesOf(value).entries()) {
      if (kindOfMatch(match) !== undefined) continue;
      const near = Object.keys(match)
        .map((key) => suggestion(key, MATCH_KINDS))
        .find((text) => text !== '');
      add(`/match/${at}`, `needs one of the keys ${MATCH_KINDS.join(', ')}${near ?? ''}`);
    }
    for (const error of validate.errors ?? []) {
      if (isOfOtherMatch(error, value)) continue;
      const problem = describe(error);
      if (problem !== undefined) add(problem.pointer, problem.text);
    }
    return problems;
  };
}

function describe(error: ErrorObject): { pointer: string; text: string } | undefined {
  const { keyword, instancePath: pointer, params, data, schemaPath } = error;
  const own = params as Record<string, unknown>;
  switch (keyword) {
    // Their branches complain more exactly.
    case 'oneOf':
    case 'anyOf':
    case 'if':
      return undefined;
    case 'additionalProperties': {
      const key = String(own['additionalProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as object);
      return {
        pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        text: `unknown key${suggestion(key, known)}`,
      };
    }
    case 'required':
      return { pointer, text: `the key \`${String(own['missingProperty'])}\` is missing` };
    case 'enum':
    case 'const': {
      const known = (keyword === 'enum' ? own['allowedValues'] : [own['allowedValue']]) as readonly unknown[];
      const near = typeof data === 'string' ? suggestion(data, known.map(String)) : '';
      const list = known.length <= 12 ? known.join(', ') : `${known.slice(0, 12).join(', ')}, …`;
      return { pointer, text: `must be one of ${list}${near}` };
    }
    case 'discriminator': {
      const tag = String(own['tag']);
      if (own['error'] !== 'mapping') return { pointer, text: `the key \`${tag}\` is missing` };
      const known = kindsOf(error);
      return {
        pointer: `${pointer}/${tag}`,
        text: `must be one of ${known.join(', ')}${suggestion(String(own['tagValue']), known)}`,
      };
    }
    case 'pattern': {
      const definition = /\/\$defs\/(\w+)\/pattern$/.exec(schemaPath)?.[1] ?? '';
      return { pointer, text: WRITTEN[definition] ?? error.message ?? keyword };
    }
    case 'type':
      if (schemaPath.startsWith('#/$defs/strings/')) return { pointer, text: 'must be a text or a list of texts' };
      return { pointer, text: error.message ?? keyword };
    default:
      return { pointer, text: error.message ?? keyword };
  }
}

/** Values of the key by which the branches of a `oneOf` are told apart. */
function kindsOf(error: ErrorObject): string[] {
  const branches = (error.parentSchema?.['oneOf'] ?? []) as readonly {
    readonly properties?: { readonly kind?: { readonly const?: string; readonly enum?: readonly string[] } };
  }[];
  return branches.flatMap(({ properties }) => properties?.kind?.enum ?? properties?.kind?.const ?? []);
}

function matchesOf(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null || !('match' in value) || !Array.isArray(value.match)) return [];
  return (value.match as readonly unknown[]).map((match) => (typeof match === 'object' && match !== null ? match : {}));
}

function kindOfMatch(match: object): string | undefined {
  return MATCH_KINDS.find((key) => key in match);
}

/** Each kind of match complains about those of the others, and of one without a kind all do. */
function isOfOtherMatch({ instancePath, parentSchema }: ErrorObject, value: unknown): boolean {
  const at = /^\/match\/(\d+)$/.exec(instancePath)?.[1];
  const required: unknown = parentSchema?.['required'];
  if (at === undefined || !Array.isArray(required)) return false;
  const kind = kindOfMatch(matchesOf(value)[Number(at)] ?? {});
  return kind === undefined || !required.includes(kind);
}
