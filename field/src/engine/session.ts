import { constants, type FormInstance, type FormInstanceConfig, type InstanceData } from '@getodk/xforms-engine';
import { shallowReactive, shallowRef, type ShallowRef } from 'vue';
import { complaintsUnder, type Complaint } from './complaints';
import type { Definition } from './definition';
import type { AnyNode, RootNode } from './types';
import { identityOf } from './xform';

/** A form being filled. Controls write into the engine's nodes and then call `changed`. */
export class FormSession {
  /** What was typed but could not be read ('8,x'), by node id: the engine cannot know of it. */
  readonly unread = shallowReactive(new Map<string, string>());
  /** Whether also untouched answers show what is wrong with them. */
  readonly strict: ShallowRef<boolean> = shallowRef(false);
  private listeners: (() => void)[] = [];

  constructor(readonly root: RootNode) {}

  get instanceId(): string {
    return identityOf(this.xml()).instance_id;
  }

  /** The answers as they are now, finished or not. */
  xml(): string {
    return this.root.instanceState.instanceXML;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  changed(): void {
    this.listeners.forEach((listener) => listener());
  }

  complaints(under: AnyNode = this.root): Complaint[] {
    return complaintsUnder(under, this.unread);
  }

  /** The finished record, or null while an answer is wrong or missing. */
  async finish(): Promise<string | null> {
    this.strict.value = true;
    if (this.complaints().length) return null;
    const payload = await this.root.prepareInstancePayload();
    const file = payload.data[0].get(constants.INSTANCE_FILE_NAME);
    return payload.status === 'ready' && file instanceof File ? file.text() : null;
  }

  /** Labels, choices and messages in the form's own translation, where it has one. */
  setLanguage(code: string): void {
    for (const language of this.root.languages) {
      if (language.locale?.language !== code) continue;
      if (this.root.currentState.activeLanguage !== language) this.root.setLanguage(language);
    }
  }
}

export function startSession(definition: Definition, deviceID: string): FormSession {
  return sessionOf(definition.createInstance(config(deviceID)));
}

/** A form as it was left. */
export async function restoreSession(definition: Definition, xml: string, deviceID: string): Promise<FormSession> {
  const data = new FormData();
  const file = new File([xml], constants.INSTANCE_FILE_NAME, { type: constants.INSTANCE_FILE_TYPE });
  data.set(constants.INSTANCE_FILE_NAME, file);
  const restored = await definition.restoreInstance({ data: [data as InstanceData] }, config(deviceID));
  return sessionOf(restored);
}

const sessionOf = (instance: Pick<FormInstance<'create'>, 'root'>): FormSession =>
  new FormSession(instance.root as unknown as RootNode);

// The engine writes each node's state through this factory; reading it in a template then follows it. Shallow,
// because the engine replaces lists and texts whole, and its nodes must not be wrapped.
const config = (deviceID: string): FormInstanceConfig => ({
  stateFactory: shallowReactive as FormInstanceConfig['stateFactory'],
  preloadProperties: { deviceID },
});
