import { Recorder } from '../../scripts/privileges/uses.ts';

/** Where `npm run privileges` wants what the scenarios used; undefined when nobody asked. */
export const recordFolder = process.env['MESHLOOP_PRIVILEGES'];

export const recorder = recordFolder === undefined ? undefined : new Recorder();
