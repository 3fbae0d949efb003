/** The element id of a question's first control. */
export const fieldId = (nodeId: string): string => `q-${nodeId.replace(/[^\w-]/g, '-')}`;

/** Bring a question into view and put the cursor there. */
export function focusQuestion(nodeId: string): void {
  const field = document.getElementById(fieldId(nodeId));
  field?.scrollIntoView({ block: 'center' });
  field?.focus({ preventScroll: true });
}
