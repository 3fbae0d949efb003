/**
 * As much of the engine's nodes as this app uses.
 *
 * Written out here because the engine's published types lean on a package that is not published: its unions come
 * out as `any`. The engine's root is taken as a `RootNode` in one place, `session.ts`.
 */

export interface Text {
  readonly asString: string;
}

export interface Violation {
  readonly condition: 'constraint' | 'required';
  readonly message: Text | null;
}

interface State {
  readonly reference: string;
  readonly relevant: boolean;
  readonly readonly: boolean;
  readonly required: boolean;
  readonly label: Text | null;
  readonly hint: Text | null;
}

interface LeafState extends State {
  readonly instanceValue: string;
}

interface Node<Type extends string, S extends State> {
  readonly nodeType: Type;
  readonly nodeId: string;
  readonly appearances: Iterable<string> | null;
  readonly currentState: S;
}

interface Leaf<Type extends string, S extends LeafState = LeafState> extends Node<Type, S> {
  readonly validationState: { readonly violation: Violation | null };
}

interface Parent<Type extends string, Child> extends Node<Type, State & { readonly children: readonly Child[] }> {
  readonly currentState: State & { readonly children: readonly Child[]; readonly hasRelevantBodyNodes: boolean };
}

export interface Option {
  readonly label: Text;
  readonly value: string;
}

interface SelectState extends LeafState {
  readonly value: readonly string[];
  readonly valueOptions: readonly Option[];
}

export interface InputNode extends Leaf<'input'> {
  readonly valueType: string;
  setValue(value: string): unknown;
}

export interface SelectNode extends Leaf<'select', SelectState> {
  readonly selectType: 'select' | 'select1';
  selectValue(value: string | null): unknown;
  selectValues(values: readonly string[]): unknown;
}

export interface TriggerNode extends Leaf<'trigger', LeafState & { readonly value: boolean }> {
  setValue(value: boolean): unknown;
}

export type NoteNode = Leaf<'note', LeafState & { readonly noteText: Text }>;
export type HiddenNode = Leaf<'model-value'>;
/** Kinds of questions that this app does not ask. */
export type OtherNode = Leaf<'range' | 'rank' | 'upload'>;
export type ControlNode = InputNode | SelectNode | TriggerNode | NoteNode | HiddenNode | OtherNode;

export type GroupNode = Parent<'group', ChildNode>;
export type RepeatInstanceNode = Parent<'repeat-instance', ChildNode>;
export type CountedRepeatNode = Parent<'repeat-range:controlled', RepeatInstanceNode>;
export interface OpenRepeatNode extends Parent<'repeat-range:uncontrolled', RepeatInstanceNode> {
  addInstances(): unknown;
  removeInstances(start: number, count?: number): unknown;
}
export type RepeatNode = CountedRepeatNode | OpenRepeatNode;
export type ChildNode = ControlNode | GroupNode | RepeatNode;

export interface FormLanguage {
  readonly language: string;
  readonly locale?: Intl.Locale;
}

export interface RootNode extends Parent<'root', ChildNode> {
  readonly currentState: Parent<'root', ChildNode>['currentState'] & { readonly activeLanguage: FormLanguage };
  readonly languages: readonly FormLanguage[];
  readonly instanceState: { readonly instanceXML: string };
  setLanguage(language: FormLanguage): unknown;
  prepareInstancePayload(): Promise<{ readonly status: string; readonly data: readonly [FormData] }>;
}

export type AnyNode = RootNode | RepeatInstanceNode | ChildNode;

/** Files that a form refers to (`children.csv`), by name; null when there is no such file. */
export type Media = (name: string) => Promise<string | null>;
