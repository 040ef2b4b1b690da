import { randomInt } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { OwnCredentials } from "../settings/credentials";
import { objectMeta } from "./metadata";

/** The keys of the credentials Secret. */
export const credentialKeys = {
  cookie: "cookie",
  username: "dashboard-username",
  password: "dashboard-password",
} as const;

/** Names the keys that were generated, for readers and for tools that apply the manifests again. */
export const generatedAnnotation = "pulumi-emqx/generated";

/** The name of the Secret that the component makes. */
export function credentialsSecretName(name: string): string {
  return `${name}-credentials`;
}

/** The keys that are generated: their values must be ignored when the Secret exists, as each run draws new ones. */
export function generatedKeys(credentials: OwnCredentials): string[] {
  return [
    ...(credentials.cookie ? [] : [credentialKeys.cookie]),
    ...(credentials.dashboardPassword ? [] : [credentialKeys.password]),
  ];
}

/** Erlang cookie and dashboard user. */
export function credentialsArgs(settings: Settings, credentials: OwnCredentials): types.input.core.v1.Secret {
  const generated = generatedKeys(credentials);
  return {
    metadata: objectMeta(
      settings,
      credentialsSecretName(settings.name),
      generated.length > 0 ? { [generatedAnnotation]: generated.join(",") } : {},
    ),
    type: "Opaque",
    data: {
      [credentialKeys.cookie]: encoded(credentials.cookie ?? randomText(64)),
      [credentialKeys.username]: encoded(credentials.dashboardUsername),
      [credentialKeys.password]: encoded(credentials.dashboardPassword ?? randomText(32)),
    },
  };
}

function encoded(value: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.secret(pulumi.output(value).apply((text) => Buffer.from(text).toString("base64")));
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Random letters and digits, the first a letter: EMQX would read digits alone as a number. */
function randomText(length: number): string {
  const pick = (alphabet: string) => alphabet[randomInt(alphabet.length)];
  return pick(letters) + Array.from({ length: length - 1 }, () => pick(`${letters}0123456789`)).join("");
}
