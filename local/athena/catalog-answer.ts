import type { Cloud } from '../core/cloud.ts';
import type { Caller } from '../core/service.ts';
import { AwsError } from '../core/service.ts';
import type { CatalogStatement } from './catalog-statement.ts';
import type { ResultColumn } from './engine.ts';
import type { Execution, Outcome } from './execution.ts';
import { ErrorType, QueryFailure } from './failure.ts';
import { metadataFile } from './metadata-file.ts';
import { write } from './output.ts';
import { asCaller } from './sources.ts';

/** Hive pads what it describes to columns of this width (observed in public answers of Athena). */
const WIDTH = 20;

interface Answer {
  readonly columns: readonly string[];
  readonly lines: readonly string[];
}

/**
 * Answers a question about the catalog with what Glue shows the caller. The result is a text file, a line for each row
 * (Athena user guide, "Identify query output files").
 */
export function answerCatalog(cloud: Cloud, execution: Execution, statement: CatalogStatement): Outcome {
  const database = execution.submission.database?.toLowerCase();
  const { columns: names, lines } = asCaller(() => answer(cloud, execution.caller, statement, database));
  const columns = names.map((name): ResultColumn => ({ name, type: 'string', precision: 0, scale: 0, hiveType: 'string' }));
  write(cloud, execution, execution.outputLocation, lines.map((line) => `${line}\n`).join(''));
  write(cloud, execution, `${execution.outputLocation}.metadata`, metadataFile(execution.id, columns));
  return { columns, scanned: 0, updateCount: 0 };
}

function answer(cloud: Cloud, caller: Caller, statement: CatalogStatement, context: string | undefined): Answer {
  const { glue } = cloud;
  if (statement.kind === 'showDatabases') return { columns: ['database_name'], lines: glue.databaseNames(caller).filter(likeness(statement.like)) };
  const database = statement.database ?? context;
  if (database === undefined) throw new QueryFailure(ErrorType.syntax, 'MISSING_SCHEMA_NAME: line 1:1: Schema must be specified when session schema is not set');
  if (statement.kind === 'showTables') {
    const names = found(() => glue.tableNames(caller, database), `[Error 10072]: Database does not exist: ${database}`);
    return { columns: ['tab_name'], lines: names.filter(likeness(statement.like)) };
  }
  const missing = `[Error 10001]: Table not found ${database}.${statement.table}`;
  const { columns, partitionKeys } = found(() => glue.columnsShown(caller, database, statement.table), missing);
  switch (statement.kind) {
    case 'showColumns':
      return { columns: ['field'], lines: [...columns, ...partitionKeys].map(({ name }) => name.padEnd(WIDTH)) };
    case 'showPartitions': {
      if (partitionKeys.length === 0) throw new QueryFailure(ErrorType.invalidArgument, `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table ${database}.${statement.table} is not a partitioned table`);
      const partitions = glue.partitionValues(caller, database, statement.table);
      return { columns: ['partition'], lines: partitions.map((values) => partitionKeys.map(({ name }, index) => `${name}=${values[index] ?? ''}`).join('/')) };
    }
    case 'describe':
      return { columns: ['col_name', 'data_type', 'comment'], lines: described(columns, partitionKeys) };
  }
}

type Column = { readonly name: string; readonly type: string; readonly comment: string };

/** Athena user guide, "DESCRIBE": all columns, and those of partitions once more by themselves. */
function described(columns: readonly Column[], partitionKeys: readonly Column[]): string[] {
  const row = (...parts: readonly string[]) => parts.map((part) => part.padEnd(WIDTH)).join('\t');
  const rows = (of: readonly Column[]) => of.map(({ name, type, comment }) => row(name, type, comment));
  const blank = ' \t \t ';
  const partitions = [blank, `# Partition Information${blank.slice(1)}`, row('# col_name', 'data_type', 'comment'), blank, ...rows(partitionKeys)];
  return [...rows([...columns, ...partitionKeys]), ...(partitionKeys.length === 0 ? [] : partitions)];
}

/** `*` stands for any text, `|` parts choices (Athena user guide, "SHOW TABLES"). */
function likeness(like: string | undefined): (name: string) => boolean {
  if (like === undefined) return () => true;
  const pattern = like.replaceAll(/[.+?^${}()[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  const expression = new RegExp(`^(?:${pattern})$`, 'i');
  return (name) => expression.test(name);
}

function found<T>(look: () => T, missing: string): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof AwsError && error.code === 'EntityNotFoundException') throw new QueryFailure(ErrorType.notFound, `FAILED: SemanticException ${missing}`);
    throw error;
  }
}
