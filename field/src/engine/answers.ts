import { dayInWords } from '@/lib/dates';
import { showNumber } from '@/lib/numbers';
import { labelOf } from './complaints';
import type { AnyNode } from './types';
import { childrenOf, valueOf } from './walk';

export type Answer = { kind: 'part'; label: string } | { kind: 'answer'; label: string; value: string };

/** Everything that was answered, in words. `names` turns ids of people into their names. */
export function answersOf(node: AnyNode, language: string, names: ReadonlyMap<string, string>): Answer[] {
  return childrenOf(node).flatMap((child, index): Answer[] => {
    const value = valueOf(child);
    if (value && child.nodeType !== 'model-value' && child.nodeType !== 'note') {
      return [{ kind: 'answer', label: labelOf(child), value: inWords(child, value, language, names) }];
    }
    const inside = answersOf(child, language, names);
    const label = child.nodeType === 'repeat-instance' ? `${labelOf(child) || labelOf(node)} ${index + 1}` : '';
    return inside.length && label.trim() ? [{ kind: 'part', label }, ...inside] : inside;
  });
}

function inWords(node: AnyNode, value: string, language: string, names: ReadonlyMap<string, string>): string {
  if (node.nodeType === 'select') {
    const chosen = node.currentState.valueOptions.filter((option) => node.currentState.value.includes(option.value));
    return chosen.map((option) => option.label.asString).join(', ');
  }
  if (node.nodeType !== 'input') return value;
  if (node.valueType === 'date') return dayInWords(value, language);
  if (node.valueType === 'decimal' || node.valueType === 'int') return showNumber(value, language);
  return names.get(value) ?? value;
}
