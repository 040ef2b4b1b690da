import type { Address } from "./reach";

/** A user or key of EMQX's REST API. */
export interface Login {
  username: string;
  password: string;
}

/** A member of the cluster, as one node sees it. */
export interface Member {
  node: string;
  node_status: string;
  role: string;
}

/** The response of EMQX's REST API to a request. */
export function request(
  { host, port }: Address,
  path: string,
  login: Login,
  init: RequestInit = {},
): Promise<Response> {
  const basic = Buffer.from(`${login.username}:${login.password}`).toString("base64");
  const headers = { authorization: `Basic ${basic}`, ...(init.headers as Record<string, string>) };
  return fetch(`http://${host}:${port}/api/v5${path}`, {
    ...init,
    headers,
    signal: AbortSignal.timeout(10_000),
  });
}

/** Logs a user of the dashboard in. Returns the status of the response: 200 if name and password are right. */
export async function dashboardLogin({ host, port }: Address, login: Login): Promise<number> {
  const { status } = await fetch(`http://${host}:${port}/api/v5/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(login),
    signal: AbortSignal.timeout(10_000),
  });
  return status;
}
