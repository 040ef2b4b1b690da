import type { Settings } from "../settings";

/** Caches a computation per cluster, so that many objects share one output. Each output costs the program and the engine time. */
export function oncePerCluster<T>(compute: (settings: Settings) => T): (settings: Settings) => T {
  const computed = new WeakMap<Settings, T>();
  return (settings) => {
    const value = computed.get(settings) ?? compute(settings);
    computed.set(settings, value);
    return value;
  };
}
