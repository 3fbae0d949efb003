import type { AnyNode } from './types';

export const childrenOf = (node: AnyNode): readonly AnyNode[] =>
  'children' in node.currentState ? (node.currentState.children ?? []) : [];

/** The node and everything below it, in the order of the form. */
export function* walk(node: AnyNode): Generator<AnyNode> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

/** `/data/children[3]/weight` without positions: the question, whichever repeat it is in. */
export const questionOf = (node: AnyNode): string => node.currentState.reference.replace(/\[\d+\]/g, '');

export function findChild(parent: AnyNode, name: string): AnyNode | undefined {
  return childrenOf(parent).find((child) => questionOf(child).endsWith(`/${name}`));
}

/** The question of this name directly below a parent. Raises when the form has none. */
export function childNamed(parent: AnyNode, name: string): AnyNode {
  const found = findChild(parent, name);
  if (!found) throw new Error(`the form has no ${parent.currentState.reference}/${name}`);
  return found;
}

/** The stored text of a leaf; '' for a node that holds no value. */
export const valueOf = (node: AnyNode): string =>
  'instanceValue' in node.currentState ? node.currentState.instanceValue : '';

/** Write a stored text into a leaf that people may answer. */
export function answer(node: AnyNode, value: string): void {
  if (node.nodeType === 'select') node.selectValue(value === '' ? null : value);
  else if (node.nodeType === 'input') node.setValue(value);
  else throw new Error(`no answer can be given to ${node.currentState.reference} (${node.nodeType})`);
}

/** Answer a question that this version of the form may or may not ask. */
export function setIfAsked(parent: AnyNode, name: string, value: string): void {
  const found = findChild(parent, name);
  if (found) answer(found, value);
}

export const hasAppearance = (node: AnyNode, name: string): boolean => [...(node.appearances ?? [])].includes(name);

/** Choose where a list holds one row: a cadre of one village is not asked which. */
export function chooseOnlyOnes(root: AnyNode, references: readonly string[]): void {
  for (const node of walk(root)) {
    if (node.nodeType !== 'select' || !references.includes(node.currentState.reference)) continue;
    const [only, ...others] = node.currentState.valueOptions;
    if (only && !others.length) node.selectValue(only.value);
  }
}
