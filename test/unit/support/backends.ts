import { Edition } from "../../../components/args/release";
import {
  type ExternalAuthentication,
  externalAuthentication,
} from "../../../components/emqx/backends/authentication";
import { releaseLine, type ReleaseLine } from "../../../components/emqx/releaseLine";
import { placeSecrets, type SecretPlaces } from "../../../components/emqx/secretReferences";
import {
  checkExternalAuthentication,
  externalAuthenticationRules,
} from "../../../components/settings/backends/authentication";
import {
  authorizationBackends,
  authorizationBackendSettings,
} from "../../../components/settings/backends/authorization";
import { Checks, type Report } from "../../../components/settings/checks";

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
  settings?: Record<string, unknown>;
  places?: SecretPlaces;
}

/** The settings of an entry of `authentication`, and the problems of the entry. */
export function authenticate(line: string, entry: object): Authenticated {
  const problems: string[] = [];
  const report: Report = (path, reason) => void problems.push(`${path}: ${reason}`);
  const completed = Object.entries(entry).map(([name, given]) => {
    const rule = externalAuthenticationRules[name as keyof typeof externalAuthenticationRules];
    return [name, rule(given as never, name, report)] as const;
  });
  if (completed.some(([, value]) => value === null)) {
    return { problems };
  }
  const complete = Object.fromEntries(completed) as ExternalAuthentication;
  checkExternalAuthentication(lineOf(line), complete, "entry", report);
  const tree = externalAuthentication(lineOf(line), complete) ?? {};
  return { problems, ...placeSecrets(lineOf(line), "EMQX_AUTHENTICATION__1", tree) };
}

/** The sources of `authorization.backends`. Throws if they are invalid. */
export function authorize(line: string, backends: object, hasRules = false) {
  const checks = new Checks("emqx");
  const complete = authorizationBackends.complete(backends, "authorization.backends", checks);
  const settings = authorizationBackendSettings(checks, complete, hasRules, lineOf(line));
  checks.throwProblems();
  return settings as { sources: object[]; places: object } | undefined;
}
