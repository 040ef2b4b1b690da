import { type ApiKeyArgs, ApiKeyRole, type ApiKeysArgs } from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectList,
  expectObject,
  expectOneOf,
  expectSecretKey,
  isDnsLabel,
  isPlainSecret,
  type Report,
  type SecretKey,
  withDefault,
} from "./checks";
import { editionHint, findLine, type Release, type releaseSource } from "./release";
import type { Eventual } from "../eventual";

type ReleaseSource = ReturnType<typeof releaseSource>;

/** A key of the REST API. Its secret is generated if it is undefined. */
export interface ApiKey {
  key: string;
  secret?: Eventual<string>;
  role: Eventual<ApiKeyRole>;
}

/** All keys of the REST API, from the component or from an existing Secret. */
export type ApiKeys = { own: ApiKey[] } | { existingSecret: Eventual<SecretKey> };

/** The key of the startup probe. */
const probeKey: ApiKeyArgs = { key: "probe", role: ApiKeyRole.Viewer };

export function resolveApiKeys(checks: Checks, args: ApiKeysArgs = {}, release: ReleaseSource): ApiKeys {
  const { keys, existingSecret } = checks.plain(args, "apiKeys", (value, report) =>
    expectObject(value, ["keys", "existingSecret"], "apiKeys", report),
  );
  if (existingSecret !== undefined) {
    checks.now((report) => keys && report("apiKeys.keys", "only valid without apiKeys.existingSecret"));
    return {
      existingSecret: checks.resolve({ existingSecret, release }, (value, report) => {
        refuseBefore51(value.release, "apiKeys.existingSecret", report);
        return expectSecretKey(value.existingSecret, "apiKeys.existingSecret", report);
      }),
    };
  }
  const given = checks.plain(
    keys === undefined ? [] : keys,
    "apiKeys.keys",
    (value, report) => expectList(value, "apiKeys.keys", report),
    [],
  );
  const own = given.map((key, index) => resolveApiKey(checks, key, `apiKeys.keys[${index}]`, release));
  checks.now((report) => checkNames(own, report));
  return { own: [{ key: probeKey.key, role: ApiKeyRole.Viewer }, ...own] };
}

function resolveApiKey(checks: Checks, args: ApiKeyArgs, path: string, release: ReleaseSource): ApiKey {
  const { key, secret, role } = checks.plain(args, path, (value, report) =>
    expectObject(value, ["key", "secret", "role"], path, report),
  );
  return {
    key: checks.plain(key ?? "", `${path}.key`, (value, report) => {
      const accepted = "at most 40 lowercase letters, digits and -, starting with a letter";
      expect(value, (given) => isDnsLabel(given, 40), `${path}.key`, accepted, report);
      return value;
    }),
    secret: checks.present(secret, `${path}.secret`, (value, report) =>
      readableSecret(value, `${path}.secret`, report),
    ),
    role: checks.resolve({ role: withDefault(role, ApiKeyRole.Administrator), release }, (value, report) => {
      expectOneOf(value.role, ApiKeyRole, `${path}.role`, report);
      refuseBefore51(value.release, path, report);
      checkRole(value.role, value.release, `${path}.role`, report);
      return value.role;
    }),
  };
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

/** Reports a secret that is too short or that EMQX would misread. The message does not show it. */
function readableSecret(value: string, path: string, report: Report): string {
  if (!isPlainSecret(value) || value.length < 16) {
    report(
      path,
      "must be 16 to 255 letters, digits, _, - and ., starting with a letter: EMQX would misread other characters",
    );
  }
  return value;
}

function refuseBefore51(release: Release, path: string, report: Report): void {
  const line = findLine(release);
  if (line?.apiKeys === "none") {
    report(
      path,
      "requires EMQX 5.1 or later, which reads API keys from a file; use a later image, or omit it",
    );
  }
}

function checkRole(role: ApiKeyRole, release: Release, path: string, report: Report): void {
  if (findLine(release)?.apiKeys === "withoutRoles" && role !== ApiKeyRole.Administrator) {
    report(
      path,
      `roles require EMQX 5.9 or later, or the enterprise edition 5.4 or later ${editionHint}; ` +
        `use ${ApiKeyRole.Administrator}, or another image`,
      role,
    );
  }
}
