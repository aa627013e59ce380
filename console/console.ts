import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalCloud } from '../local/cloud.ts';
import type { MeshNames } from '../local/scenario/bootstrap.ts';
import type { Mesh } from '../shared/mesh/mesh.ts';
import { plain, send, type Answer } from './http/answer.ts';
import { base } from './http/base.ts';
import { refusalOf } from './http/guard.ts';
import { Stream } from './http/stream.ts';
import { placeOf } from './place.ts';
import { actionsOf, type Action } from './producer/actions.ts';
import { answer, type Room } from './routes.ts';
import { TimelineRecord } from './timeline/record.ts';

export interface Console {
  /** Answers the request if it is for the console, and says whether it is. */
  readonly take: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
  readonly close: () => void;
}

/** The web page beside the local cloud's endpoint. It remembers what happens in the cloud from now on. */
export function createConsole(cloud: LocalCloud, mesh: Mesh, names: MeshNames): Console {
  const place = placeOf(cloud, mesh, names);
  const record = new TimelineRecord();
  const leave = record.follow(cloud.watch);
  const stream = new Stream(record);
  const room: Room = { place, record, actions: actionsOf(place) };
  const perform = oneAfterTheOther(room);

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse, { pathname, searchParams }: URL): Promise<void> {
    const { method = 'GET', headers } = incoming;
    const port = incoming.socket.localPort ?? 0;
    const say = (what: Answer) => send(outgoing, what, method !== 'HEAD');
    const refusal = refusalOf({ method, headers }, port);
    if (refusal) return say(plain(refusal.status, refusal.why));
    // Nothing that acts has a body.
    incoming.resume();
    const path = pathname.slice(base.length);
    if (method === 'POST') return say(await perform(path));
    if (path === 'stream' && method === 'GET') return stream.join(outgoing);
    say(await answer(room, path, searchParams));
  }

  return {
    take(incoming, outgoing) {
      const url = URL.parse(incoming.url ?? '/', 'http://console');
      if (url?.pathname === base.slice(0, -1)) {
        outgoing.writeHead(308, { location: base }).end();
        return true;
      }
      if (!url?.pathname.startsWith(base)) return false;
      respond(incoming, outgoing, url).catch((error: unknown) => {
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        if (!outgoing.headersSent) send(outgoing, plain(500, why), true);
        else outgoing.end();
      });
      return true;
    },
    close() {
      leave();
      stream.close();
    },
  };
}

/** Carries out what buttons ask for, one after the other: two versions of a product at once would have the same number. */
function oneAfterTheOther({ place, record, actions }: Room): (path: string) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return async (path) => {
    const action = actions.find(({ name }) => path === `act/${name}`);
    if (!action) return plain(404, 'There is no such action.');
    const mine = last.then(() => carryOut(action));
    last = mine;
    return await mine;
  };

  async function carryOut(action: Action): Promise<Answer> {
    try {
      const told = await action.act();
      record.say(place.cloud.clock.now(), place.names.accounts[actor[action.group]], told);
      return plain(200, told);
    } catch (error) {
      return plain(409, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  }
}

const actor = { producer: 'producer', trouble: 'central', consumer: 'consumer' } as const;
