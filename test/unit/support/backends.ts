import { Edition } from "../../../components/args/release";
import { releaseLine, type ReleaseLine } from "../../../components/emqx/releaseLine";
import { placeSecrets, type SecretPlaces } from "../../../components/emqx/secretReferences";
import {
  externalBackends,
  externalSettings,
  type ResolvedBackends,
} from "../../../components/settings/backends/authentication";
import {
  authorizationBackends,
  authorizationBackendSettings,
} from "../../../components/settings/backends/authorization";
import { Checks } from "../../../components/settings/checks";

/** The first and last release lines, and the lines between which settings changed. */
export const lines = ["5.1", "5.2-enterprise", "5.3", "5.4", "5.7", "5.8", "5.9", "5.10", "6.0", "6.2"];

export const password = { name: "db", key: "password" };
export const sql = {
  server: "db.example.com:5432",
  database: "mqtt",
  username: "emqx",
  password,
  poolSize: 4,
};

/** The setting of a password, whose place depends on the release line: `password_field` is new in 5.4.0. */
export function passwordSetting(line: string, prefix = "authentication-1") {
  return ["5.1", "5.2-enterprise", "5.3"].includes(line)
    ? {}
    : { password: `file:///etc/emqx/access/${prefix}-password` };
}

/** A release line by its name, such as `5.8`, or `5.2-enterprise`. */
export function lineOf(name: string): ReleaseLine {
  const [version, edition] = name.split("-");
  const [major, minor] = version.split(".").map(Number);
  return releaseLine({ major, minor }, edition === "enterprise" ? Edition.Enterprise : Edition.OpenSource)!;
}

interface Authenticated {
  problems: string[];
  settings: Record<string, unknown>;
  places: SecretPlaces;
}

/** The settings of an entry of `authentication`, and the problems of the entry. */
export function authenticate(line: string, entry: object): Authenticated {
  const checks = new Checks("emqx");
  const completed = Object.entries(entry).map(([name, given]) => {
    const backend = externalBackends[name as keyof typeof externalBackends];
    return [name, backend.complete(given, name, checks)] as const;
  });
  const tree = checks.now((report) =>
    externalSettings(lineOf(line), Object.fromEntries(completed) as ResolvedBackends, "entry", report),
  );
  return { problems: problemsOf(checks), ...placeSecrets(lineOf(line), "EMQX_AUTHENTICATION__1", tree) };
}

/** The lines of the message without its title. */
function problemsOf(checks: Checks): string[] {
  try {
    checks.throwProblems();
    return [];
  } catch (error) {
    return (error as Error).message.split("\n  ").slice(1);
  }
}

/** The sources of `authorization.backends`. Throws if they are invalid. */
export function authorize(line: string, backends: object, hasRules = false) {
  const checks = new Checks("emqx");
  const complete = authorizationBackends.complete(backends, "authorization.backends", checks);
  const settings = authorizationBackendSettings(checks, complete, hasRules, lineOf(line));
  checks.throwProblems();
  return settings as { sources: object[]; places: object } | undefined;
}
