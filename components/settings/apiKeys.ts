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
import { findLine, type Release, type releaseSource } from "./release";
import type { Eventual } from "../eventual";

type ReleaseSource = ReturnType<typeof releaseSource>;

/** A key of the REST API; without a secret, that is to be generated. */
export interface ApiKey {
  key: string;
  secret?: Eventual<string>;
  role: Eventual<ApiKeyRole>;
}

/** All keys of the REST API: the component's own, or the user's file. */
export type ApiKeys = { own: ApiKey[] } | { existingSecret: Eventual<SecretKey> };

/** The key that the startup probe uses. */
const probeKey: ApiKeyArgs = { key: "probe", role: ApiKeyRole.Viewer };

export function resolveApiKeys(checks: Checks, args: ApiKeysArgs = {}, release: ReleaseSource): ApiKeys {
  const { keys, existingSecret } = checks.plain(args, "apiKeys", (value, report) =>
    expectObject(value, ["keys", "existingSecret"], "apiKeys", report),
  );
  if (existingSecret !== undefined) {
    checks.now((report) => keys && report("apiKeys.keys", "accepted without apiKeys.existingSecret only"));
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
      const accepted = "at most 40 small letters, digits and -, the first a letter";
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
      report(path, "the startup probe has it; accepted: another", key);
    }
    if (keys.slice(0, index).some((earlier) => earlier.key === key)) {
      report(path, "another has it; accepted: each key once", key);
    }
  });
}

/** Reports a secret that EMQX would read differently or that is easily guessed, without showing it. */
function readableSecret(value: string, path: string, report: Report): string {
  if (!isPlainSecret(value) || value.length < 16) {
    report(
      path,
      "the value given is too short or too long, or has characters that EMQX would misread; " +
        "accepted: 16 to 255 letters, digits, _, - and ., the first a letter",
    );
  }
  return value;
}

function refuseBefore51(release: Release, path: string, report: Report): void {
  const line = findLine(release);
  if (line?.apiKeys === "none") {
    report(path, "EMQX before 5.1 has no file of API keys; accepted: none, or a later image");
  }
}

function checkRole(role: ApiKeyRole, release: Release, path: string, report: Report): void {
  if (findLine(release)?.apiKeys === "withoutRoles" && role !== ApiKeyRole.Administrator) {
    report(
      path,
      `open-source EMQX before 5.9, and all before 5.4, has no roles; accepted: ${ApiKeyRole.Administrator}, or another ` +
        "image (edition says which, where its name does not)",
      role,
    );
  }
}
