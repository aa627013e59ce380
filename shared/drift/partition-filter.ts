import { classOf } from './column-class.ts';
import { identifier, text } from './sql.ts';
import type { Column } from './source.ts';

/** Glue's value of a partition without one (Hive's default partition). */
const defaultPartition = '__HIVE_DEFAULT_PARTITION__';

/** A predicate for the partitions with these values (one list per partition, in the order of the keys), as Glue's GetPartitions names them. */
export function partitionFilter(keys: readonly Column[], partitions: readonly (readonly string[])[]): string {
  if (keys.length === 0 || partitions.length === 0) throw new Error('A partition filter needs keys and partitions');
  const single = keys[0];
  if (keys.length === 1 && single !== undefined) {
    const values = partitions.map(([value]) => value ?? defaultPartition);
    const present = values.filter((value) => value !== defaultPartition);
    const parts = [
      ...(present.length > 0 ? [`${identifier(single.name)} IN (${present.map((value) => literal(single, value)).join(', ')})`] : []),
      ...(present.length < values.length ? [`${identifier(single.name)} IS NULL`] : []),
    ];
    return `(${parts.join(' OR ')})`;
  }
  const one = (values: readonly string[]) => `(${keys.map((key, i) => equals(key, values[i] ?? defaultPartition)).join(' AND ')})`;
  return `(${partitions.map(one).join(' OR ')})`;
}

function equals(key: Column, value: string): string {
  return value === defaultPartition ? `${identifier(key.name)} IS NULL` : `${identifier(key.name)} = ${literal(key, value)}`;
}

/** Typed, so that the engine prunes partitions instead of casting the key. */
function literal(key: Column, value: string): string {
  const kind = classOf(key.type);
  return kind === 'text' || kind === 'character' ? text(value) : `CAST(${text(value)} AS ${sqlType(key.type)})`;
}

function sqlType(type: string): string {
  const name = type.trim().toLowerCase();
  if (!/^[a-z]+(\s*\(\s*\d+\s*(,\s*\d+\s*)?\))?$/.test(name)) throw new Error(`A partition key cannot have the type ${type}`);
  return name === 'int' ? 'INTEGER' : name === 'float' ? 'REAL' : name.toUpperCase();
}
