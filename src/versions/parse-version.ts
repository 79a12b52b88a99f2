import type { VersionedProgram } from '../core/version.js';

/** A version that can be compared with others of its program. */
export interface Version {
  /** `17.03.2` as 17, 3, 2. */
  readonly numbers: readonly number[];
  /** Stage and number before the release: `rc5`; absent: the release. */
  readonly preRelease?: readonly [stage: number, number: number];
  /** Build of a Red Hat kernel (`693.18.1` of `3.10.0-693.18.1.el7`), comparable within its line only. */
  readonly build?: { readonly line: string; readonly numbers: readonly number[] };
  /** A distribution's, vendor's or development build: fixes of later versions may be in it. */
  readonly isPatched: boolean;
}

/** Characters of a version; everything else cannot be one. */
const WHOLE = /^(?:v|go)?(\d{1,5}(?:\.\d{1,5}){1,3})([\w.+~:-]{0,80})$/;
const STAGES: Readonly<Record<string, number>> = { tp: 0, alpha: 1, beta: 2, rc: 3 };
/** `-rc5`, `-rc.5`, `~rc93`, and without a sign `go1.21rc2`. */
const PRE_RELEASE = /^[-~]?(tp|alpha|beta|rc)\.?(\d{0,5})/;

/**
 * Reads a version as its program or a distribution writes it: `17.03.2-ce`, `20.10.24+dfsg1`, `v1.6.20`, `1.0.0~rc93+ds1`, `go1.7.5`,
 * `3.10.0-693.el7.x86_64`. Undefined for what is none: commit ids, `dev`, `N/A`, versions 0.0.x that builds without a tag print.
 */
export function parseVersion(program: VersionedProgram, text: string): Version | undefined {
  const whole = WHOLE.exec(text);
  const [, digits = '', rest = ''] = whole ?? [];
  if (whole === null) return undefined;
  const numbers = digits.split('.').map(Number);
  if (numbers[0] === 0 && numbers[1] === 0) return undefined;
  if (program === 'kernel') return kernelVersion(numbers, rest);
  const suffix = program === 'docker' ? withoutEdition(numbers, rest) : rest;
  const pre = PRE_RELEASE.exec(suffix);
  const [stage, number, left] = pre === null ? [] : [pre[1] ?? '', pre[2] ?? '', suffix.slice(pre[0].length)];
  return {
    numbers,
    ...(stage === undefined ? {} : { preRelease: [STAGES[stage] ?? 0, Number(number === '' ? 0 : number)] as const }),
    isPatched: !isOwnSuffix(left ?? suffix),
  };
}

/** Docker called its releases `-ce` from 17.03 to 18.06; whoever did later is a distribution. */
function withoutEdition([year = 0, month = 0]: readonly number[], rest: string): string {
  const isEdition = (year === 17 || (year === 18 && month < 9)) && /^-ce(?![a-z])/.test(rest);
  return isEdition ? rest.slice(3) : rest;
}

/** Nothing, or what `git describe` says of a tagged commit: `-0-gf19387a`. */
function isOwnSuffix(suffix: string): boolean {
  return suffix === '' || /^-0-g[0-9a-f]{7,40}$/.test(suffix);
}

/** Kernels of RHEL and its rebuilds, each on one version of Linux; others with `.el7` in their name (UEK, elrepo) are not of the line. */
const RED_HAT_LINES: Readonly<Record<string, string>> = { el7: '3.10.0', el8: '4.18.0', el9: '5.14.0' };
/** Behind the version: `-693.18.1.el7.x86_64`, `-193.14.2.el8_2.x86_64`, `-514.el7.centos.plus.x86_64`. */
const RED_HAT_BUILD =
  /^-(\d{1,5}(?:\.\d{1,5}){0,4})\.(el[789])(?:_\d{1,2})?(?:\.centos)?(?:\.plus)?(?:\.[a-z]\w{2,9})?$/;

function kernelVersion(numbers: readonly number[], rest: string): Version {
  const red = RED_HAT_BUILD.exec(rest);
  const line = red?.[2] ?? '';
  if (red !== null && RED_HAT_LINES[line] === numbers.join('.'))
    return { numbers, build: { line, numbers: (red[1] ?? '').split('.').map(Number) }, isPatched: true };
  const candidate = /^-rc(\d{1,3})$/.exec(rest);
  if (candidate !== null) return { numbers, preRelease: [STAGES['rc'] ?? 0, Number(candidate[1])], isPatched: false };
  return { numbers, isPatched: rest !== '' };
}

/** Negative if `a` is older. A pre-release is older than its release. */
export function compareVersions(a: Version, b: Version): number {
  const numbers = compareNumbers(a.numbers, b.numbers);
  if (numbers !== 0) return numbers;
  if (a.build !== undefined && b.build?.line === a.build.line) return compareNumbers(a.build.numbers, b.build.numbers);
  if (a.preRelease === undefined || b.preRelease === undefined)
    return Number(b.preRelease !== undefined) - Number(a.preRelease !== undefined);
  return compareNumbers(a.preRelease, b.preRelease);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
