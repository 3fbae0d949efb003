import { inject, provide, type ComputedRef, type InjectionKey } from 'vue';
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
  /** The parts of a long form in their order, by node: a group or a repeat is one, and so is what stands before them. */
  parts: ComputedRef<readonly string[]>;
}

const KEY: InjectionKey<FormContext> = Symbol('form');

export const provideForm = (context: FormContext): void => provide(KEY, context);

export function useForm(): FormContext {
  const context = inject(KEY);
  if (!context) throw new Error('a control outside a form');
  return context;
}

const isPart = (node: AnyNode): boolean => node.nodeType === 'group' || node.nodeType.startsWith('repeat-range');

/** The parts that these nodes make now; none when the form is short enough to need no counting. */
export function partsOf(nodes: readonly AnyNode[], form: Pick<FormContext, 'hidden' | 'session'>): string[] {
  const shown = nodes.filter(
    (node) => isShown(node, form) && (node.nodeType !== 'group' || node.currentState.hasRelevantBodyNodes),
  );
  const first = shown.findIndex(isPart);
  const before = shown.slice(0, first).find((node) => node.nodeType !== 'model-value');
  const parts = [...(before ? [before] : []), ...shown.filter(isPart)].map((node) => node.nodeId);
  return parts.length >= MANY_PARTS ? parts : [];
}

const MANY_PARTS = 3;

/** Shown on this screen: relevant, and not answered elsewhere (unless that one answer is wrong). */
export function isShown(node: AnyNode, { hidden, session }: Pick<FormContext, 'hidden' | 'session'>): boolean {
  if (!node.currentState.relevant) return false;
  if (!hidden.has(questionOf(node))) return true;
  return session.strict.value && !childrenOf(node).length && session.complaints(node).length > 0;
}
