import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { LakeFormationClient, RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { People } from '../../local/scenario/people.ts';
import type { Place } from '../place.ts';
import { readGrants } from '../products/grants.ts';
import { Producer } from './producer.ts';

/** Something that a visitor can have done, as the person who would do it. */
export interface Action {
  readonly name: string;
  readonly label: string;
  /** What will be seen to follow. */
  readonly hint: string;
  readonly group: 'producer' | 'trouble' | 'consumer';
  /** Does it and answers what was done, in a sentence. */
  readonly act: () => Promise<string>;
}

export function actionsOf(place: Place): readonly Action[] {
  const people = new People(place.cloud, place.names);
  const producer = new Producer(place, people);
  return [
    { name: 'register', group: 'producer', label: 'Register and share', hint: 'The product appears: link, grants, first training.', act: () => producer.register() },
    { name: 'more-rows', group: 'producer', label: 'Register again: more rows', hint: 'Half as many rows again, alike: a profile, no drift.', act: () => producer.registerAgain('more rows') },
    { name: 'drift', group: 'producer', label: 'Register again: drift', hint: 'Amounts half as high again, applicants older: drift, retraining.', act: () => producer.registerAgain('drift') },
    { name: 'new-column', group: 'producer', label: 'Register again: new column', hint: 'One column more: the verdict says so.', act: () => producer.registerAgain('new column') },
    { name: 'revoke', group: 'trouble', label: 'Revoke the share', hint: 'Central takes the product back: link and grants go.', act: () => unshare(people) },
    { name: 'share', group: 'trouble', label: 'Share again', hint: 'Central grants it once more.', act: () => share(people) },
    { name: 'break-grant', group: 'trouble', label: 'Break a grant', hint: 'Somebody takes a reader’s grant away: the next reconcile gives it back.', act: () => breakGrant(place) },
    { name: 'reconcile', group: 'consumer', label: 'Reconcile now', hint: 'What the hourly schedule would put on the bus.', act: () => reconcile(place) },
  ];
}

async function share(people: People): Promise<string> {
  await people.share();
  return 'central shares the product with the consumer again';
}

async function unshare(people: People): Promise<string> {
  await people.unshare();
  return 'central shares the product with the consumer no longer';
}

/** A person of the consumer's account takes away a grant by which a role of mesh.yml reads. */
async function breakGrant(place: Place): Promise<string> {
  const readers = new Set(place.names.readers);
  const broken = (await readGrants(place)).find(({ principal, permissions }) => readers.has(principal) && permissions.includes('SELECT'));
  if (broken === undefined) throw new NothingToDo('No role of mesh.yml holds a grant to read: register the product first, or reconcile.');
  const { Principal, Resource, Permissions } = broken.entry;
  await new LakeFormationClient(await place.asAdministrator()).send(new RevokePermissionsCommand({ Principal, Resource, Permissions }));
  return `somebody takes ${broken.permissions.join(' and ')} on ${broken.on} away from ${broken.principal.slice(broken.principal.lastIndexOf('/') + 1)}`;
}

/** Puts what the hourly schedule would put. */
async function reconcile(place: Place): Promise<string> {
  const config = await place.asAdministrator();
  const { stage } = place.names;
  const { Target } = await new SchedulerClient(config).send(new GetScheduleCommand({ Name: `meshloop-${stage}-reconcile`, GroupName: `meshloop-${stage}` }));
  const { Source, DetailType } = Target?.EventBridgeParameters ?? {};
  await new EventBridgeClient(config).send(new PutEventsCommand({ Entries: [{ EventBusName: Target?.Arn, Source, DetailType, Detail: Target?.Input }] }));
  return 'somebody asks for a reconcile';
}

/** What was asked for has no object. */
export class NothingToDo extends Error {
  override readonly name = 'NothingToDo';
}
