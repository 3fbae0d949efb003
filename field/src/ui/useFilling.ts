import { onMounted, shallowRef, type ShallowRef } from 'vue';
import { t } from '@/i18n';
import { NotHere, resume, type Filling } from '@/store/filling';

/** The draft on the screen, once it is open; or words on why it is not. */
export function useFilling(instance_id: string): { filling: ShallowRef<Filling | null>; problem: ShallowRef<string> } {
  const filling = shallowRef<Filling | null>(null);
  const problem = shallowRef('');
  onMounted(async () => {
    try {
      filling.value = await resume(instance_id);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problem.value = error instanceof NotHere ? t('form_missing') : t('form_broken', { reason });
    }
  });
  return { filling, problem };
}
