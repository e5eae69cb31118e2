import { resolve } from 'node:path';

/** The checkout's root, absolute. */
export const projectFolder = resolve(import.meta.dirname, '../../..');
