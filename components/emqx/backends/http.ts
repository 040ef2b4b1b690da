import { RequestMethod } from "../../emqxClusterArgs";
import { type SecretKey, SecretMap, type SettingTree } from "../secretReferences";
import { type ClientTls, clientTls } from "./clientTls";

export interface HttpServer {
  url: string;
  method: RequestMethod;
  headers?: Record<string, string>;
  secretHeaders?: Record<string, SecretKey>;
  body?: Record<string, string>;
  requestTimeout?: string;
  poolSize?: number;
  tls?: ClientTls;
}

/** Whether a URL requires TLS. EMQX rejects such a URL if TLS is off. */
export function isHttps(url: string): boolean {
  return /^https:/i.test(url);
}

/**
 * The settings of an HTTP server. Given headers replace EMQX's default headers, and EMQX does not read them from files. Sources:
 * emqx_authn_http.erl and emqx_authz_schema.erl of 5.1.6; emqx_authn_http_schema.erl and emqx_authz_http_schema.erl of
 * apps/emqx_auth_http, 5.3.2, 5.4.1, 5.8.9 and 6.2.2; `fields(config)` of apps/emqx_bridge_http/src/emqx_bridge_http_connector.erl.
 */
export function httpSettings(given: HttpServer): SettingTree {
  const { url, method, body, requestTimeout, poolSize, tls } = given;
  return {
    ...{ method, url, headers: headerSettings(given), body },
    ...{ request_timeout: requestTimeout, pool_size: poolSize },
    ssl: isHttps(url) ? clientTls(tls ?? { verify: true }, hostOf(url)) : undefined,
  };
}

function headerSettings({
  method,
  headers = {},
  secretHeaders,
}: HttpServer): SettingTree | SecretMap | undefined {
  const type = method === RequestMethod.Post ? { "content-type": "application/json" } : {};
  const given = Object.entries({ ...headers, ...secretHeaders }).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  if (given.length === 0) {
    return undefined;
  }
  const all = { ...type, ...Object.fromEntries(given) } as Record<string, string | SecretKey>;
  return secretHeaders === undefined ? all : new SecretMap(all);
}

function hostOf(url: string): string | undefined {
  return /^https:\/\/([^:/]+)/i.exec(url)?.[1];
}
