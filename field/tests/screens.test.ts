import { beforeEach, describe, expect, test } from 'vitest';
import { createApp, nextTick } from 'vue';
import { startSession } from '@/engine/index';
import type { FormSession } from '@/engine/session';
import { valueOf } from '@/engine/walk';
import FormBody from '@/form/FormBody.vue';
import { language } from '@/i18n';
import { at, definition } from './builders';

let session: FormSession;
let screen: HTMLElement;

beforeEach(async () => {
  language.value = 'id';
  session = startSession(await definition('every_kind'), 'd');
  screen = document.createElement('div');
  document.body.replaceChildren(screen);
  createApp(FormBody, { session, of: session.root }).mount(screen);
});

const question = (name: string): HTMLElement => screen.querySelector<HTMLElement>(`[data-question="/data/${name}"]`)!;
const field = (name: string): HTMLInputElement => question(name).querySelector('input, textarea')!;

async function type(name: string, text: string): Promise<void> {
  field(name).value = text;
  field(name).dispatchEvent(new Event('input'));
  await nextTick();
}

async function leave(name: string): Promise<void> {
  question(name).dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
  await nextTick();
}

describe('controls', () => {
  test('a comma is a decimal sign, and the field keeps what was typed', async () => {
    await type('size', '8,5');
    expect(valueOf(at(session, '/data/size'))).toBe('8.5');
    expect(field('size').value).toBe('8,5');
  });

  test('what is not a number is not kept as one, and is told after leaving the field', async () => {
    await type('size', '8,5');
    await type('size', '8,5x');
    expect(valueOf(at(session, '/data/size'))).toBe('');
    expect(question('size').textContent).not.toContain('Tulis angka');
    await leave('size');
    expect(question('size').textContent).toContain('Tulis angka saja');
    expect(field('size').value).toBe('8,5x');
  });

  test('a constraint is told after leaving the field, a missing answer only when finishing', async () => {
    await leave('count');
    expect(question('count').textContent).not.toContain('wajib');
    await type('count', '12');
    await leave('count');
    expect(question('count').textContent).toContain('belum sesuai');
    await type('count', '');
    await session.finish();
    await nextTick();
    expect(question('count').textContent).toContain('wajib diisi');
  });

  test('relevance follows answers', async () => {
    expect(question('inner/inside')).toBeNull();
    question('one').querySelector<HTMLInputElement>('input[value=a]')!.click();
    await nextTick();
    expect(question('inner/inside')).not.toBeNull();
    expect(question('told')).toBeNull();
    await type('size', '7');
    expect(question('told').textContent).toContain('Ukuran 7');
  });

  test('a date in three fields is kept once it is a real day', async () => {
    const [date, year] = question('day').querySelectorAll('input');
    const month = question('day').querySelector('select')!;
    const set = async (element: HTMLInputElement | HTMLSelectElement, value: string) => {
      element.value = value;
      element.dispatchEvent(new Event(element instanceof HTMLSelectElement ? 'change' : 'input'));
      await nextTick();
    };
    await set(date!, '31');
    await set(month, '2');
    await set(year!, '2026');
    expect(valueOf(at(session, '/data/day'))).toBe('');
    expect(session.complaints().map(({ question: asked }) => asked)).toContain('Hari');
    await set(date!, '28');
    expect(valueOf(at(session, '/data/day'))).toBe('2026-02-28');
  });

  test('several of a list', async () => {
    for (const value of ['a', 'b', 'a'])
      question('many').querySelector<HTMLInputElement>(`input[value=${value}]`)!.click();
    await nextTick();
    expect(valueOf(at(session, '/data/many'))).toBe('b');
  });

  test('kinds that cannot be asked here are named, not hidden', () => {
    const told = ['hour', 'path', 'photo', 'scale', 'order'].map((name) => question(name).textContent);
    const kinds = ['time', 'geotrace', 'upload', 'range', 'rank'];
    kinds.forEach((kind, index) => expect(told[index]).toContain(`"${kind}"`));
  });

  test('a repeat grows at a tap', async () => {
    const add = [...screen.querySelectorAll('button')].find((button) => button.textContent?.includes('Tambah'))!;
    add.click();
    await nextTick();
    expect(question('people[2]/name')).not.toBeNull();
  });

  test('everything changes its language at once', async () => {
    language.value = 'en';
    await nextTick();
    expect(question('words').textContent).toContain('Words');
    expect(question('one').textContent).toContain('Star fruit');
  });
});
