import type { types } from "@pulumi/kubernetes";
import { clusterLabels, selectorLabels } from "../kubernetes/metadata";
import { brokerContainer } from "../kubernetes/podTemplate";
import { headlessServiceName } from "../kubernetes/services";
import { distributionPort } from "../emqx/releaseLine";
import { CannotLook, type Kubectl } from "./kubectl";

export type Pod = types.output.core.v1.Pod;
export type Claim = types.output.core.v1.PersistentVolumeClaim;
export type StatefulSet = types.output.apps.v1.StatefulSet;

/** What happened to an object of the cluster. */
export interface Happening {
  object: string;
  reason: string;
  message: string;
}

/** What a node sees of its cluster. */
export interface NodeView {
  pod: string;
  /** Names of nodes. */
  running: string[];
  stopped: string[];
  /** Addresses behind the headless Service's name. */
  addresses: string[];
  /** Those of them whose ports of the cluster do not answer in time. */
  unreachable: string[];
  /** A digest of the Erlang cookie. */
  cookie: string;
  /** How full the volume is, in percent. */
  used?: number;
  /** When the licence ends, where there is one. */
  licenseUntil?: string;
}

/** All that is looked at. Undefined stands for what could not be read. */
export interface Seen {
  name: string;
  namespace: string;
  statefulSet: StatefulSet;
  pods: Pod[];
  claims?: Claim[];
  happenings?: Happening[];
  /** Absent for no headless Service. */
  headless?: types.output.core.v1.Service;
  mayGetEndpoints?: boolean;
  /** Of each pod whose broker runs: its view, or why there is none. */
  views: Map<string, NodeView | string>;
}

/** Reads a deployed cluster, and changes nothing. */
export async function look(kubectl: Kubectl, namespace: string, name: string): Promise<Seen> {
  const read = async <T>(...args: string[]) =>
    JSON.parse(await kubectl("get", ...args, "--namespace", namespace, "--output", "json")) as T;
  const list = async <T>(kind: string, selector: Record<string, string>) =>
    (await read<{ items: T[] }>(kind, "--selector", asSelector(selector))).items;
  const statefulSet = await read<StatefulSet>("statefulset", name).catch(async (error: Error) => {
    throw new CannotLook(`${error.message}\n${await others(kubectl)}`.trim());
  });
  const pods = await list<Pod>("pods", selectorLabels(name)).catch((error: Error) => {
    throw new CannotLook(error.message);
  });
  const [claims, headless, events, mayGetEndpoints] = await Promise.all([
    list<Claim>("persistentvolumeclaims", clusterLabels(name)).catch(() => undefined),
    read<types.output.core.v1.Service>("service", headlessServiceName(name)).catch(() => undefined),
    read<{ items: types.output.core.v1.Event[] }>("events").catch(() => undefined),
    asksKubernetes(statefulSet) ? mayGet(kubectl, statefulSet, namespace) : Promise.resolve(undefined),
  ]);
  const running = pods.filter(({ status }) =>
    status.containerStatuses?.some(
      (container) => container.name === brokerContainer && container.state.running,
    ),
  );
  const views = await Promise.all(
    running.map(
      async ({ metadata }) => [metadata.name, await view(kubectl, namespace, metadata.name, name)] as const,
    ),
  );
  const uids = new Set(pods.map(({ metadata }) => metadata.uid));
  const time = ({ lastTimestamp, eventTime }: types.output.core.v1.Event) => lastTimestamp ?? eventTime ?? "";
  const happenings = events?.items
    .filter(({ type }) => type === "Warning")
    // Pods of a StatefulSet have the names of those before them, whose events are still there.
    .filter(({ involvedObject }) => involvedObject.kind !== "Pod" || uids.has(involvedObject.uid))
    .sort((one, other) => time(one).localeCompare(time(other)))
    .map(({ involvedObject, reason, message }) => ({
      object: `${involvedObject.kind} ${involvedObject.name}`,
      reason,
      message,
    }));
  return {
    name,
    namespace,
    statefulSet,
    pods,
    claims,
    headless,
    happenings,
    mayGetEndpoints,
    views: new Map(views),
  };
}

async function others(kubectl: Kubectl): Promise<string> {
  const label = asSelector({ "app.kubernetes.io/name": "emqx", "app.kubernetes.io/managed-by": "pulumi" });
  const columns = "custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name";
  return kubectl("get", "statefulsets", "--all-namespaces", "--selector", label, "--output", columns).catch(
    () => "",
  );
}

function asSelector(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** Whether the nodes find each other through the Kubernetes API. */
function asksKubernetes({ spec }: StatefulSet): boolean {
  const broker = spec.template.spec.containers.find((container) => container.name === brokerContainer);
  return broker?.env.some((variable) => variable.name.startsWith("EMQX_CLUSTER__K8S__")) ?? false;
}

async function mayGet(kubectl: Kubectl, { metadata, spec }: StatefulSet, namespace: string) {
  const account = `--as=system:serviceaccount:${namespace}:${spec.template.spec.serviceAccountName}`;
  const object = `endpoints/${headlessServiceName(metadata.name)}`;
  return kubectl("auth", "can-i", "get", object, account, "--namespace", namespace).then(
    () => true,
    // Not "no" says who may not ask for another.
    (error: Error) => (/^no\b/.test(error.message) ? false : undefined),
  );
}

async function view(
  kubectl: Kubectl,
  namespace: string,
  pod: string,
  name: string,
): Promise<NodeView | string> {
  const script = viewScript(headlessServiceName(name));
  return kubectl(
    "exec",
    pod,
    "--namespace",
    namespace,
    "--container",
    brokerContainer,
    "--",
    "sh",
    "-c",
    script,
  ).then(
    (output) => parseView(pod, output),
    (error: Error) => error.message,
  );
}

/** What is asked in a broker's container: reading only. Each answer is under a heading of its own. */
export function viewScript(headlessService: string): string {
  return [
    "domain=${EMQX_NODE__NAME:-@x.$EMQX_HOST}; domain=${domain#*@}; domain=${domain#*.}",
    `[ -n "\${EMQX_NODE__NAME:-}\${EMQX_HOST:-}" ] || domain=${headlessService}`,
    'echo "== status"; timeout 20 emqx_ctl cluster status 2>&1',
    'addresses=$({ getent ahostsv4 "$domain" || getent ahostsv6 "$domain"; } 2>/dev/null | cut -d " " -f 1 | sort -u)',
    'echo "== addresses"; echo $addresses',
    'echo "== unreachable"',
    "for address in $addresses; do",
    `  { answer=$(LC_ALL=C timeout 3 bash -c "exec 3<>/dev/tcp/$address/${distributionPort}" 2>&1) ||`,
    '    case "$answer" in *refused*) ;; *) echo "$address" ;; esac; } &',
    "done; wait",
    'echo "== cookie"; printf %s "${EMQX_NODE__COOKIE:-}" | sha256sum',
    'echo "== volume"; df -P "${EMQX_NODE__DATA_DIR:-/opt/emqx/data}" 2>/dev/null | tail -n 1',
    // Open-source EMQX up to 5.8 knows no such command.
    'echo "== license"; timeout 20 emqx_ctl license info 2>&1 || true',
  ].join("\n");
}

export function parseView(pod: string, output: string): NodeView {
  const parts = new Map(
    output.split(/^== /m).map((part) => {
      const [heading, ...lines] = part.split("\n");
      return [heading.trim(), lines.join("\n").trim()] as const;
    }),
  );
  const part = (heading: string) => parts.get(heading) ?? "";
  const words = (text: string) => text.split(/\s+/).filter(Boolean);
  const [, listed = ""] = part("status").split("running_nodes");
  const [running, stopped = ""] = listed.split("stopped_nodes");
  const nodes = (text: string) => [...text.matchAll(/'?([\w.-]+@[\w.:-]+)'?/g)].map(([, node]) => node);
  const used = /\s(\d+)%\s/.exec(part("volume"))?.[1];
  return {
    pod,
    running: nodes(running),
    stopped: nodes(stopped),
    addresses: words(part("addresses")),
    unreachable: words(part("unreachable")),
    cookie: part("cookie").slice(0, 16),
    ...(used === undefined ? {} : { used: Number(used) }),
    ...(/expiry_at\s*:\s*(\S+)/.test(part("license"))
      ? { licenseUntil: /expiry_at\s*:\s*(\S+)/.exec(part("license"))![1] }
      : {}),
  };
}
