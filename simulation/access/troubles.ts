import { RoomTroubles, type RoomTrouble } from '../room-troubles.ts';
import type { HandlerName } from './code.ts';

export const deliveries = ['Data Product Changed', 'Data Product Linked', 'Deadline Reached', 'Reconcile Requested'] as const;
export type Delivery = (typeof deliveries)[number];

type Effect = 'throttled' | 'conflict' | 'answer lost';

export type Trouble = RoomTrouble<Delivery, Effect, HandlerName>;

export class Troubles extends RoomTroubles<Delivery, Effect, HandlerName> {}
