import { createHash } from "node:crypto";

/**
 * Chance that can be had again: the n-th draw is a function of the seed and n alone. Every case and every kind of mishap
 * draws from a stream of its own (`of`), so that what one does never shifts what another one draws.
 */
export class Chance {
  private readonly seed: string;
  private drawn = 0;

  constructor(seed: string) {
    this.seed = seed;
  }

  of(name: string): Chance {
    return new Chance(`${this.seed}/${name}`);
  }

  /** From 0 up to but not including 1. */
  next(): number {
    const digest = createHash("sha256").update(`${this.seed}#${this.drawn++}`).digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  }

  between(least: number, most: number): number {
    return Math.floor(least + this.next() * (most - least + 1));
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[Math.floor(this.next() * values.length)];
    if (value === undefined) throw new Error("nothing to pick from");
    return value;
  }

  /** One of the names, each as likely as its weight says against the others. */
  weighted<Name extends string>(weights: Readonly<Partial<Record<Name, number>>>): Name {
    const entries = Object.entries(weights) as [Name, number][];
    let rest = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      rest -= weight;
      if (rest < 0) return name;
    }
    return entries.at(-1)![0];
  }
}
