import { computed, ref } from 'vue';

/** The app's places live behind the '#': the server never sees them, and the phone's back button works. */
const hash = ref(window.location.hash);
window.addEventListener('hashchange', () => (hash.value = window.location.hash));

/** ['posyandu', 'uuid:…', 'c:…'] for '#/posyandu/uuid%3A…/c%3A…'. */
export const place = computed(() => hash.value.replace(/^#\/?/, '').split('/').map(decodeURIComponent));

export const linkTo = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join('/')}`;

export function go(...parts: string[]): void {
  window.location.hash = linkTo(...parts);
}

/** Go on without leaving the present place in the way of 'back'. */
export function replaceWith(...parts: string[]): void {
  window.location.replace(linkTo(...parts));
}
