import { createCloud } from '../../local/cloud.ts';
import { modelOf } from '../../local/core/protocol/model.ts';
import { serviceById } from '../../local/core/protocol/services.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';

/** Every operation that the local cloud serves, as a Markdown table; beside it how many the service has in AWS. */
export async function operationTable(): Promise<string> {
  const cloud = createCloud({ clock: new VirtualClock(0), dice: new SeededDice('document'), region: 'eu-central-1', organization: [] });
  try {
    const rows = [...cloud.services.values()]
      .toSorted((a, b) => a.id.localeCompare(b.id))
      .map(({ id, operations }) => {
        const served = Object.keys(operations).toSorted();
        const definition = serviceById(id);
        const all = definition ? modelOf(definition).operations.size : served.length;
        return `| ${id} | ${served.length} of ${all} | ${served.join(', ')} |`;
      });
    return ['| service | operations | served |', '|---|---:|---|', ...rows].join('\n');
  } finally {
    await cloud.close();
  }
}

/** The text between `<!-- name:begin -->` and `<!-- name:end -->`. */
export function section(document: string, name: string): string {
  const { before, after } = markers(document, name);
  return document.slice(before, after).trim();
}

export function withSection(document: string, name: string, text: string): string {
  const { before, after } = markers(document, name);
  return `${document.slice(0, before)}\n${text}\n${document.slice(after)}`;
}

function markers(document: string, name: string): { before: number; after: number } {
  const begin = `<!-- ${name}:begin -->`;
  const before = document.indexOf(begin) + begin.length;
  const after = document.indexOf(`<!-- ${name}:end -->`);
  if (before < begin.length || after < before) throw new Error(`the document has no section ${name}`);
  return { before, after };
}
