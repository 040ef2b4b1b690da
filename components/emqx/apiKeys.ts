import { ApiKeyRole } from "../emqxClusterArgs";
import type { ReleaseLine } from "./releaseLine";

/** The file with the API keys. */
export const apiKeysFile = "/etc/emqx/api-keys/bootstrap";

/** A REST API key with its secret and role. */
export interface ApiKeyPair {
  key: string;
  secret: string;
  role: ApiKeyRole;
}

/** The environment that makes nodes read the file at start. */
export function apiKeysEnvironment({ apiKeys }: ReleaseLine): Record<string, string> {
  return apiKeys === "none" ? {} : { EMQX_API_KEY__BOOTSTRAP_FILE: apiKeysFile };
}

/** The content of the file. EMQX rejects all lines from the first one with an unknown role on. */
export function apiKeysFileContent({ apiKeys }: ReleaseLine, pairs: ApiKeyPair[]): string {
  const lines = pairs.map(({ key, secret, role }) =>
    apiKeys === "withRoles" ? `${key}:${secret}:${role}` : `${key}:${secret}`,
  );
  return `${lines.join("\n")}\n`;
}
