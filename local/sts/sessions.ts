import type { Caller } from '../core/service.ts';
import type { Clock } from '../core/clock.ts';
import type { Dice } from '../core/dice.ts';
import type { SessionCredentials } from '../core/cloud.ts';

const KEY_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const TOKEN_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Tokens are long, as AWS's are; what tells one from another is their end. */
const SAME_IN_ALL = TOKEN_LETTERS.repeat(5).slice(0, 292);
/** Milliseconds for which a session that is over is known as expired, and not as unknown. */
const MEMORY = 86_400_000;
const ADMINISTRATOR = /^\d{12}$/;

interface Session {
  readonly caller: Caller;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly ends: number;
}

/** The credentials that STS gave out, by access key id. A 12-digit key is that account's administrator and never ends. */
export class Sessions {
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #sessions = new Map<string, Session>();

  constructor(clock: Clock, dice: Dice) {
    this.#clock = clock;
    this.#dice = dice;
  }

  /** @param duration seconds */
  open(roleArn: string, sessionName: string, duration: number): { credentials: SessionCredentials; caller: Caller } {
    const { accessKeyId, secretAccessKey, sessionToken } = this.#newKeys();
    const ends = this.#clock.now() + duration * 1000;
    const caller = { ...roleSession(roleArn, sessionName), accessKeyId };
    this.#forgetOld();
    this.#sessions.set(accessKeyId, { caller, sessionToken, ends });
    return { credentials: { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(ends) }, caller };
  }

  /** Who acts in a session whose credentials are given to nobody: there is nothing to know them again by. */
  unseen(roleArn: string, sessionName: string): Caller {
    return { ...roleSession(roleArn, sessionName), accessKeyId: this.#newKeyId() };
  }

  #newKeyId(): string {
    return `ASIA${this.#dice.text(16, KEY_LETTERS)}`;
  }

  #newKeys(): Omit<SessionCredentials, 'expiration'> {
    return {
      accessKeyId: this.#newKeyId(),
      sessionToken: `${SAME_IN_ALL}${this.#dice.text(64, TOKEN_LETTERS)}`,
      secretAccessKey: this.#dice.text(40, TOKEN_LETTERS),
    };
  }

  /** Long runs open many sessions; the oldest are looked at first, since a Map keeps their order. */
  #forgetOld(): void {
    for (const [accessKeyId, { ends }] of this.#sessions) {
      if (ends + MEMORY > this.#clock.now()) return;
      this.#sessions.delete(accessKeyId);
    }
  }

  callerOf(accessKeyId: string): Caller | undefined {
    if (ADMINISTRATOR.test(accessKeyId)) return { accountId: accessKeyId, arn: `arn:aws:iam::${accessKeyId}:root`, accessKeyId };
    const session = this.#sessions.get(accessKeyId);
    return session && session.ends > this.#clock.now() ? session.caller : undefined;
  }

  /** Why credentials are refused; undefined when they are good. */
  refusalOf({ accessKeyId, sessionToken }: { accessKeyId: string; sessionToken?: string }): 'unknown' | 'expired' | 'token' | undefined {
    if (ADMINISTRATOR.test(accessKeyId)) return undefined;
    const session = this.#sessions.get(accessKeyId);
    if (!session) return 'unknown';
    if (session.sessionToken !== sessionToken) return 'token';
    return session.ends > this.#clock.now() ? undefined : 'expired';
  }
}

/** The identity of a role's session, as AWS prints it: the role's path is left out. */
export function roleSession(roleArn: string, sessionName: string): Omit<Caller, 'accessKeyId'> {
  const [, partition = 'aws', , , accountId = '', resource = ''] = roleArn.split(':');
  const roleName = resource.slice(resource.lastIndexOf('/') + 1);
  return { accountId, arn: `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`, roleArn };
}
