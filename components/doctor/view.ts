import { distributionPort } from "../emqx/releaseLine";
import { scripts } from "../emqx/scripts";

/** A node's view of its cluster. */
export interface NodeView {
  pod: string;
  /** Names of the running nodes that it lists. */
  running: string[];
  stopped: string[];
  /** Addresses that the name of the headless Service resolves to. */
  addresses: string[];
  /** Addresses whose distribution port does not answer in time. */
  unreachable: string[];
  /** A digest of the Erlang cookie. */
  cookie: string;
  /** Usage of the volume, in percent. Undefined if it is unknown. */
  used?: number;
  /** Expiry date of the licence. Undefined if the node has none. */
  licenseUntil?: string;
}

/** The script that runs in a broker's container. It only reads, and prints a heading before each answer. */
export function viewScript(headlessService: string, namespace: string): string {
  return [
    // The domain in which the node looks for others. The node's name does not always contain it: it may be an address.
    "domain=${EMQX_CLUSTER__DNS__NAME:-}",
    `[ -n "$domain" ] || domain=${headlessService}.${namespace}\${EMQX_CLUSTER__K8S__SUFFIX:+.svc.\${EMQX_CLUSTER__K8S__SUFFIX#*.}}`,
    'echo "== status"; timeout 20 emqx_ctl cluster status 2>&1',
    // The text of the script, because pods of earlier versions of this package do not have it.
    `addresses() (\n${scripts["addresses.sh"]})`,
    'addresses=$(addresses "$domain" 2>/dev/null | sort -u)',
    'echo "== addresses"; echo $addresses',
    'echo "== unreachable"',
    "for address in $addresses; do",
    `  { answer=$(LC_ALL=C timeout 3 bash -c "exec 3<>/dev/tcp/$address/${distributionPort}" 2>&1) ||`,
    '    case "$answer" in *refused*) ;; *) echo "$address" ;; esac; } &',
    "done; wait",
    'echo "== cookie"; printf %s "${EMQX_NODE__COOKIE:-}" | sha256sum',
    // EMQX 4.x has its volume at mnesia/, EMQX 5.x at the folder above.
    'data=${EMQX_NODE__DATA_DIR:-/opt/emqx/data}; [ ! -d "$data/mnesia" ] || data=$data/mnesia',
    'echo "== volume"; df -P "$data" 2>/dev/null | tail -n 1',
    // Open-source EMQX up to 5.8 does not have this command.
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
