import { expect } from "chai";
import { AddressType, DiscoveryStrategy, type EmqxClusterArgs } from "../../components/index";
import { deploy, refusal } from "./support/cluster";
import { FakeContainer } from "./support/fakeContainer";

const timing = { timeoutSeconds: 5 };

describe("The probes", () => {
  it("restart a node that has not answered for five minutes, and not earlier, because it may be busy rejoining", async () => {
    const { container } = await deploy();
    expect(container.livenessProbe).to.deep.equal({
      ...timing,
      httpGet: { path: "/status", port: 18083 },
      periodSeconds: 30,
      failureThreshold: 10,
    });
  });

  it("stop sending clients to an unready node within seconds", async () => {
    const { container } = await deploy();
    expect(container.readinessProbe).to.deep.equal({
      ...timing,
      httpGet: { path: "/status", port: 18083 },
      periodSeconds: 5,
      failureThreshold: 3,
    });
  });

  it("can be adjusted independently", async () => {
    const { container } = await deploy({
      probes: {
        startup: { initialDelaySeconds: 7, failureThreshold: 9 },
        readiness: { periodSeconds: 11 },
        liveness: { timeoutSeconds: 13 },
      },
    });
    expect(container.startupProbe).to.include({
      initialDelaySeconds: 7,
      periodSeconds: 2,
      failureThreshold: 9,
    });
    expect(container.readinessProbe).to.include({ periodSeconds: 11, failureThreshold: 3 });
    expect(container.livenessProbe).to.include({ timeoutSeconds: 13, periodSeconds: 30 });
  });

  it("can be disabled independently", async () => {
    const off = { enabled: false };
    const { container } = await deploy({ probes: { startup: off, readiness: off, liveness: off } });
    expect(container).not.to.have.any.keys("startupProbe", "readinessProbe", "livenessProbe");
  });

  it("only check the status at start if the membership check is disabled", async () => {
    const { container } = await deploy({ probes: { startup: { membership: false } } });
    expect(container.startupProbe).to.deep.include({ httpGet: { path: "/status", port: 18083 } });
    expect(container.startupProbe).not.to.have.property("exec");
  });

  it("do not depend on the number of nodes, so that scaling does not restart pods", async () => {
    const [three, five] = [await deploy(), await deploy({ replicas: 5 })];
    expect(five.container.startupProbe).to.deep.equal(three.container.startupProbe);
  });

  const refused: [path: string, probes: EmqxClusterArgs["probes"]][] = [
    ["probes.liveness.periodSeconds", { liveness: { periodSeconds: 0 } }],
    ["probes.readiness.failureThreshold", { readiness: { failureThreshold: 1.5 } }],
    ["probes.startup.initialDelaySeconds", { startup: { initialDelaySeconds: -1 } }],
    ["probes.startup.membership", { startup: { membership: "yes" as never } }],
    ["probes.liveness.membership", { liveness: { membership: true } as never }],
    ["probes.ready", { ready: {} } as never],
  ];
  for (const [path, probes] of refused) {
    it(`reject an invalid ${path}`, async () => {
      expect(await refusal({ probes })).to.include(`\n  ${path}: `);
    });
  }
});

describe("The startup probe's script", () => {
  let broker: FakeContainer;
  beforeEach(async () => {
    broker = await FakeContainer.create();
  });
  afterEach(() => broker.remove());

  const ownName = "emqx-0.emqx-headless.messaging.svc.cluster.local";

  interface Seen {
    addresses: string[];
    /** The addresses of pods that run no broker, and of pods that are unreachable. */
    refusing?: string[];
    unreachable?: string[];
    /** The names of nodes, by address. */
    names?: Record<string, string>;
    /** The age of the container in seconds. */
    age?: number;
    /** What EMQX prints when the script checks the tables, and restarts the broker if they are incomplete. */
    tables?: string;
    /** The address that DNS has for the pod's own name. Undefined if the node is named by address. */
    found?: string;
    hasCurl?: boolean;
    nodes: { role: string; node_status: string }[];
    image?: string;
    discovery?: EmqxClusterArgs["discovery"];
  }

  /** Runs the script with fake commands that behave like those in the broker's image. */
  async function passes(seen: Seen): Promise<boolean> {
    const {
      addresses,
      nodes,
      image = "emqx/emqx:5.8.9",
      age = 3600,
      hasCurl = true,
      tables = "false",
    } = seen;
    const { refusing = [], unreachable = [], names = {}, discovery, found } = seen;
    const persistence = { enabled: discovery === undefined };
    const deployed = await deploy({ image, replicas: 1, discovery, persistence });
    const isAlpine = image.includes(":4.");
    await broker.write("keys", "probe:s3cret:viewer\nother:another\n");
    const running = nodes
      .filter(({ node_status }) => node_status === "running")
      .map((_, i) => `'emqx@emqx-${i}.emqx-headless.messaging.svc.cluster.local'`);
    await command(
      "emqx_ctl",
      `Cluster status: #{running_nodes =>\n    [${running.join(",\n")}],\n  stopped_nodes => ['emqx@9']}`,
    );
    await broker.write("evaluated", "");
    await command("emqx", tables, [`[ "$1" = eval ] || exit 7`, `echo "$2" >> ${broker.path("evaluated")}`]);
    await command("bash", "", [
      ...refusing.map(
        (ip) => `case "$2" in *"/dev/tcp/${ip}/4370") echo "connect: Connection refused" >&2; exit 1;; esac`,
      ),
      ...unreachable.map((ip) => `case "$2" in *"/dev/tcp/${ip}/4370") exit 124;; esac`),
    ]);
    await broker.write("uptime", `${1000 + age}.25 2000.00\n`);
    await broker.write("stat", `1 (beam.smp) S ${"0 ".repeat(18)}100000 0\n`);
    await command(
      "curl",
      JSON.stringify(
        nodes.map((node, i) => ({ node: `emqx@${i}`, ...node })),
        null,
        1,
      ),
      [
        ...addresses.map((ip, i) => {
          const called = names[ip] ?? `emqx@emqx-${i}.emqx-headless.messaging.svc.cluster.local`;
          const url = `http://${ip.includes(":") ? `[${ip}]` : ip}:18083/status`;
          return `case "$*" in *" ${url}") printf 'Node ${called} is started\nemqx is running'; exit;; esac`;
        }),
        // The script uses only the first line of the file, and passes neither key nor secret on the command line.
        `[ "$(cat)" = "Authorization: Basic ${Buffer.from("probe:s3cret").toString("base64")}" ]`,
        'case "$*" in *s3cret*) exit 9;; *127.0.0.1:18083/api/v5/nodes) ;; *) exit 8;; esac',
      ],
    );
    const v4 = addresses.filter((address) => !address.includes(":"));
    const v6 = addresses.filter((address) => address.includes(":"));
    const lines = (list: string[]) => list.flatMap((ip) => [`${ip} STREAM`, `${ip} DGRAM`]).join("\n");
    await broker.write("v4", lines(v4));
    await broker.write("v6", lines(v6));
    await command("getent", "", [
      isAlpine ? "exit 1" : "",
      // With a dot at the end, getent asks DNS. Without it, /etc/hosts has the pod's address.
      `case "$2" in ${ownName}.) echo "${found} STREAM"; exit;; ${ownName}) echo "10.0.0.1 STREAM"; exit;; esac`,
      '[ "$2" = emqx-headless.messaging.svc.cluster.local. ] || exit 3',
      `[ -s ${broker.directory}/$\{1#ahosts} ] || exit 2; cat ${broker.directory}/$\{1#ahosts}`,
    ]);
    const answers = addresses.map((ip) => `Name:\temqx-headless\nAddress: ${ip}`).join("\n");
    await command("nslookup", `Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n${answers}`, [
      isAlpine ? '[ "$2" = emqx-headless.messaging.svc.cluster.local. ] || exit 3' : "exit 127",
    ]);
    const replaced = {
      "/etc/emqx/api-keys/bootstrap": broker.path("keys"),
      "/proc/uptime": broker.path("uptime"),
      "/proc/1/stat": broker.path("stat"),
      "command -v curl": hasCurl ? "true" : "false",
    };
    await command("hostname", "emqx-0");
    const own = found === undefined ? "10.0.0.1" : ownName;
    const env = { POD_NAMESPACE: "messaging", EMQX_NODE__NAME: `emqx@${own}` };
    return (await broker.run(deployed, deployed.container.startupProbe.exec.command, replaced, env)) === 0;
  }

  async function command(name: string, output: string, before: string[] = []): Promise<void> {
    await broker.write(`${name}.out`, output);
    await broker.addCommand(name, ["set -e", ...before, 'cat "$0.out"']);
  }

  const core = { role: "core", node_status: "running" };
  const stopped = { role: "core", node_status: "stopped" };
  const replicant = { role: "replicant", node_status: "running" };
  const ips = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];
  const dual = [...ips, "fd00::1", "fd00::2", "fd00::3"];

  const named = (host: string) => ({ "10.0.0.2": `emqx@${host}`, "10.0.0.3": `emqx@${host}` });
  const byAddress = { strategy: DiscoveryStrategy.K8s, addressType: AddressType.Ip };

  const cases: [title: string, seen: Seen, expected: boolean][] = [
    ["a single node", { addresses: ["10.0.0.1"], nodes: [core] }, true],
    ["a node that sees all nodes", { addresses: ips, nodes: [core, core, core] }, true],
    ["a node that sees more than half", { addresses: ips, nodes: [core, core] }, true],
    ["an isolated node", { addresses: ips, nodes: [core] }, false],
    ["an isolated node of two", { addresses: ips.slice(1), nodes: [core] }, false],
    ["a node that sees the others as stopped", { addresses: ips, nodes: [core, stopped, stopped] }, false],
    ["a core that only sees replicants", { addresses: ips, nodes: [core, replicant, replicant] }, false],
    ["a node with IPv4 and IPv6 addresses", { addresses: dual, nodes: [core, core] }, true],
    [
      "an isolated node with IPv6 addresses only",
      { addresses: ["fd00::1", "fd00::2", "fd00::3"], nodes: [core] },
      false,
    ],
    ["a node whose headless Service has no address yet", { addresses: [], nodes: [core] }, false],
    [
      "a node if the other pods have not started a broker yet",
      { addresses: ips, nodes: [core], refusing: ips.slice(1), age: 59 },
      false,
    ],
    [
      "a node if the other pods have not run a broker for a minute",
      { addresses: ips, nodes: [core], refusing: ips.slice(1), age: 60 },
      true,
    ],
    [
      "an isolated node beside a running one",
      { addresses: ips, nodes: [core], refusing: ips.slice(2) },
      false,
    ],
    [
      "a node that cannot reach the others",
      { addresses: ips, nodes: [core], unreachable: ips.slice(1) },
      false,
    ],
    [
      "a node if the others are named with another domain",
      { addresses: ips, nodes: [core], names: named("emqx-1.emqx-headless.messaging.svc.wrong.local") },
      true,
    ],
    [
      "a node if the others are named by address",
      { addresses: ips, nodes: [core], names: named("10.0.0.2") },
      true,
    ],
    [
      "a node with IPv6 if the others are named with another domain",
      {
        addresses: dual.slice(3),
        nodes: [core],
        names: { "fd00::2": "emqx@a.b.c.svc.d", "fd00::3": "emqx@e.b.c.svc.d" },
      },
      true,
    ],
    [
      "a node that is named by address if the others are not",
      { addresses: ips, nodes: [core], discovery: byAddress },
      true,
    ],
    [
      "an isolated node among others that are named by address",
      {
        addresses: ips,
        nodes: [core],
        names: { ...named("10.0.0.2"), "10.0.0.1": "emqx@10.0.0.1" },
        discovery: byAddress,
      },
      false,
    ],
    [
      "a node that sees more than half, without curl",
      { addresses: ips, nodes: [core, core], hasCurl: false },
      true,
    ],
    ["an isolated node, without curl", { addresses: ips, nodes: [core], hasCurl: false }, false],
  ];
  for (const [title, seen, expected] of cases) {
    it(`${expected ? "passes" : "does not pass"} ${title}`, async () => {
      expect(await passes(seen)).to.equal(expected);
    });
  }

  it("waits at most a minute until DNS has the pod's address, so that no message is forwarded to its former one", async () => {
    const seen = { addresses: ips, nodes: [core, core, core], age: 59 };
    expect(await passes({ ...seen, found: "10.0.0.9" })).to.equal(false);
    expect(await passes({ ...seen, found: "10.0.0.1" })).to.equal(true);
    expect(await passes({ ...seen, found: "10.0.0.9", age: 60 })).to.equal(true);
  });

  it("restarts a broker that started without the tables of the others", async () => {
    const seen = { addresses: ips, nodes: [core, core, core] };
    expect(await passes({ ...seen, tables: "ok" })).to.equal(false);
    expect(await broker.read("evaluated")).to.match(
      /^lists:any\( .*emqx_retainer_message\]\) +andalso init:stop\(\)\.\n$/,
    );
  });

  it("does not check the tables of a broker that started without waiting for others", async () => {
    expect(await passes({ addresses: ips, nodes: [core, core, core], age: 29, tables: "ok" })).to.equal(true);
    expect(await broker.read("evaluated")).to.equal("");
  });

  for (const image of ["emqx/emqx:4.4.19", "emqx/emqx:5.0.26"]) {
    it(`uses the command if there is no API key: ${image}`, async () => {
      expect(await passes({ image, addresses: ips, nodes: [core, core] })).to.equal(true);
      expect(await passes({ image, addresses: ips, nodes: [core, stopped, stopped] })).to.equal(false);
    });
  }
});
