import { bugNamed, planting } from '../../scripts/privileges/bugs/index.ts';
import type { Edit } from '../../scripts/privileges/deployed.ts';
import { Recorder } from '../../scripts/privileges/uses.ts';

/** Where `npm run privileges` wants what the scenarios used; undefined when nobody asked. */
export const recordFolder = process.env['MESHLOOP_PRIVILEGES'];

export const recorder = recordFolder === undefined ? undefined : new Recorder();

const bug = process.env['MESHLOOP_PRIVILEGE_BUG'];

/** Plants what `npm run privileges -- --bug` asks for into the stacks. */
export const planted: Edit = bug === undefined ? (resources) => resources : planting(bugNamed(bug));
