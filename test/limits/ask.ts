import { createCloud, type LocalCloud } from '../../local/cloud.ts';
import { modelOf } from '../../local/core/protocol/model.ts';
import { serviceById } from '../../local/core/protocol/services.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';
import { ACCOUNT, START, text } from '../local/core/rooms.ts';
import { requestOf, type RawInput } from './request.ts';

export interface Answer {
  readonly status: number;
  /** Of an error; empty for success. */
  readonly code: string;
  readonly body: string;
}

/** One cloud whose operations are asked by their wire form, as any client might. */
export class Asker {
  readonly clock = new VirtualClock(START);
  readonly cloud: LocalCloud = createCloud({ clock: this.clock, dice: new SeededDice(1), region: 'eu-central-1', organization: [ACCOUNT, '111111111111'] });

  async ask(service: string, name: string, input: RawInput): Promise<Answer> {
    const definition = serviceById(service);
    const operation = definition && modelOf(definition).operations.get(name);
    if (!definition || !operation) throw new Error(`there is no ${service}:${name}`);
    const { status, headers, body } = await this.cloud.handle(requestOf(definition, operation, input));
    const answer = text(body);
    const code = headers['x-amzn-errortype'] ?? /<Code>([^<]+)/.exec(answer)?.[1] ?? '';
    return { status, code: status < 300 ? '' : code, body: answer };
  }

  /** As `ask`, for what has to succeed. */
  async done(service: string, name: string, input: RawInput): Promise<string> {
    const { status, body } = await this.ask(service, name, input);
    if (status >= 300) throw new Error(`${service}:${name} answered ${status}: ${body}`);
    return body;
  }
}
