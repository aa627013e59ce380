import { NoPeers, prepareVenv, type Venv } from './venv.ts';

export interface FindOptions {
  /** Continuous integration: what cannot be checked must not look like something that was. */
  readonly isCi: boolean;
  readonly tell: (line: string) => void;
  /** Default: `.venv-peers` of the project. */
  readonly folder?: string;
}

/** The packages, or undefined where they cannot be had and that is no failure. */
export async function findPeers({ isCi, tell, folder }: FindOptions): Promise<Venv | undefined> {
  try {
    return await prepareVenv(folder);
  } catch (error) {
    if (!(error instanceof NoPeers)) throw error;
    if (isCi) throw new Error(`The checks by others' tools cannot run: ${error.message}.`, { cause: error });
    tell(`Not checked: ${error.message}. In CI this is a failure.`);
    return undefined;
  }
}
