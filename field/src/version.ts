import { ref } from 'vue';
import { registerSW } from 'virtual:pwa-register';

/** True when a newer app waits; it is loaded when the worker says so. */
export const versionReady = ref(false);

let apply = async (): Promise<void> => {};

export function watchVersion(): void {
  const update = registerSW({ immediate: true, onNeedRefresh: () => (versionReady.value = true) });
  apply = () => update(true);
}

export const applyVersion = (): Promise<void> => apply();
