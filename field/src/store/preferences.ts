import { ref, watch } from 'vue';
import { language } from '@/i18n';
import { db } from './db';
import { readSetting, writeSetting } from './settings';

export const largeText = ref(false);

/** Language and size of text as they were left on this phone. */
export async function openPreferences(): Promise<void> {
  language.value = (await readSetting(db, 'language')) ?? 'id';
  largeText.value = (await readSetting(db, 'large_text')) ?? false;
  watch(language, (chosen) => void writeSetting(db, 'language', chosen));
  watch(largeText, (chosen) => void writeSetting(db, 'large_text', chosen));
  watch(largeText, (large) => document.documentElement.classList.toggle('large-text', large), { immediate: true });
}

export function switchLanguage(): void {
  language.value = language.value === 'id' ? 'en' : 'id';
}
