import { type HttpServerArgs, RequestMethod } from "../../emqxClusterArgs";
import { isHttps } from "../../emqx/backends/http";
import type { TemplateUse } from "../../emqx/backends/placeholders";
import type { ReleaseLine } from "../../emqx/releaseLine";
import { isString, type Report, withoutAbsent } from "../checks";
import { checkedMap, map, object, secretKey } from "../rules/collections";
import { isEmqxDuration } from "../rules/formats";
import { type Known, optional, required, type Rule } from "../rules/rule";
import { count, oneOf, text } from "../rules/scalars";
import { clientTlsRule } from "./clientTls";
import { checkDepends, checkPlaceholders, isServer, nullIfInvalid, setting } from "./fields";

/** EMQX rejects user names and fragments: `parse_url` of emqx_auth_utils.erl of 5.8.9. EMQX 5.1 requires a path before a query. */
function isUrl(value: unknown): boolean {
  const [, host] = (isString(value) && /^https?:\/\/([^/?#]+)(\/[^#\s]*)?$/.exec(value)) || [];
  return isServer(host);
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2. */
const isHeaderName = (name: string) => /^[\w!#$%&'*+.^`|~-]+$/.test(name);

function named<In, Out>(
  isName: (name: string) => boolean,
  accepted: string,
  rule: Rule<Record<string, In>, Out>,
): Rule<Record<string, In>, Out> {
  return (given, path, report) => {
    const known = checkedMap(given ?? {}, path, () => {});
    for (const name of Object.keys(withoutAbsent(known)).filter((each) => !isName(each))) {
      report(`${path}.${name}`, `must have a name of ${accepted}`);
    }
    return rule(given, path, report);
  };
}

const headerValue = text(
  (value) => isString(value) && /^[^\p{Cc}]+$/u.test(value) && !value.includes("${"),
  "text without control characters and placeholders",
);

const fields = object<HttpServerArgs>()({
  url: required(
    text(isUrl, "a URL such as https://auth.example.com/mqtt, without a user name, a fragment and spaces"),
  ),
  method: oneOf(RequestMethod, RequestMethod.Post),
  headers: optional(named(isHeaderName, "letters, digits and -", map(headerValue))),
  secretHeaders: optional(named(isHeaderName, "letters, digits and -", map(secretKey))),
  body: optional(map(setting)),
  requestTimeout: text(isEmqxDuration, "a duration such as 500ms or 5s"),
  poolSize: count,
  tls: optional(clientTlsRule),
});

type Http = ReturnType<typeof fields>;

const checked: Rule<Known<HttpServerArgs>, Http> = (given, path, report) => {
  const complete = fields(given, path, report);
  if (complete.method === RequestMethod.Get && complete.body !== undefined) {
    report(`${path}.body`, `only valid if ${path}.method is post; use placeholders in url`);
  }
  if (complete.tls !== undefined && isString(complete.url) && !isHttps(complete.url)) {
    report(`${path}.tls`, `only valid if ${path}.url starts with https`);
  }
  checkHeaders(complete, path, report);
  checkDepends([complete.url, complete.body], path, report);
  return complete;
};

/** The rule of an HTTP server. */
export const httpRule = nullIfInvalid(checked);

function checkHeaders(
  { method, headers = {}, secretHeaders = {} }: Http,
  path: string,
  report: Report,
): void {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  if (method === RequestMethod.Get && names.includes("content-type")) {
    report(`${path}.headers`, `must have no content-type if ${path}.method is get`);
  }
  if (new Set(names).size < names.length) {
    report(`${path}.headers`, "must have each name once: upper and lower case are the same");
  }
  for (const name of Object.keys(secretHeaders).filter((each) => names.includes(each.toLowerCase()))) {
    report(`${path}.secretHeaders.${name}`, `also set by ${path}.headers; use one of the two`);
  }
}

/** Reports placeholders that the release does not know. */
export function checkHttp(
  line: ReleaseLine,
  use: TemplateUse,
  { url, body }: Pick<Http, "url" | "body">,
  path: string,
  report: Report,
): void {
  checkPlaceholders(line, use, url, `${path}.url`, report);
  checkPlaceholders(line, use, body, `${path}.body`, report);
}
