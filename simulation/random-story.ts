import { SeededDice } from '../local/core/seeded-dice.ts';
import type { Dice } from '../local/core/dice.ts';
import type { DataVersion } from './data.ts';
import { between, oneOf, weighted } from './dice.ts';
import type { MeshName } from './meshes.ts';
import { randomFaults, randomTroubles } from './random-faults.ts';
import type { Action, Deed, Product, Story } from './story.ts';

const orders: Product = { database: 'orders', table: 'daily' };
const claims: Product = { database: 'claims', table: 'claims' };
const payments: Product = { database: 'claims', table: 'payments' };
const sensors: Product = { database: 'sensor_a', table: 'readings' };

const second = 1000;
const minute = 60 * second;

/** Changes that a story has: of products, of who may see them, and of mesh.yml. */
const fewest = 10;
const changing: readonly Deed['kind'][] = ['register', 'register again', 'share', 'revoke', 'delete table', 'delete database', 'edit mesh.yml'];

/** A story of three products and at least ten changes, some of them troublesome, and what goes wrong meanwhile. */
export function randomStory(seed: number): Story {
  const dice = new SeededDice(`story ${seed}`);
  const teller = new Teller(dice);
  teller.begin();
  while (teller.changes < fewest) teller.goOn();
  const actions = teller.actions;
  return { seed, actions, faults: randomFaults(dice), troubles: randomTroubles(dice) };
}

/** Tells a story deed by deed, and remembers what there is. */
class Teller {
  readonly actions: Action[] = [];
  readonly #dice: Dice;
  readonly #data = new Map<Product, DataVersion>();
  readonly #shared = new Set<string>();
  readonly #products: readonly [Product, Product, Product];
  #mesh: MeshName = 'full';
  #at = 0;
  changes = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#products = [orders, claims, oneOf(dice, [payments, sensors])];
  }

  /** Three products are registered and shared: mostly the database first, sometimes all at once. */
  begin(): void {
    for (const product of shuffled(this.#dice, this.#products)) this.#introduce(product);
  }

  #introduce(product: Product): void {
    const { database } = product;
    // Somebody may have had the name before anybody knew that there would be a link.
    if (!this.#shared.has(database) && this.#dice.next() < 0.03) this.#takeLinkName(product);
    if (this.#dice.next() < 0.3) {
      this.#register(product);
      this.#tell({ kind: 'share', database });
      this.#shared.add(database);
    } else {
      if (!this.#shared.has(database)) {
        this.#tell({ kind: 'make database', database });
        this.#tell({ kind: 'share', database });
        this.#shared.add(database);
        this.#at += between(this.#dice, 5, 60) * second;
      }
      this.#register(product);
    }
    this.#pause();
  }

  goOn(): void {
    this.#pause();
    const product = oneOf(this.#dice, this.#products);
    if (!this.#data.has(product)) {
      this.#introduce(product);
      return;
    }
    weighted<() => void>(this.#dice, [
      [20, () => this.#registerAgain(product)],
      [1.2, () => this.#editMesh()],
      [0.6, () => this.#tell({ kind: 'revoke', database: product.database })],
      [0.6, () => this.#tell({ kind: 'share', database: product.database })],
      [0.5, () => this.#deleteTable(product)],
      [0.4, () => this.#tell({ kind: 'delete database', database: product.database })],
      [0.7, () => this.#takeLinkName(product)],
      [0.8, () => this.#tell({ kind: 'start a run by hand', pipeline: oneOf(this.#dice, ['orders', 'claims', 'payments']) })],
      [0.8, () => this.#tell({ kind: 'reconcile' })],
      [0.8, () => this.#tell({ kind: 'register elsewhere', data: this.#version() })],
    ])();
  }

  #register(product: Product): void {
    const data = this.#version();
    this.#data.set(product, data);
    this.#tell({ kind: 'register', product, data });
  }

  #registerAgain(product: Product): void {
    const before = this.#data.get(product) ?? this.#version();
    const data = weighted<DataVersion>(this.#dice, [
      [2, before],
      [2, { mix: before.mix, noise: between(this.#dice, 0, 6) }],
      [4, this.#version()],
    ]);
    this.#data.set(product, data);
    this.#tell({ kind: 'register again', product, data });
  }

  #deleteTable(product: Product): void {
    this.#data.delete(product);
    this.#tell({ kind: 'delete table', product });
  }

  #takeLinkName(product: Product): void {
    this.#tell({ kind: 'take a link name', link: linkOf(product), how: oneOf(this.#dice, ['database', 'link elsewhere']) });
  }

  #editMesh(): void {
    const others = (['full', 'without analyst', 'without claims', 'longer window'] as const).filter((name) => name !== this.#mesh);
    this.#mesh = others[Math.floor(this.#dice.next() * others.length)] ?? 'full';
    this.#tell({ kind: 'edit mesh.yml', mesh: this.#mesh });
  }

  #version(): DataVersion {
    return { mix: between(this.#dice, 0, 2), noise: between(this.#dice, 0, 2) };
  }

  #tell(deed: Deed): void {
    this.actions.push({ at: this.#at, deed });
    if (changing.includes(deed.kind)) this.changes += 1;
    this.#at += between(this.#dice, 1, 9) * second;
  }

  /** Mostly short, so that changes meet in one window and across its end; sometimes long enough for a run to end. */
  #pause(): void {
    this.#at += weighted(this.#dice, [
      [5, between(this.#dice, 0, 20) * second],
      [3, between(this.#dice, 30, 240) * second],
      [1, between(this.#dice, 5, 40) * minute],
    ]);
  }
}

function linkOf({ database }: Product): string {
  return database === 'claims' ? 'rl_insurance' : `rl_${database}`;
}

function shuffled<T>(dice: Dice, items: readonly T[]): T[] {
  return items.map((item) => [dice.next(), item] as const).toSorted(([a], [b]) => a - b).map(([, item]) => item);
}
