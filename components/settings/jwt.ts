import { readsDottedClaims } from "../emqx/authentication";
import { isHttps } from "../emqx/backends/http";
import type { ReleaseLine } from "../emqx/releaseLine";
import { type JwksArgs, type JwtArgs, TokenSource } from "../emqxClusterArgs";
import { clientTlsRule } from "./backends/clientTls";
import { isString, type Report } from "./checks";
import { map, object, secretKey } from "./rules/collections";
import { type Known, optional, required, type Rule } from "./rules/rule";
import { anyString, count, flag, oneOf, text } from "./rules/scalars";

const isHttpUrl = (value: unknown) =>
  isString(value) && /^https?:\/\//i.test(value) && URL.canParse(value) && !/\s/.test(value);

const jwks = object<JwksArgs>()({
  endpoint: required(text(isHttpUrl, "a URL that starts with https:// or http://")),
  refreshInterval: count,
  tls: optional(clientTlsRule),
});

const isClaim = (value: unknown) => isString(value) && value !== "";

const fields = object<JwtArgs>()({
  secret: optional(secretKey),
  secretBase64Encoded: flag(),
  publicKey: optional(secretKey),
  jwks: optional(jwks),
  from: oneOf(TokenSource),
  verifyClaims: optional(map(anyString)),
  aclClaim: text(isClaim, "the name of a claim"),
  disconnectAfterExpire: flag(),
});

export type Jwt = Known<JwtArgs>;

/** Claims that EMQX verifies itself, and rejects in its configuration: `check_claim_name` of emqx_authn_jwt_schema.erl of 5.8.9. */
const timeClaims = ["exp", "iat", "nbf"];

export const jwt: Rule<Jwt> = (given, path, report) => {
  const complete = fields(given, path, report);
  const keys = [complete.secret, complete.publicKey, complete.jwks].filter((key) => key !== undefined);
  if (keys.length !== 1) {
    report(path, "must have one of secret, publicKey and jwks");
  }
  if (complete.secretBase64Encoded !== undefined && complete.secret === undefined) {
    report(`${path}.secretBase64Encoded`, `only valid with ${path}.secret`);
  }
  if (complete.jwks?.tls !== undefined && !isHttps(complete.jwks.endpoint)) {
    report(`${path}.jwks.tls`, "only valid if the endpoint starts with https://");
  }
  for (const claim of Object.keys(complete.verifyClaims ?? {})) {
    if (timeClaims.includes(claim) || claim === "") {
      report(
        `${path}.verifyClaims.${claim}`,
        "must be a claim other than exp, iat and nbf, which EMQX verifies itself",
      );
    }
  }
  return complete;
};

/** Reports fields that the release does not support. */
export function checkJwt(
  line: ReleaseLine,
  { disconnectAfterExpire, verifyClaims = {} }: Jwt,
  path: string,
  report: Report,
): void {
  const { major, minor } = line.version;
  if (disconnectAfterExpire !== undefined && major === 5 && minor < 7) {
    report(`${path}.disconnectAfterExpire`, "requires EMQX 5.7 or later");
  }
  for (const claim of Object.keys(verifyClaims).filter((name) => name.includes("."))) {
    if (!readsDottedClaims(line)) {
      report(`${path}.verifyClaims.${claim}`, "a name with a dot requires EMQX 5.8 or later");
    }
  }
}
