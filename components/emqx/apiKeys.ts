import { ApiKeyRole } from "../emqxClusterArgs";
import type { ReleaseLine } from "./releaseLine";

/** The file of API keys. */
export const apiKeysFile = "/etc/emqx/api-keys/bootstrap";

/** A key of the REST API with its secret. */
export interface ApiKeyPair {
  key: string;
  secret: string;
  role: ApiKeyRole;
}

/** The environment that makes nodes read the file when they start. */
export function apiKeysEnvironment({ apiKeys }: ReleaseLine): Record<string, string> {
  return apiKeys === "none" ? {} : { EMQX_API_KEY__BOOTSTRAP_FILE: apiKeysFile };
}

/** The content of the file. A role that EMQX does not know would make it refuse all lines from there on. */
export function apiKeysFileContent({ apiKeys }: ReleaseLine, pairs: ApiKeyPair[]): string {
  const lines = pairs.map(({ key, secret, role }) =>
    apiKeys === "withRoles" ? `${key}:${secret}:${role}` : `${key}:${secret}`,
  );
  return `${lines.join("\n")}\n`;
}
