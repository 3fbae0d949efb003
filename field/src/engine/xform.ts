/** Small changes to a form's text before the engine reads it. */

const parse = (xml: string): Document => new DOMParser().parseFromString(xml, 'text/xml');

/**
 * Turn selects over a long list into plain inputs that take the chosen id.
 *
 * For screens that bring their own list (the roster, the child's page): the engine evaluates every row of the list
 * for every repeat, seconds on a phone, and drops an answer whose row has left the list. The answers stay the same.
 */
export function withPlainIds(xform: string, references: readonly string[]): string {
  const document = parse(xform);
  for (const select of Array.from(document.getElementsByTagName('select1'))) {
    if (!references.includes(select.getAttribute('ref') ?? '')) continue;
    const input = document.createElementNS(select.namespaceURI, 'input');
    input.setAttribute('ref', select.getAttribute('ref')!);
    const words = Array.from(select.children).filter(({ localName }) => localName === 'label' || localName === 'hint');
    input.append(...words);
    select.replaceWith(input);
  }
  return new XMLSerializer().serializeToString(document);
}

/** Questions that choose from the worker's own lists of villages and children, in the order of the form. */
export function listQuestions(xform: string): string[] {
  const selects = Array.from(parse(xform).getElementsByTagName('select1'));
  const chooses = (select: Element): boolean =>
    /^instance\('(villages|children)'\)/.test(select.querySelector('itemset')?.getAttribute('nodeset') ?? '');
  return selects.filter(chooses).map((select) => select.getAttribute('ref') ?? '');
}

/** The form's title as people see it. */
export const titleOf = (xform: string): string =>
  parse(xform).getElementsByTagNameNS('*', 'title')[0]?.textContent ?? '';

/** The same answers as a new record: another instance id, so that the old one stays what it was. */
export function withInstanceId(xml: string, uuid: string): string {
  const document = parse(xml);
  const element = document.getElementsByTagNameNS('*', 'instanceID')[0];
  if (!element) throw new Error('a record without instanceID');
  element.textContent = `uuid:${uuid}`;
  return new XMLSerializer().serializeToString(document);
}

export interface Identity {
  instance_id: string;
  form_id: string;
  form_version: string;
}

/** Which record of which form version this is. */
export function identityOf(xml: string): Identity {
  const root = parse(xml).documentElement;
  return {
    instance_id: root.getElementsByTagNameNS('*', 'instanceID')[0]?.textContent ?? '',
    form_id: root.getAttribute('id') ?? '',
    form_version: root.getAttribute('version') ?? '',
  };
}

/** The record's own name for itself (`instance_name` of the form), or ''. */
export function instanceNameOf(xml: string): string {
  return parse(xml).getElementsByTagNameNS('*', 'instanceName')[0]?.textContent?.trim() ?? '';
}
