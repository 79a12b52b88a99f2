/**
 * How seldom letters stand in system logs, as a rough negative logarithm: common lower-case letters, digits, spaces and separators are cheap,
 * capitals and rare letters dear. Four bytes in a row add up, which is good enough to tell `ing ` from `OOM-`.
 */
const COMMON = ' etaoinsrldc0123456789-./:=u"mphfg';

const SCORES = new Float32Array(256).fill(8);
for (let index = 0; index < COMMON.length; index++) SCORES[COMMON.charCodeAt(index)] = 3 + index / 12;
for (const letter of 'bvwykx_') SCORES[letter.charCodeAt(0)] = 6.5;

/** Rarity of the four bytes at `at`; higher is rarer. */
export function rarityInLogs(bytes: Uint8Array, at: number): number {
  let score = 0;
  for (let index = at; index < at + 4; index++) score += SCORES[bytes[index] ?? 0] ?? 8;
  return score;
}
