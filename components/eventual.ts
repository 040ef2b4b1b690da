import * as pulumi from "@pulumi/pulumi";

/**
 * A plain value, or an output that resolves later. Known values stay plain, because each output costs the program time in proportion to
 * all the values it is made from.
 */
export type Eventual<T> = T | pulumi.Output<T>;

type Known<V> = V extends pulumi.OutputInstance<infer T> | Promise<infer T> ? T : V;

/** Builds a result from values: at once if all are known, otherwise as soon as they resolve. */
export function whenKnown<V extends unknown[], R>(
  values: [...V],
  build: (...known: { [K in keyof V]: Known<V[K]> }) => R,
): Eventual<Known<R>> {
  type Values = { [K in keyof V]: Known<V[K]> };
  const later = values.filter(isLater);
  if (later.length === 0) {
    return build(...(values as unknown as Values)) as Eventual<Known<R>>;
  }
  return pulumi.all(later).apply((known) => {
    const next = known[Symbol.iterator]();
    const all = values.map((value) => (isLater(value) ? (next.next().value as unknown) : value));
    return build(...(all as unknown as Values));
  }) as Eventual<Known<R>>;
}

/** Whether a value is an output or a promise. */
export function isLater(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}
