import { usualName } from "./configuration";

/** Environment keys that the component sets, and the argument to use instead or the reason. */
const reservedKeys: [pattern: RegExp, instead: string][] = [
  [/^SECRET_(AUTHENTICATION|AUTHORIZATION|LISTENERS|GATEWAY)__/, "use another name"],
  [
    /^(EMQX_NAME|EMQX_HOST|EMQX_NODE_NAME|EMQX_NODE__NAME|POD_NAME|POD_NAMESPACE)$/,
    "the node name is derived from the pod name",
  ],
  [/^EMQX_NODE__?COOKIE$/, "use credentials.cookie"],
  [/^EMQX_DASHBOARD__DEFAULT_(USERNAME|PASSWORD|USER__LOGIN|USER__PASSWORD)$/, "use credentials"],
  [/^EMQX_MANAGEMENT__DEFAULT_APPLICATION__(ID|SECRET)$/, "use credentials"],
  [
    /^EMQX_CLUSTER__(DISCOVERY|DISCOVERY_STRATEGY|K8S__.*|DNS__.*)$/,
    "use discovery, namespace and clusterDomain",
  ],
  [/^EMQX_LISTENERS__(TCP|SSL|WS|WSS)__DEFAULT__(BIND|ENABLED?)$/, "use listeners"],
  [/^EMQX_LISTENER__(TCP|SSL|WS|WSS)__EXTERNAL$/, "use listeners"],
  [/^EMQX_LISTENERS__(SSL|WSS)__DEFAULT__SSL_OPTIONS__(CERTFILE|KEYFILE|CACERTFILE)$/, "use tls"],
  [/^EMQX_LISTENER__(SSL|WSS)__EXTERNAL__(CERTFILE|KEYFILE|CACERTFILE)$/, "use tls"],
  [
    /^EMQX_DASHBOARD__LISTENERS__HTTPS__(BIND|ENABLE|(SSL_OPTIONS__)?(CERTFILE|KEYFILE|CACERTFILE))$/,
    "use tls.dashboard",
  ],
  [
    /^EMQX_(DASHBOARD__LISTENERS?__HTTP(__BIND)?|MANAGEMENT__LISTENER__HTTP)$/,
    "the probes require its default port",
  ],
  [/^EMQX_API_KEY__BOOTSTRAP_FILE$/, "use apiKeys"],
  [
    /^(WITH_EPMD|EMQX_RPC__(PORT_DISCOVERY|(TCP_|SSL_)?SERVER_PORT|TCP_CLIENT_PORT))$/,
    "the nodes require the default ports to connect to each other",
  ],
  [/^EMQX_NODE__(DB_)?ROLE$/, "use replicants"],
  [/^EMQX_NODE__DATA_DIR$/, "the data volume is mounted at the default directory"],
];

/** What to use instead of an environment key that the component sets. Undefined for all other keys. */
export function reservedBy(key: string): string | undefined {
  const name = usualName(key);
  return reservedKeys.find(([pattern]) => pattern.test(name))?.[1];
}
