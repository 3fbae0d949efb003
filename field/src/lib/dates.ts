/** Dates are 'YYYY-MM-DD' texts of the phone's calendar; times are ISO texts with their zone. */

const pad = (number: number, length = 2): string => String(number).padStart(length, '0');

/** The day on the phone's calendar. */
export function dayOf(time: Date): string {
  return `${pad(time.getFullYear(), 4)}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
}

/** The moment with the phone's own zone: '2026-11-24T10:14:03.120+07:00'. */
export function isoWithZone(time: Date): string {
  const offset = -time.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
  const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
  return `${dayOf(time)}T${clock}.${pad(time.getMilliseconds(), 3)}${zone}`;
}

/** 'YYYY-MM-DD' when day, month and year make a real day, else null. */
export function realDay(year: number, month: number, day: number): string | null {
  const time = new Date(Date.UTC(year, month - 1, day));
  const real = time.getUTCFullYear() === year && time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
  return real && year >= 1900 ? `${pad(year, 4)}-${pad(month)}-${pad(day)}` : null;
}

/** Days from one day to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** Completed months of age, as the posyandu counts them. */
export function monthsOld(birth: string, on: string): number {
  const [by, bm, bd] = parts(birth);
  const [y, m, d] = parts(on);
  return (y - by) * 12 + (m - bm) - (d < bd ? 1 : 0);
}

function parts(day: string): [number, number, number] {
  const [year, month, date] = day.split('-').map(Number);
  return [year ?? 0, month ?? 0, date ?? 0];
}

const LOCALES: Record<string, string> = { id: 'id-ID', en: 'en-GB' };

/** '24 November 2026' in the language. */
export function dayInWords(day: string, language: string): string {
  const shape = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(LOCALES[language], shape).format(new Date(`${day}T00:00:00Z`));
}

/** '24 Nov' in the language. */
export function shortDay(day: string, language: string): string {
  const shape = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(LOCALES[language], shape).format(new Date(`${day}T00:00:00Z`));
}

/** '10.14' today, '23 Nov, 10.14' on another day. */
export function clockInWords(iso: string, language: string, now: Date): string {
  const time = new Date(iso);
  const clock = new Intl.DateTimeFormat(LOCALES[language], { hour: '2-digit', minute: '2-digit' }).format(time);
  return dayOf(time) === dayOf(now) ? clock : `${shortDay(dayOf(time), language)}, ${clock}`;
}

export function monthNames(language: string): string[] {
  const format = new Intl.DateTimeFormat(LOCALES[language], { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2000, month, 1)));
}
