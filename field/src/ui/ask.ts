import { shallowRef } from 'vue';

/** A question in words before something that cannot be undone. */
export interface Asked {
  question: string;
  more?: string;
  yes: string;
  grave?: boolean;
}

export const asked = shallowRef<(Asked & { answer: (sure: boolean) => void }) | null>(null);

/** True when the person says yes. Shown by `AskDialog`, which each page has once. */
export function ask(what: Asked): Promise<boolean> {
  asked.value?.answer(false);
  return new Promise((resolve) => {
    asked.value = {
      ...what,
      answer(sure) {
        asked.value = null;
        resolve(sure);
      },
    };
  });
}
