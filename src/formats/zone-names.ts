/**
 * Minutes east of UTC of the zone abbreviations that have one meaning in practice.
 * Ambiguous ones (CST, IST, BST, AST) are left out on purpose: such a stamp stays without a zone.
 */
const OFFSETS: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  JST: 540,
  KST: 540,
  HKT: 480,
  AWST: 480,
  ACST: 570,
  ACDT: 630,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  NST: -210,
  NDT: -150,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
};

const NUMERIC = /^([+-])(\d\d):?(\d\d)?$/;

/** Minutes east of UTC of `UTC`, `CET`, `+03`, `-0330`, `+05:45`; undefined if unknown or ambiguous. */
export function zoneOffsetMinutes(zone: string): number | undefined {
  const known = Object.hasOwn(OFFSETS, zone) ? OFFSETS[zone] : undefined;
  if (known !== undefined) return known;
  const match = NUMERIC.exec(zone);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}
