import type { Entry } from './catalogue.ts';

const channels = {
  'mesh bus': { id: 'meshBus', address: 'meshloop-{stage}', description: 'What central forwards, and what meshloop says itself.' },
  'default bus': { id: 'defaultBus', address: 'default', description: 'What AWS sends in the consumer account.' },
} as const;

type Bus = keyof typeof channels;

/** The catalogue as an AsyncAPI 3.0.0 document (asyncapi.com, "AsyncAPI Specification 3.0.0"). */
export function asyncApi(entries: readonly Entry[], version: string): string {
  const busesOf = ({ from, consumers }: Entry): readonly Bus[] => {
    const woken = [...new Set(consumers.map(({ bus }) => bus))];
    if (woken.length > 0) return woken;
    return [from === 'AWS' ? 'default bus' : 'mesh bus'];
  };
  const channel = (bus: Bus) => {
    const { id, address, description } = channels[bus];
    const parameters = address.includes('{') ? { parameters: { stage: { description: 'The stage of the deployment.', default: 'dev' } } } : {};
    const here = entries.filter((each) => busesOf(each).includes(bus));
    return [
      id,
      {
        address,
        description,
        ...parameters,
        messages: Object.fromEntries(here.map(({ contract }) => [contract.id, { $ref: `#/components/messages/${contract.id}` }])),
      },
    ];
  };
  const operation = (name: string, action: 'send' | 'receive', bus: Bus, { contract }: Entry) => [
    `${name}.${action}.${contract.id}`,
    {
      action,
      channel: { $ref: `#/channels/${channels[bus].id}` },
      messages: [{ $ref: `#/channels/${channels[bus].id}/messages/${contract.id}` }],
      tags: [{ name }],
    },
  ];
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'meshloop',
      version,
      description: 'The events that meshloop takes and publishes. Written by `npm run events` from the contracts in events/ and the packaged stack.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries([channel('mesh bus'), channel('default bus')]),
    operations: Object.fromEntries(
      entries.flatMap((entry) => [
        ...entry.consumers.map((each) => operation(each.function, 'receive', each.bus, entry)),
        ...entry.producers.map((each) => operation(each, 'send', 'mesh bus', entry)),
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        entries.map(({ contract, description, schema, sample }) => [
          contract.id,
          { name: contract.id, title: contract.detailType, summary: description, payload: schema, examples: [{ payload: sample }] },
        ]),
      ),
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
