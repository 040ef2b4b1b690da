import type { Settings } from "../settings";

/** Computes something once for each cluster: outputs that many objects share cost the program and the engine time but once. */
export function oncePerCluster<T>(compute: (settings: Settings) => T): (settings: Settings) => T {
  const computed = new WeakMap<Settings, T>();
  return (settings) => {
    const value = computed.get(settings) ?? compute(settings);
    computed.set(settings, value);
    return value;
  };
}
