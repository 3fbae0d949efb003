/** What somebody typed into a number field. */
export type Typed = { kind: 'blank' } | { kind: 'number'; value: number } | { kind: 'wrong' };

const PLAIN = /^-?(\d+\.?\d*|\.\d+)$/;
const GROUPED = /^-?\d{1,3}(\.\d{3})+$/;

/**
 * Read a decimal as people here write it: '8,5', '8.5', '1.234,5'.
 * With both signs the last one is the decimal sign; a lone dot or comma is the decimal sign.
 */
export function readDecimal(text: string): Typed {
  const bare = text.replace(/\s/g, '');
  if (bare === '') return { kind: 'blank' };
  const last = Math.max(bare.lastIndexOf(','), bare.lastIndexOf('.'));
  const decimalSign = bare[last];
  const other = decimalSign === ',' ? '.' : ',';
  const [whole, ...fractions] = last < 0 ? [bare] : [bare.slice(0, last), bare.slice(last + 1)];
  if (decimalSign && whole!.includes(decimalSign)) return { kind: 'wrong' };
  if (whole!.includes(other) && !GROUPED.test(whole!.replaceAll(other, '.'))) return { kind: 'wrong' };
  return finite([whole!.replaceAll(other, ''), ...fractions].join('.'));
}

/** Read a whole number: '12', '1.500' (dots between thousands). */
export function readWhole(text: string): Typed {
  const bare = text.replace(/\s/g, '');
  if (bare === '') return { kind: 'blank' };
  const digits = GROUPED.test(bare) ? bare.replaceAll('.', '') : bare;
  return /^-?\d+$/.test(digits) ? finite(digits) : { kind: 'wrong' };
}

function finite(plain: string): Typed {
  if (!PLAIN.test(plain)) return { kind: 'wrong' };
  const value = Number(plain);
  return Number.isFinite(value) ? { kind: 'number', value } : { kind: 'wrong' };
}

/** A stored number ('8.50', '70.0') as it is shown: no idle zeros, with the language's decimal sign. */
export function showNumber(stored: string | number | null, language: string): string {
  if (stored === null || stored === '') return '';
  const text = String(Number(stored));
  return language === 'id' ? text.replace('.', ',') : text;
}
