import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type Eventual, whenKnown } from "../eventual";
import type { Settings } from "../settings";
import { base64, generatedAnnotation, randomText } from "./generated";
import { objectMeta } from "./metadata";

/** A user name and its password, for the programs that use them. */
export interface Login {
  /** The suffix of the Secret's name. */
  suffix: string;
  username: string;
  /** Generated if it is undefined. */
  password?: Eventual<string>;
}

/** The Secret of a login. */
export function loginArgs(settings: Settings, { suffix, username, password }: Login) {
  const value = password ?? randomText(32);
  return {
    metadata: objectMeta(
      settings,
      `${settings.name}-${suffix}`,
      password ? {} : { [generatedAnnotation]: "password" },
    ),
    type: "kubernetes.io/basic-auth",
    data: { username: base64(username), password: pulumi.secret(whenKnown([value], base64)) },
  } satisfies types.input.core.v1.Secret;
}
