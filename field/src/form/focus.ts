/** The element id of a question's first control. */
export const fieldId = (nodeId: string): string => `q-${nodeId.replace(/[^\w-]/g, '-')}`;

/** Bring a question into view and put the cursor there. */
export function focusQuestion(nodeId: string): void {
  const field = document.getElementById(fieldId(nodeId));
  field?.scrollIntoView({ block: 'center' });
  field?.focus({ preventScroll: true });
}

/** Enter goes on to the next field, as the phone's keyboard promises; in a long text it makes a new line. */
export function toNextField(event: KeyboardEvent): void {
  const here = event.target;
  if (!(here instanceof HTMLInputElement) || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const fields = Array.from(event.currentTarget.querySelectorAll<HTMLElement>('input, select, textarea'));
  const next = fields
    .slice(fields.indexOf(here) + 1)
    .find((field) => !(field instanceof HTMLInputElement && sameGroup(field, here)));
  if (next) next.focus();
  else here.blur();
}

const sameGroup = (one: HTMLInputElement, other: HTMLInputElement): boolean =>
  one.name !== '' && one.name === other.name;
