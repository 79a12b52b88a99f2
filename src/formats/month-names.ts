/**
 * Abbreviated month names as `journalctl -o short` and `dmesg -T` print them (`%b` of the reader's locale, glibc 2.36):
 * lower case, without the full stop that French prints, 1 to 12. English is read by hand in `stamps.ts`.
 */
const NAMES: readonly (readonly string[])[] = [
  ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  // de
  ['jan', 'feb', 'mär', 'apr', 'mai', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'dez'],
  // fr
  ['janv', 'févr', 'mars', 'avril', 'mai', 'juin', 'juil', 'août', 'sept', 'oct', 'nov', 'déc'],
  // es
  ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'],
  // it
  ['gen', 'feb', 'mar', 'apr', 'mag', 'giu', 'lug', 'ago', 'set', 'ott', 'nov', 'dic'],
  // pt_BR
  ['jan', 'fev', 'mar', 'abr', 'mai', 'jun', 'jul', 'ago', 'set', 'out', 'nov', 'dez'],
  // pl
  ['sty', 'lut', 'mar', 'kwi', 'maj', 'cze', 'lip', 'sie', 'wrz', 'paź', 'lis', 'gru'],
  // ru
  ['янв', 'фев', 'мар', 'апр', 'мая', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек'],
];

const MONTHS = new Map<string, number>();
for (const names of NAMES) names.forEach((name, index) => MONTHS.set(name, index + 1));
for (let month = 1; month <= 12; month++) {
  // zh_CN and ja_JP, ko_KR
  MONTHS.set(`${month}月`, month);
  MONTHS.set(`${month}월`, month);
}

/** The month, 1 to 12, of an abbreviated name in any of the locales above; 0 if it is none. */
export function monthOfName(name: string): number {
  const key = name.endsWith('.') ? name.slice(0, -1) : name;
  return MONTHS.get(key.toLowerCase()) ?? 0;
}
