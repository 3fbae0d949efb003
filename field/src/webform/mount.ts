import { createApp } from 'vue';
import { language } from '@/i18n';
import WebForm from './WebForm.vue';

/** Where the office page tells the form to look, as `data-` attributes of its element. */
export interface Places {
  xformUrl: string;
  mediaBase: string;
  submitUrl: string;
  csrf: string;
  returnUrl: string;
}

export function mountWebForm(element: HTMLElement): void {
  const { xformUrl = '', mediaBase = '', submitUrl = '', csrf = '', lang, returnUrl = '' } = element.dataset;
  language.value = lang === 'en' ? 'en' : 'id';
  createApp(WebForm, { places: { xformUrl, mediaBase, submitUrl, csrf, returnUrl } satisfies Places }).mount(element);
}
