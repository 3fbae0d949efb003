import { t } from '@/i18n';
import type { AnyNode, Violation } from './types';
import { walk } from './walk';

/** What is wrong with one answer, in words. */
export interface Complaint {
  nodeId: string;
  question: string;
  message: string;
}

/** The form's own words for a violation, or ours where it has none. */
export function wordsOf(violation: Violation): string {
  const own = violation.message?.asString.trim();
  return own || t(violation.condition === 'required' ? 'error_required' : 'error_constraint');
}

export const violationOf = (node: AnyNode): Violation | null =>
  'validationState' in node && 'violation' in node.validationState ? node.validationState.violation : null;

/** Every violated answer at or below a node. `unread` holds what was typed but could not be read, by node id. */
export function complaintsUnder(node: AnyNode, unread: ReadonlyMap<string, string>): Complaint[] {
  const found: Complaint[] = [];
  for (const each of walk(node)) {
    if (!each.currentState.relevant) continue;
    const violation = violationOf(each);
    const message = unread.get(each.nodeId) ?? (violation && wordsOf(violation));
    if (message) found.push({ nodeId: each.nodeId, question: labelOf(each), message });
  }
  return found;
}

export const labelOf = (node: AnyNode): string => node.currentState.label?.asString.trim() ?? '';
