import type { Component } from 'vue';
import type { ControlNode } from '@/engine/types';
import { hasAppearance } from '@/engine/walk';
import DateControl from './controls/DateControl.vue';
import GeopointControl from './controls/GeopointControl.vue';
import NoteControl from './controls/NoteControl.vue';
import NumberControl from './controls/NumberControl.vue';
import SearchControl from './controls/SearchControl.vue';
import SelectManyControl from './controls/SelectManyControl.vue';
import SelectOneControl from './controls/SelectOneControl.vue';
import TextControl from './controls/TextControl.vue';
import TriggerControl from './controls/TriggerControl.vue';
import UnsupportedControl from './controls/UnsupportedControl.vue';

const INPUTS: Record<string, Component> = {
  string: TextControl,
  barcode: TextControl,
  int: NumberControl,
  decimal: NumberControl,
  date: DateControl,
  geopoint: GeopointControl,
};

/** The component that asks this question; one that says so where we have none; null for what nobody answers. */
export function controlFor(node: ControlNode): Component | null {
  switch (node.nodeType) {
    case 'model-value':
      return null;
    case 'note':
      return NoteControl;
    case 'trigger':
      return TriggerControl;
    case 'select':
      if (node.selectType === 'select') return SelectManyControl;
      return isLong(node) ? SearchControl : SelectOneControl;
    case 'input':
      return INPUTS[node.valueType] ?? UnsupportedControl;
    default:
      return UnsupportedControl;
  }
}

const LONG = 15;

const isLong = (node: Extract<ControlNode, { nodeType: 'select' }>): boolean =>
  hasAppearance(node, 'autocomplete') || node.currentState.valueOptions.length > LONG;
