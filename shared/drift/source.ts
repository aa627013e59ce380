/** A column as the catalog describes it: `type` is the Glue (Hive) type, for example `decimal(10,2)`. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/** What a query reads. `where` is a predicate that is already SQL: build it with `partitionFilter`, never from raw text. */
export interface Source {
  readonly database: string;
  readonly table: string;
  readonly where?: string;
}

/** The rows of one query result in the order of its select list, without a header. SQL NULL is `null`, an empty string is `''`. */
export type Rows = readonly (readonly (string | null)[])[];
