import type { types } from "@pulumi/kubernetes";
import { accessDirectory, joinPlaces, type SecretPlaces } from "../emqx/secretReferences";
import { type Eventual, whenKnown } from "../eventual";
import type { Settings } from "../settings";
import { oncePerCluster } from "./once";
import { usersSecretName } from "./users";

type Volume = types.input.core.v1.Volume;
type EnvVar = types.input.core.v1.EnvVar;

/** The secrets of authentication and authorization in existing Secrets. */
const secretPlaces = oncePerCluster(({ authentication, authorizationSources }): Eventual<SecretPlaces> =>
  whenKnown([authentication?.environment, authorizationSources], (...given) =>
    joinPlaces(given.flatMap((each) => (each === undefined ? [] : [each.places]))),
  ),
);

/** The volume with the secrets that nodes read from files. Undefined without any. */
export function accessVolume(settings: Settings): Eventual<Volume | undefined> {
  const own = (settings.authentication?.ownUsers ?? []).map(({ file }) => ({
    secret: { name: usersSecretName(settings), items: [{ key: file, path: file }] },
  }));
  return whenKnown([secretPlaces(settings)], ({ files }) => {
    const existing = Object.entries(files).map(([path, { name, key }]) => ({
      secret: { name, items: [{ key, path }] },
    }));
    const sources = [...own, ...existing];
    return sources.length === 0 ? undefined : { name: "access", projected: { sources, defaultMode: 0o440 } };
  });
}

/** The mount of that volume. It is a directory, not a subPath, so that the kubelet updates the files when a Secret changes. */
export const accessMount = { name: "access", mountPath: accessDirectory, readOnly: true };

/** The variables with the secrets that nodes cannot read from files. Kubernetes expands `$(…)` only for variables earlier in the list. */
export function accessVariables(settings: Settings): Eventual<EnvVar[]> {
  return whenKnown([secretPlaces(settings)], ({ variables }) =>
    Object.entries(variables).flatMap(([name, { text, secrets }]) => [
      ...Object.entries(secrets).map(([source, secretKeyRef]) => ({
        name: source,
        valueFrom: { secretKeyRef },
      })),
      { name, value: text },
    ]),
  );
}
