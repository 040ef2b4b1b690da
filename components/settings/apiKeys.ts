import type { ReleaseLine } from "../emqx/releaseLine";
import { type ApiKeyArgs, ApiKeyRole, type ApiKeysArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import type { Checks, Report, SecretKey } from "./checks";
import { editionHint } from "./release";
import { secretKey } from "./rules/collections";
import { isDnsLabel, isPlainSecret } from "./rules/formats";
import { group, listOf, maybe, plain, present } from "./rules/parts";
import { required, type Rule } from "./rules/rule";
import { oneOf, text } from "./rules/scalars";

/** A key of the REST API. Its secret is generated if it is undefined. */
export interface ApiKey {
  key: string;
  secret?: Eventual<string>;
  role: Eventual<ApiKeyRole>;
}

/** All keys of the REST API, from the component or from an existing Secret. */
type ApiKeys = { own: ApiKey[] } | { existingSecret: Eventual<SecretKey> };

/** The key of the startup probe. */
const probeKey = { key: "probe", role: ApiKeyRole.Viewer };

/** A secret that is long enough and that EMQX does not misread. The message does not show it. */
const readableSecret: Rule<string, string> = (given = "", path, report) => {
  if (!isPlainSecret(given) || given.length < 16) {
    report(
      path,
      "must be 16 to 255 letters, digits, _, - and ., starting with a letter: EMQX would misread other characters",
    );
  }
  return given;
};

const isKeyName = (given: string) => isDnsLabel(given, 40);
const keyName = text(isKeyName, "at most 40 lowercase letters, digits and -, starting with a letter");

export const apiKeys = group<ApiKeysArgs>()({
  keys: maybe(
    listOf(
      group<ApiKeyArgs>()({
        key: plain(required(keyName)),
        secret: present(readableSecret),
        role: oneOf(ApiKeyRole, ApiKeyRole.Administrator),
      }),
    ),
  ),
  existingSecret: present(secretKey),
});

export function apiKeySettings(
  checks: Checks,
  { keys, existingSecret }: ReturnType<typeof apiKeys.complete>,
  line: Eventual<ReleaseLine | undefined>,
): ApiKeys {
  if (existingSecret !== undefined) {
    checks.now((report) => keys && report("apiKeys.keys", "only valid without apiKeys.existingSecret"));
    return {
      existingSecret: checks.resolve({ existingSecret, line }, (value, report) => {
        checkSupport(value.line, "apiKeys.existingSecret", report);
        return value.existingSecret;
      }),
    };
  }
  const own = (keys ?? []).map(({ key, secret, role }, index) => ({
    key,
    secret,
    role: checks.resolve({ role, line }, (value, report) => {
      checkSupport(value.line, `apiKeys.keys[${index}]`, report);
      checkRole(value.role, value.line, `apiKeys.keys[${index}].role`, report);
      return value.role;
    }),
  }));
  checks.now((report) => checkNames(own, report));
  return { own: [probeKey, ...own] };
}

function checkNames(keys: ApiKey[], report: Report): void {
  keys.forEach(({ key }, index) => {
    const path = `apiKeys.keys[${index}].key`;
    if (key === probeKey.key) {
      report(path, "reserved for the startup probe; use another name", key);
    }
    if (keys.slice(0, index).some((earlier) => earlier.key === key)) {
      report(path, "already used by another API key; each name must be unique", key);
    }
  });
}

function checkSupport(line: ReleaseLine | undefined, path: string, report: Report): void {
  if (line?.apiKeys === "none") {
    report(
      path,
      "requires EMQX 5.1 or later, which reads API keys from a file; use a later image, or omit it",
    );
  }
}

function checkRole(role: ApiKeyRole, line: ReleaseLine | undefined, path: string, report: Report): void {
  if (line?.apiKeys === "withoutRoles" && role !== ApiKeyRole.Administrator) {
    report(
      path,
      `roles require EMQX 5.9 or later, or the enterprise edition 5.4 or later ${editionHint}; ` +
        `use ${ApiKeyRole.Administrator}, or another image`,
      role,
    );
  }
}
