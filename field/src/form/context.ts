import { inject, provide, type InjectionKey } from 'vue';
import type { FormSession } from '@/engine/session';
import { childrenOf, questionOf } from '@/engine/walk';
import type { AnyNode } from '@/engine/types';

/** What every control of one form on the screen knows. */
export interface FormContext {
  session: FormSession;
  /** Questions (without positions) that this screen answers by itself. */
  hidden: ReadonlySet<string>;
  /** Large number fields, for a screen that is mostly numbers. */
  large: boolean;
}

const KEY: InjectionKey<FormContext> = Symbol('form');

export const provideForm = (context: FormContext): void => provide(KEY, context);

export function useForm(): FormContext {
  const context = inject(KEY);
  if (!context) throw new Error('a control outside a form');
  return context;
}

/** Shown on this screen: relevant, and not answered elsewhere (unless that one answer is wrong). */
export function isShown(node: AnyNode, { hidden, session }: FormContext): boolean {
  if (!node.currentState.relevant) return false;
  if (!hidden.has(questionOf(node))) return true;
  return session.strict.value && !childrenOf(node).length && session.complaints(node).length > 0;
}
