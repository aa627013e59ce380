/** The three accounts of the mesh, 12 digits each. */
export interface Accounts {
  readonly central: string;
  readonly producer: string;
  readonly consumer: string;
}

export type AccountName = keyof Accounts;
