import { liveQuery } from 'dexie';
import { onScopeDispose, shallowRef, watch, type ShallowRef, type WatchSource } from 'vue';

/** A query that follows the database; asked anew when a `source` changes. `undefined` until the first answer. */
export function useLive<Result>(
  ask: () => Promise<Result> | Result,
  source: WatchSource = () => 0,
): Readonly<ShallowRef<Result | undefined>> {
  const result = shallowRef<Result>();
  let stop = (): void => {};
  watch(
    source,
    () => {
      stop();
      const subscription = liveQuery(ask).subscribe((value) => (result.value = value));
      stop = () => subscription.unsubscribe();
    },
    { immediate: true },
  );
  onScopeDispose(() => stop());
  return result;
}
