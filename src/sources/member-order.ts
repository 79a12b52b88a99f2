/** Numbers that rotation counts with have four digits at most. */
const MAX_NUMBER = 9999;

/** Endings that compression and rotation add. */
const COMPRESSED = /\.(?:gz|bz2|xz|zst|lz4|Z)$/;

/**
 * Orders file names so that the parts of one log stand together, the oldest first (logrotate's numbers and dates, the json-file driver's numbers):
 * `syslog.7.gz … syslog.2.gz syslog.1 syslog`, `messages-20181118 messages-20181209 messages`. Other names by their characters.
 */
export function compareMemberNames(a: string, b: string): number {
  const left = readRotation(a);
  const right = readRotation(b);
  if (left.log !== right.log) return compareText(left.log, right.log);
  return left.age === right.age ? compareText(a, b) : right.age - left.age;
}

/** Whether `b` is the part of the same log that was begun when `a` was put aside: `syslog.1` and `syslog`, `messages-20181209` and `messages`. */
export function isNextPart(a: string, b: string): boolean {
  const [older, newer] = [readRotation(a), readRotation(b)];
  if (older.log !== newer.log || older.age <= newer.age) return false;
  // Numbers follow each other; dates do not tell whether a part lies between them.
  const isDated = older.age > MAX_NUMBER;
  return isDated || older.age - newer.age === 1;
}

/** The log that a file is a part of, and how old the part is: 0 is the present one, then the numbers, then the dates. */
function readRotation(name: string): { readonly log: string; readonly age: number } {
  const plain = name.replace(COMPRESSED, '');
  const numbered = /^(.{1,200})\.(\d{1,4})$/.exec(plain);
  if (numbered !== null) return { log: numbered[1] ?? plain, age: Number(numbered[2]) };
  const dated = /^(.{1,200})[-.](\d{8}(?:\d\d)?|\d{4}-\d\d-\d\d|\d{8}-\d{6}|1\d{9})$/.exec(plain);
  if (dated === null) return { log: plain, age: 0 };
  const digits = (dated[2] ?? '').replaceAll('-', '');
  // A later date is a smaller age; dates of one log have one form. Numbers stay below.
  return { log: dated[1] ?? plain, age: 1e15 - Number(digits.padEnd(14, '0')) };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
