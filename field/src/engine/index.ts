/** The engine's room, fetched when the first form is opened: it is by far the largest part of the app. */
export { readDefinition, FormUnreadable, type Definition } from './definition';
export { FormSession, restoreSession, startSession } from './session';
