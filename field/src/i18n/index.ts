import { ref, watchEffect } from 'vue';
import { en } from './en';
import { id, type Key } from './id';

export type Language = 'id' | 'en';

const words: Record<Language, Record<Key, string>> = { id, en };

export const language = ref<Language>('id');

watchEffect(() => {
  document.documentElement.lang = language.value;
});

/** A phrase in the current language; `{name}` is filled from `params`. */
export function t(key: Key, params: Record<string, string | number> = {}): string {
  return words[language.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

export type { Key };
